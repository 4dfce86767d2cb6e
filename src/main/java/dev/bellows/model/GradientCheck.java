package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import java.util.Arrays;
import java.util.Locale;

/**
 * Whether an objective's gradient is the slope of its loss: each element is compared with the
 * central difference {@code (f(x + h) − f(x − h)) / 2h}, h = 6e-6 times the larger of 1 and {@code
 * |xᵢ|}. That costs two losses for each parameter, so it is for small models, in tests.
 *
 * <p>The error of an element is {@code |g − s|} over the larger of {@code |g|} and {@code |s|}, but
 * over no less than a thousandth of the gradient's largest element: differences of sums are good to
 * some ten digits of the largest, not of the smallest. Losses that have kinks are to be checked
 * away from them.
 *
 * @param error the largest error of an element; not a number where a gradient or a loss is not
 * @param tensor the tensor in which it is
 * @param element the element's number in that tensor, row-major
 * @param gradient what the objective says there
 * @param slope the central difference there
 * @param lossError how far the loss that came with the gradient is from {@link Objective#loss},
 *     relative to it
 */
public record GradientCheck(
    double error, String tensor, int element, double gradient, double slope, double lossError) {
  private static final double STEP = Math.cbrt(Math.ulp(1.0)); // the best for two differences
  private static final double LEAST_PART = 1e-3;

  /** Checks the gradient over all examples. */
  public static GradientCheck of(Objective objective, Examples examples, double[] parameters) {
    int[] rows = new int[examples.count()];
    Arrays.setAll(rows, i -> i);
    return of(objective, examples, rows, parameters);
  }

  /**
   * Checks the gradient over some examples.
   *
   * @param rows their numbers; one may come more than once
   * @param parameters where to check; not changed
   */
  public static GradientCheck of(
      Objective objective, Examples examples, int[] rows, double[] parameters) {
    double[] gradient = new double[parameters.length];
    Arrays.fill(gradient, 1); // an objective adds to what is there
    double with =
        objective.addLossAndGradient(examples, rows, rows.length, parameters.clone(), gradient);
    double alone = objective.loss(examples, rows, rows.length, parameters.clone());
    double[] slopes = new double[parameters.length];
    double most = 0;
    for (int i = 0; i < slopes.length; i++) {
      gradient[i] -= 1;
      slopes[i] = slope(objective, examples, rows, parameters, i);
      double size = Math.max(Math.abs(gradient[i]), Math.abs(slopes[i]));
      most = size > most ? size : most; // what is no number is not the largest
    }
    int worst = 0;
    double error = -1;
    for (int i = 0; i < slopes.length && !Double.isNaN(error); i++) {
      double now = error(gradient[i], slopes[i], LEAST_PART * most);
      if (!(now <= error)) {
        error = now;
        worst = i;
      }
    }
    Layout.Slot slot = slotOf(objective.layout(), worst);
    return new GradientCheck(
        error,
        slot.name(),
        worst - slot.offset(),
        gradient[worst],
        slopes[worst],
        error(with, alone, 0));
  }

  private static double slope(
      Objective objective, Examples examples, int[] rows, double[] parameters, int i) {
    double step = STEP * Math.max(1, Math.abs(parameters[i]));
    double[] moved = parameters.clone();
    moved[i] = parameters[i] + step;
    double above = moved[i];
    double up = objective.loss(examples, rows, rows.length, moved);
    moved[i] = parameters[i] - step;
    double down = objective.loss(examples, rows, rows.length, moved);
    return (up - down) / (above - moved[i]); // the step as it was rounded
  }

  private static double error(double a, double b, double least) {
    double scale = Math.max(Math.max(Math.abs(a), Math.abs(b)), least);
    return a == b ? 0 : Math.abs(a - b) / scale;
  }

  private static Layout.Slot slotOf(Layout layout, int index) {
    return layout.tensors().stream()
        .filter(slot -> index < slot.offset() + slot.size())
        .findFirst()
        .orElseThrow();
  }

  /** Whether neither error is larger than the tolerance, such as 1e-6. */
  public boolean passes(double tolerance) {
    return error <= tolerance && lossError <= tolerance;
  }

  /** {@code weight[3]: gradient 0.5, slope 0.25: an error of 0.5; that of the loss is 0}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s[%d]: gradient %.9g, slope %.9g: an error of %.2g; that of the loss is %.2g",
        tensor,
        element,
        gradient,
        slope,
        error,
        lossError);
  }
}
