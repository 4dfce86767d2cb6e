package dev.bellows.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.optim.transform.ScaleByNadam.ProductForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the optimizer of our table that PyTorch's hyperparameters, under PyTorch's names, mean. */
final class TorchOptimizer {
  /**
   * How the name of a case begins, and the row of our table that it means; the first fit counts.
   */
  private static final List<Map.Entry<String, String>> FAMILIES =
      List.of(
          Map.entry("adamw", "adamW"),
          Map.entry("adamax", "adamax"),
          Map.entry("adam", "adam"),
          Map.entry("amsgrad", "adam"),
          Map.entry("nadam", "nadam"),
          Map.entry("radam", "radam"),
          Map.entry("sparse-adam", "sparse-adam"),
          Map.entry("sparseadam", "sparse-adam"),
          Map.entry("sparse-adagrad", "sparse-adagrad"),
          Map.entry("adagrad", "adagrad"),
          Map.entry("adadelta", "adadelta"),
          Map.entry("rmsprop", "rmsprop"),
          Map.entry("momentum", "sgd"),
          Map.entry("nesterov", "sgd"),
          Map.entry("sgd", "sgd"),
          Map.entry("gd", "sgd"));

  /** What PyTorch calls a setting. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("lr", "learning-rate"),
          Map.entry("eps", "epsilon"),
          Map.entry("alpha", "decay"),
          Map.entry("rho", "decay"),
          Map.entry("lr_decay", "learning-rate-decay"),
          Map.entry("initial_accumulator_value", "initial-accumulator"),
          Map.entry("momentum", "momentum"),
          Map.entry("dampening", "dampening"),
          Map.entry("nesterov", "nesterov"),
          Map.entry("weight_decay", "weight-decay"),
          Map.entry("centered", "centered"),
          Map.entry("amsgrad", "amsgrad"),
          Map.entry("momentum_decay", "momentum-decay"));

  /** Flags of PyTorch that say how it computes, not what. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("foreach", "fused", "capturable", "differentiable", "maximize");

  private static final Pattern VERSION =
      Pattern.compile("(?i)torch\\D*(\\d{1,3})\\.|^\\s*(\\d{1,3})\\.");

  private TorchOptimizer() {}

  /**
   * The optimizer of a case; empty where this build has not got it.
   *
   * @param trace a case or run of a reference trace, with {@code name} and {@code hyperparameters}
   * @param version PyTorch's major version: see {@link #version}
   * @param layout the parameters; a case with {@code groups} has one tensor for each of them
   *     instead
   */
  static Optional<Optimizer> of(JsonNode trace, Layout layout, int version) {
    String name = trace.path("name").asText().toLowerCase(Locale.ROOT);
    String ours =
        FAMILIES.stream()
            .filter(family -> name.startsWith(family.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    if (ours.isEmpty()) {
      return Optional.empty();
    }
    OptimizerTable.Entry entry = OptimizerTable.entry(ours);
    Optional<Settings> settings = settings(entry, trace.path("hyperparameters"), version);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    if (!trace.has("groups")) {
      return Optional.of((Optimizer) entry.build(settings.get(), new Setup(layout, 1, 1)));
    }
    return withGroups(entry, settings.get(), trace.path("groups"), layout.size());
  }

  /**
   * The major version of the PyTorch that made a file: from {@code source = "torch 1.13.0"}; 2
   * where it does not say.
   */
  static int version(JsonNode file) {
    Matcher version = VERSION.matcher(file.path("source").asText());
    if (!version.find()) {
      return 2;
    }
    return Integer.parseInt(version.group(1) != null ? version.group(1) : version.group(2));
  }

  /** The sign of the gradients: PyTorch turns them around when it makes something large. */
  static double sign(JsonNode trace) {
    return trace.path("hyperparameters").path("maximize").booleanValue() ? -1 : 1;
  }

  private static Optional<Settings> settings(
      OptimizerTable.Entry entry, JsonNode hypers, int version) {
    Settings settings = Settings.DEFAULTS;
    if (version == 1 && entry.own().contains(OptimizerSettings.MOMENTUM_PRODUCT)) {
      settings = settings.with(OptimizerSettings.MOMENTUM_PRODUCT, ProductForm.PYTORCH_1);
    }
    for (Map.Entry<String, JsonNode> hyper : hypers.properties()) {
      if (WITHOUT_EFFECT.contains(hyper.getKey())) {
        continue;
      }
      for (Map.Entry<String, Object> ours : translated(hyper).entrySet()) {
        Optional<Setting<?>> setting =
            entry.settings().stream().filter(s -> s.name().equals(ours.getKey())).findFirst();
        if (setting.isEmpty()) {
          return Optional.empty();
        }
        settings = with(settings, setting.get(), ours.getValue());
      }
    }
    return Optional.of(settings);
  }

  /** PyTorch allows more than we do, such as ε = 0; the arithmetic is the same. */
  @SuppressWarnings("unchecked") // a setting whose default is a Double takes Doubles
  private static Settings with(Settings settings, Setting<?> setting, Object value) {
    if (value instanceof Number number && setting.defaultValue() instanceof Double) {
      return settings.with((Setting<Double>) setting, number.doubleValue());
    }
    return settings.withWritten(setting, value);
  }

  private static Map<String, Object> translated(Map.Entry<String, JsonNode> hyper) {
    JsonNode value = hyper.getValue();
    return switch (hyper.getKey()) {
      case "betas" ->
          value.size() != 2
              ? Map.of("", value)
              : Map.of("beta1", plain(value.path(0)), "beta2", plain(value.path(1)));
      case "decoupled_weight_decay" ->
          Map.of("weight-decay-form", value.asBoolean() ? "decoupled" : "l2");
      default ->
          Map.of(NAMES.getOrDefault(hyper.getKey(), ""), plain(value)); // no setting has no name
    };
  }

  private static Object plain(JsonNode value) {
    return value.isNumber() ? value.numberValue() : value.asText();
  }

  /** One tensor for each group; elements of no group are frozen. */
  private static Optional<Optimizer> withGroups(
      OptimizerTable.Entry entry, Settings base, JsonNode groups, int size) {
    List<JsonNode> ordered = new ArrayList<>();
    groups.forEach(ordered::add);
    ordered.sort(Comparator.comparingInt(group -> group.path("start").asInt()));
    Layout.Builder layout = Layout.builder();
    List<Map<String, Object>> ours = new ArrayList<>();
    int end = 0;
    for (JsonNode group : ordered) {
      int start = group.path("start").asInt();
      if (start > end) {
        addFrozen(layout, ours, end, start);
      }
      end = group.path("end").asInt();
      Map<String, Object> own = new LinkedHashMap<>();
      own.put("tensors", "from-" + start);
      layout.add("from-" + start, end - start);
      for (Map.Entry<String, JsonNode> key : group.properties()) {
        switch (key.getKey()) {
          case "start", "end" -> {}
          case "lr" -> {
            boolean frozen = key.getValue().isNumber() && key.getValue().asDouble() == 0;
            own.put(frozen ? "frozen" : "learning-rate", frozen ? true : plain(key.getValue()));
          }
          case "weight_decay" -> own.put("weight-decay", plain(key.getValue()));
          default -> {
            return Optional.empty();
          }
        }
      }
      ours.add(own);
    }
    if (end < size) {
      addFrozen(layout, ours, end, size);
    }
    Setting<?> setting = entry.setting("groups");
    return Optional.of(
        (Optimizer) entry.build(base.withWritten(setting, ours), new Setup(layout.build(), 1, 1)));
  }

  private static void addFrozen(
      Layout.Builder layout, List<Map<String, Object>> groups, int start, int end) {
    layout.add("from-" + start, end - start);
    groups.add(Map.of("tensors", "from-" + start, "frozen", true));
  }
}
