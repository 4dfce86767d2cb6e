package dev.bellows.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Where a value stands on an axis that goes from 0 to 1, and what is written beside the axis. */
final class TrialScale {
  /** Room on both sides of what is shown, as a part of the axis. */
  private static final double MARGIN = 0.04;

  private static final double[] STEPS = {1, 2, 5, 10};
  private static final int FEW_DECADES = 2;

  /** A value that is written beside the axis. */
  record Tick(double at, String label) {}

  private final List<String> names; // null for numbers
  private final boolean log;
  private final double low;
  private final double high;

  private TrialScale(List<String> names, boolean log, double low, double high) {
    this.names = names;
    this.log = log;
    this.low = low;
    this.high = high;
  }

  /** The scale of a setting with these values; numbers that are no numbers become names. */
  static TrialScale of(TrialPoints.Scale scale, List<Object> values) {
    boolean numbers = values.stream().allMatch(Number.class::isInstance);
    if (scale == TrialPoints.Scale.NAMES || !numbers || values.isEmpty()) {
      return names(values, numbers);
    }
    double[] all = values.stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    return numbers(scale == TrialPoints.Scale.LOG, all);
  }

  private static TrialScale names(List<Object> values, boolean numbers) {
    List<Object> distinct = new ArrayList<>(values.stream().distinct().toList());
    if (numbers) {
      distinct.sort(Comparator.comparingDouble(value -> ((Number) value).doubleValue()));
    }
    return new TrialScale(distinct.stream().map(TrialScale::label).toList(), false, 0, 1);
  }

  /** A scale of numbers; a logarithmic one where that is wanted and all are above 0. */
  static TrialScale numbers(boolean log, double... values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    boolean logarithmic = log && least > 0;
    double low = logarithmic ? Math.log10(least) : least;
    double high = logarithmic ? Math.log10(most) : most;
    if (!(high > low)) {
      double room = logarithmic ? 1 : Math.max(Math.abs(low) / 2, 1e-9);
      low -= room;
      high += room;
    }
    return new TrialScale(null, logarithmic, low, high);
  }

  /** Whether values have names. */
  boolean named() {
    return names != null;
  }

  /** The number of names. */
  int count() {
    return names.size();
  }

  /** Where a value stands; outside of 0 to 1 where it is outside of the axis. */
  double at(Object value) {
    if (names != null) {
      return (names.indexOf(label(value)) + 0.5) / names.size();
    }
    double number = ((Number) value).doubleValue();
    double part = ((log ? Math.log10(number) : number) - low) / (high - low);
    return MARGIN + part * (1 - 2 * MARGIN);
  }

  /** The number that stands there. */
  double valueAt(double at) {
    double number = low + (at - MARGIN) / (1 - 2 * MARGIN) * (high - low);
    return log ? Math.pow(10, number) : number;
  }

  /** Whether equal distances are equal ratios. */
  boolean logarithmic() {
    return log;
  }

  /**
   * The ticks of the axis.
   *
   * @param most about so many of numbers; names are all there
   */
  List<Tick> ticks(int most) {
    if (names != null) {
      return names.stream()
          .map(name -> new Tick((names.indexOf(name) + 0.5) / names.size(), name))
          .toList();
    }
    return log ? logTicks(most) : linearTicks(most);
  }

  private List<Tick> linearTicks(int most) {
    double step = niceStep((high - low) / most);
    List<Tick> ticks = new ArrayList<>();
    double room = (high - low) * MARGIN;
    for (double n = Math.ceil((low - room) / step); n * step <= high + room; n++) {
      double value = n * step;
      ticks.add(new Tick(at(value), plain(value, step)));
    }
    return ticks;
  }

  private static double niceStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double step : STEPS) {
      if (step * power >= least * (1 - 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** Powers of ten, or of few decades 1, 2 and 5 of each. */
  private List<Tick> logTicks(int most) {
    double[] within = high - low <= FEW_DECADES ? new double[] {1, 2, 5} : new double[] {1};
    int every = Math.max(1, (int) Math.ceil((high - low) / most));
    List<Tick> ticks = new ArrayList<>();
    for (int decade = (int) Math.floor(low); decade <= Math.ceil(high); decade++) {
      for (double factor : within) {
        double value = factor * Math.pow(10, decade);
        double at = at(value);
        if (at >= 0 && at <= 1 && Math.floorMod(decade, every) == 0) {
          ticks.add(new Tick(at, label(value)));
        }
      }
    }
    return ticks.size() > 1 ? ticks : linearTicks(most);
  }

  private static String plain(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Math.abs(value) >= 1e5 || decimals > 4
        ? label(value)
        : String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
  }

  /** A value in a few letters: 0.001, 1e-5, adam. */
  static String label(Object value) {
    if (!(value instanceof Number number) || value instanceof Long || value instanceof Integer) {
      return String.valueOf(value);
    }
    double exact = number.doubleValue();
    double size = Math.abs(exact);
    if (exact == 0 || size >= 1e-4 && size < 1e5) {
      String text = String.format(Locale.ROOT, "%.4g", exact);
      return text.contains(".") && !text.contains("e")
          ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "")
          : text;
    }
    return String.format(Locale.ROOT, "%.2e", exact)
        .replaceFirst("\\.?0*e([+-])0*", "e$1")
        .replace("e+", "e");
  }
}
