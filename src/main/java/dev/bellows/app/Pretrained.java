package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.deep.NetworkObjective;
import dev.bellows.deep.PretrainedWeights;
import dev.bellows.deep.ReadyNetwork;
import dev.bellows.deep.ScriptedModule;
import dev.bellows.linalg.weights.WeightsFile;
import dev.bellows.model.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters that a network begins with, where some of them were trained before.
 *
 * @param parameters all of them
 * @param words in one line, which come from the file
 */
record Pretrained(double[] parameters, String words) {

  /**
   * Reads them; nothing where the model names no file.
   *
   * @param settings of the model
   * @param maker of the model
   * @param seed of those that the file does not have
   * @throws InputException whose message begins with the key, if they cannot be read or do not fit
   */
  static Optional<Pretrained> read(
      Settings settings, ModelTable.Maker maker, Predictor model, long seed) {
    if (model instanceof NetworkObjective scripted
        && scripted.network() instanceof ScriptedModule module) {
      String words = settings.get(ScriptMaker.FILE) + ": the module begins with its own weights";
      return Optional.of(new Pretrained(module.initialParameters(seed), words));
    }
    String path = settings.get(NetworkMaker.PRETRAINED);
    if (path == null
        || !(model instanceof NetworkObjective objective)
        || !(maker instanceof NetworkMaker networks)) {
      return Optional.empty();
    }
    Map<String, String> others = networks.ready().map(ReadyNetwork::otherNames).orElse(Map.of());
    double[] parameters = model.initialParameters(seed);
    try {
      PretrainedWeights weights =
          new PretrainedWeights(
              objective.network(),
              WeightsFile.read(Path.of(path)),
              others,
              settings.isSet(NetworkMaker.REPLACE_HEAD));
      if (settings.get(NetworkMaker.STRICT)) {
        weights.requireAll();
      }
      return Optional.of(new Pretrained(parameters, weights.fill(parameters)));
    } catch (InputException e) {
      throw named(e);
    } catch (IOException e) {
      throw named(new InputException("%s cannot be read: %s".formatted(path, e.getMessage()), e));
    }
  }

  private static InputException named(InputException e) {
    return new InputException(
        "%s: %s".formatted(NetworkMaker.PRETRAINED.name(), e.getMessage()), e);
  }
}
