package dev.bellows.app;

import static dev.bellows.app.ReferenceTraces.doubles;
import static dev.bellows.app.ReferenceTraces.error;
import static dev.bellows.app.ReferenceTraces.flat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.linalg.WordWindows;
import dev.bellows.model.Cbow;
import dev.bellows.model.Objective;
import dev.bellows.model.SigmoidCrossEntropy;
import dev.bellows.model.SkipGram;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code embeddings.json}: loss and gradients of skip-gram and CBOW, and the masked loss. */
final class EmbeddingTraces {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingTraces.class);

  private EmbeddingTraces() {}

  /** Replays the cases that the file has. */
  static void replay(JsonNode file, Consumer<Outcome> listener) {
    replay("skipgram", file, () -> gradients(file, file.path("skipgram"), SkipGram::new), listener);
    replay("cbow", file, () -> gradients(file, file.path("cbow"), Cbow::new), listener);
    JsonNode masked = file.path("masked_loss_example");
    replay("masked_loss_example", file, () -> masked(masked), listener);
  }

  private static void replay(
      String name, JsonNode file, Supplier<Double> worst, Consumer<Outcome> listener) {
    if (file.has(name)) {
      double error = Double.NaN;
      try {
        error = worst.get();
      } catch (RuntimeException e) {
        LOG.warn("embeddings/{} cannot be replayed", name, e);
      }
      listener.accept(Outcome.of("embeddings/" + name, error));
    }
  }

  /** Either objective, for so many words and dimensions. */
  private interface Embedding {
    Objective of(int words, int dimensions);
  }

  /** The largest error of the mean loss and of the gradients of both tables. */
  private static double gradients(JsonNode file, JsonNode expected, Embedding embedding) {
    int words = file.path("v").size();
    int dimensions = file.path("v").path(0).size();
    Objective objective = embedding.of(words, dimensions);
    double[] parameters = tables(objective, file.path("v"), file.path("u"));
    double[] gradient = new double[parameters.length];
    WordWindows windows = windows(file, words);
    int[] all = IntStream.range(0, windows.count()).toArray();
    double loss =
        objective.addLossAndGradient(windows, all, all.length, parameters, gradient) / all.length;
    Arrays.setAll(gradient, i -> gradient[i] / all.length);
    double[] wanted = tables(objective, expected.path("grad_v"), expected.path("grad_u"));
    double lossError =
        error(new double[] {loss}, new double[] {expected.path("loss").asDouble(Double.NaN)});
    return Math.max(lossError, error(gradient, wanted));
  }

  private static double[] tables(Objective objective, JsonNode vectors, JsonNode contexts) {
    double[] flat = new double[objective.layout().size()];
    objective.layout().write("vectors", flat(vectors), flat);
    objective.layout().write("contexts", flat(contexts), flat);
    return flat;
  }

  private static WordWindows windows(JsonNode file, int vocabulary) {
    int count = file.path("centers").size();
    int[] starts = new int[count + 1];
    int[] negatives = new int[count];
    IntStream.Builder words = IntStream.builder();
    for (int e = 0; e < count; e++) {
      JsonNode contexts = file.path("contexts").path(e);
      JsonNode drawn = file.path("negatives").path(e);
      words.add(file.path("centers").path(e).asInt(-1));
      contexts.forEach(word -> words.add(word.asInt(-1)));
      drawn.forEach(word -> words.add(word.asInt(-1)));
      negatives[e] = starts[e] + 1 + contexts.size();
      starts[e + 1] = negatives[e] + drawn.size();
    }
    return new WordWindows(starts, negatives, words.build().toArray(), vocabulary);
  }

  private static double masked(JsonNode trace) {
    double[] found = new double[trace.path("pred").size()];
    Arrays.setAll(
        found,
        i ->
            SigmoidCrossEntropy.maskedMean(
                doubles(trace.path("pred").path(i)),
                doubles(trace.path("label").path(i)),
                doubles(trace.path("mask").path(i))));
    return found.length == 0 ? Double.NaN : error(found, doubles(trace.path("loss")));
  }
}
