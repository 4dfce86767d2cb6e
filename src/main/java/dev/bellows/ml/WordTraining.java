package dev.bellows.ml;

import dev.bellows.Setting;
import dev.bellows.embed.replica.Objective;
import java.util.Arrays;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How word vectors are trained. */
final class WordTraining {
  final Param<String> objective;
  final IntParam vectorSize;
  final IntParam windowSize;
  final IntParam minCount;
  final IntParam negatives;
  final IntParam maxSentenceLength;
  final IntParam epochs;
  final DoubleParam subsampling;
  final DoubleParam learningRate;
  final IntParam replicas;
  final BooleanParam deterministic;
  final LongParam seed;

  WordTraining(Params owner) {
    objective =
        Checks.oneOf(
            owner,
            "objective",
            "what is predicted from what",
            Arrays.stream(Objective.values()).<String>map(Setting::word).toList());
    vectorSize = Checks.whole(owner, "vectorSize", "the length of the vectors", 1);
    windowSize =
        Checks.whole(
            owner,
            "windowSize",
            "contexts reach 1 to so many words to each side, drawn each time",
            1);
    minCount = Checks.whole(owner, "minCount", "words seen more rarely are left out", 1);
    negatives = Checks.whole(owner, "negatives", "random words that a centre is told from", 1);
    maxSentenceLength =
        Checks.whole(owner, "maxSentenceLength", "longer sentences are cut after so many words", 2);
    epochs = Checks.whole(owner, "epochs", "how often all sentences are read", 1);
    subsampling =
        Checks.nonNegative(
            owner,
            "subsampling",
            "words with a larger share of the text are dropped at times; 0: none");
    learningRate =
        Checks.positive(
            owner,
            "learningRate",
            "falls in a line over the whole training; default: 0.025, for cbow 0.05");
    replicas =
        Checks.whole(
            owner, "replicas", "copies of the tables that learn; default: one an executor", 1);
    deterministic =
        Checks.flag(owner, "deterministic", "one thread a replica: the same seed, the same bits");
    seed = Checks.anyWhole(owner, "seed", "what every random choice depends on");
    owner.setDefault(objective, Setting.word(Objective.SKIP_GRAM));
    owner.setDefault(vectorSize, 100);
    owner.setDefault(windowSize, 5);
    owner.setDefault(minCount, 5);
    owner.setDefault(negatives, 5);
    owner.setDefault(maxSentenceLength, 1000);
    owner.setDefault(epochs, 5);
    owner.setDefault(subsampling, 0.0001);
    owner.setDefault(deterministic, false);
    owner.setDefault(seed, 1L);
  }
}
