package dev.bellows.ml;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.model.perceptron.Activation;
import dev.bellows.model.perceptron.Arithmetic;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.model.perceptron.PerceptronSettings;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params of both perceptrons. */
final class PerceptronLayers {
  final IntArrayParam hiddenLayers;
  final Param<String> activation;
  final DoubleParam dropout;
  final Param<String> precision;

  PerceptronLayers(Params owner) {
    hiddenLayers =
        Checks.wholes(
            owner,
            "hiddenLayers",
            "units of each hidden layer",
            "a whole number of at least 1 for each hidden layer",
            units -> Arrays.stream(units).allMatch(n -> n >= 1));
    activation =
        Checks.oneOf(
            owner,
            "activation",
            "what hidden units make of their input",
            words(Activation.values()));
    dropout =
        Checks.number(
            owner,
            "dropout",
            "the part of hidden units that training drops at random",
            "a number from 0 to below 1",
            part -> part >= 0 && part < 1);
    precision =
        Checks.oneOf(
            owner, "precision", "what matrix products are computed in", words(Arithmetic.values()));
    owner.setDefault(hiddenLayers, new int[] {100});
    owner.setDefault(activation, Setting.word(PerceptronSettings.ACTIVATION.defaultValue()));
    owner.setDefault(dropout, PerceptronSettings.DROPOUT.defaultValue());
    owner.setDefault(precision, Setting.word(PerceptronSettings.PRECISION.defaultValue()));
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).<String>map(Setting::word).toList();
  }

  /** The network that an estimator asks for. */
  Perceptron network(Params owner, int columns, int outputs) {
    List<Long> hidden =
        Arrays.stream(owner.getOrDefault(hiddenLayers)).mapToObj(n -> (long) n).toList();
    Settings settings =
        Settings.DEFAULTS
            .with(PerceptronSettings.HIDDEN, hidden)
            .withWritten(PerceptronSettings.ACTIVATION, owner.getOrDefault(activation))
            .withWritten(PerceptronSettings.DROPOUT, owner.getOrDefault(dropout))
            .withWritten(PerceptronSettings.PRECISION, owner.getOrDefault(precision));
    return PerceptronSettings.network(settings, columns, outputs);
  }
}
