package dev.bellows.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the optimizer of our table that PyTorch's hyperparameters, under PyTorch's names, mean. */
final class TorchOptimizer {
  /** How the name of a case begins, and the row of our table that it means. */
  private static final Map<String, String> FAMILIES = families();

  /** What PyTorch calls a setting; only the names that differ after turning _ into -. */
  private static final Map<String, String> NAMES =
      Map.of("lr", "learning-rate", "eps", "epsilon", "alpha", "decay", "rho", "decay");

  private TorchOptimizer() {}

  private static Map<String, String> families() {
    Map<String, String> families = new LinkedHashMap<>(); // the first that fits counts
    families.put("adamw", "adamW");
    families.put("adamax", "");
    families.put("adam", "adam");
    families.put("adagrad", "adagrad");
    families.put("adadelta", "adadelta");
    families.put("rmsprop", "rmsprop");
    families.put("momentum", "sgd");
    families.put("nesterov", "sgd");
    families.put("sgd", "sgd");
    families.put("gd", "sgd");
    return families;
  }

  /**
   * The optimizer of a case; empty where this build has not got it yet.
   *
   * @param trace a case or run of a reference trace, with {@code name} and {@code hyperparameters}
   */
  static Optional<Optimizer> of(JsonNode trace) {
    String name = trace.path("name").asText();
    String ours =
        FAMILIES.entrySet().stream()
            .filter(family -> name.startsWith(family.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    if (ours.isEmpty() || trace.has("groups")) {
      return Optional.empty();
    }
    OptimizerTable.Entry entry = OptimizerTable.entry(ours);
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, JsonNode> hyper : trace.path("hyperparameters").properties()) {
      List<String> keys =
          hyper.getKey().equals("betas")
              ? List.of("beta1", "beta2")
              : List.of(NAMES.getOrDefault(hyper.getKey(), hyper.getKey().replace('_', '-')));
      for (int i = 0; i < keys.size(); i++) {
        String key = keys.get(i);
        Optional<Setting<?>> setting =
            entry.settings().stream().filter(s -> s.name().equals(key)).findFirst();
        if (setting.isEmpty()) {
          return Optional.empty();
        }
        JsonNode value = keys.size() == 1 ? hyper.getValue() : hyper.getValue().path(i);
        settings =
            settings.withWritten(
                setting.get(), value.isNumber() ? value.numberValue() : value.asText());
      }
    }
    return Optional.of(entry.build(settings));
  }
}
