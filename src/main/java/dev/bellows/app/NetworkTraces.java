package dev.bellows.app;

import static dev.bellows.app.ReferenceTraces.doubles;
import static dev.bellows.app.ReferenceTraces.flat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.InputException;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.model.perceptron.Activation;
import dev.bellows.model.perceptron.Arithmetic;
import dev.bellows.model.perceptron.Initialization;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.model.perceptron.PerceptronClassification;
import dev.bellows.model.perceptron.PerceptronSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code networks.json}: softmax regression and perceptrons, their losses and gradients. */
final class NetworkTraces {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraces.class);

  private NetworkTraces() {}

  /** Replays the cases that the file has. */
  static void replay(JsonNode file, Consumer<Outcome> listener) {
    for (JsonNode trace : file.path("cases")) {
      String name = "networks/" + name(trace);
      try {
        listener.accept(
            activation(trace)
                .map(activation -> Outcome.of(name, error(trace, activation)))
                .orElseGet(() -> Outcome.notYet(name)));
      } catch (RuntimeException e) {
        LOG.warn("{} cannot be replayed", name, e);
        listener.accept(Outcome.of(name, Double.NaN));
      }
    }
  }

  /** {@code 5-8-3 relu}; a single layer has no activation. */
  private static String name(JsonNode trace) {
    String sizes =
        StreamSupport.stream(trace.path("sizes").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining("-"));
    return trace.path("sizes").size() > 2 ? sizes + " " + word(trace) : sizes;
  }

  private static String word(JsonNode trace) {
    return trace.path("activation").asText().toLowerCase(Locale.ROOT);
  }

  private static Optional<Activation> activation(JsonNode trace) {
    try {
      return Optional.of(PerceptronSettings.ACTIVATION.parse(word(trace)));
    } catch (InputException e) {
      return Optional.empty();
    }
  }

  /** The largest error of the mean loss and of all gradients. */
  private static double error(JsonNode trace, Activation activation) {
    List<Integer> sizes =
        Arrays.stream(doubles(trace.path("sizes"))).mapToObj(size -> (int) size).toList();
    PerceptronClassification objective =
        new Perceptron(sizes, activation, 0, Initialization.AUTO, Arithmetic.FLOAT64)
            .classification();
    double[] parameters = tensors(objective.layout(), trace, "weight_out_by_in", "bias");
    double[] wanted = tensors(objective.layout(), trace, "grad_weight", "grad_bias");
    LabelledRows examples =
        new LabelledRows(
            new DenseRows(flat(trace.path("x")), sizes.get(0)), doubles(trace.path("y")));
    int[] all = IntStream.range(0, examples.count()).toArray();
    double[] gradient = new double[parameters.length];
    double loss =
        objective.addLossAndGradient(examples, all, all.length, parameters, gradient) / all.length;
    Arrays.setAll(gradient, i -> gradient[i] / all.length);
    double lossError =
        ReferenceTraces.error(
            new double[] {loss}, new double[] {trace.path("loss").asDouble(Double.NaN)});
    return Math.max(lossError, ReferenceTraces.error(gradient, wanted));
  }

  private static double[] tensors(Layout layout, JsonNode trace, String weight, String bias) {
    double[] flat = new double[layout.size()];
    for (int l = 0; l < layout.tensors().size() / 2; l++) {
      JsonNode layer = trace.path("layers").path(l);
      layout.write(Perceptron.weight(l), flat(layer.path(weight)), flat);
      layout.write(Perceptron.bias(l), doubles(layer.path(bias)), flat);
    }
    return flat;
  }
}
