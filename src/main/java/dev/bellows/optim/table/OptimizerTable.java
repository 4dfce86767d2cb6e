package dev.bellows.optim.table;

import static dev.bellows.optim.table.OptimizerSettings.*;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Transform;
import dev.bellows.optim.table.OptimizerSettings.DecayForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The table of all optimizers: what a job file may name, with which settings, and how it is built.
 * Defaults are PyTorch's where it has the rule.
 */
public final class OptimizerTable {
  /**
   * One row of the table.
   *
   * @param name as a job file says it
   * @param formula the rule in one line
   * @param source who proposed it
   * @param own the settings of the rule, with its own defaults
   * @param around the settings of what may stand around the rule
   * @param allRows whether a batch is all rows where nobody says its size
   * @param builder makes it from complete settings
   */
  public record Entry(
      String name,
      String formula,
      String source,
      List<Setting<?>> own,
      List<Setting<?>> around,
      boolean allRows,
      BiFunction<Settings, Setup, Minimizer> builder) {

    private Entry overAllRows() {
      return new Entry(name, formula, source, own, around, true, builder);
    }

    /** All that it takes. */
    public List<Setting<?>> settings() {
      List<Setting<?>> all = new ArrayList<>(own);
      all.addAll(around);
      return all;
    }

    /**
     * The optimizer with these settings; what is not set has this row's default.
     *
     * @throws InputException if settings do not fit together, or a pattern matches no tensor
     */
    public Minimizer build(Settings given, Setup setup) {
      given.values().keySet().forEach(this::setting);
      return builder.apply(given.withDefaultsOf(settings()), setup);
    }

    /**
     * Whether a learning rate depends on how long the whole training is, so that more epochs would
     * have made other steps from the first one on.
     */
    public boolean dependsOnLength(Settings given) {
      return given.get(SCHEDULE).dependsOnLength()
          || given.get(GROUPS).stream()
              .anyMatch(group -> group.settings().get(GroupSpec.SCHEDULE).dependsOnLength());
    }

    /** The setting of that name. */
    public Setting<?> setting(String key) {
      return settings().stream()
          .filter(setting -> setting.name().equals(key))
          .findFirst()
          .orElseThrow(() -> new InputException(unknown(key)));
    }

    private String unknown(String key) {
      List<String> names = settings().stream().<String>map(Setting::name).toList();
      return "%s: %s has no such setting%s; it takes %s"
          .formatted(key, name, Spelling.hint(key, names), String.join(", ", names));
    }
  }

  /** The rows, in the order in which the books introduce them. */
  public static final List<Entry> ENTRIES =
      List.of(
          entry(
                  "gd",
                  "x ← x − ηg, with batch-size = all",
                  "Cauchy 1847",
                  List.of(LEARNING_RATE.withDefault(0.001), WEIGHT_DECAY, WEIGHT_DECAY_FORM, L1),
                  Chains::sgd)
              .overAllRows(),
          entry(
              "sgd",
              "x ← x − ηg",
              "Robbins and Monro 1951",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  MOMENTUM,
                  DAMPENING,
                  NESTEROV,
                  MOMENTUM_FORM,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::sgd),
          entry(
              "momentum",
              "v ← μv + g; x ← x − ηv",
              "Polyak 1964",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  MOMENTUM.withDefault(0.9),
                  DAMPENING,
                  NESTEROV,
                  MOMENTUM_FORM,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::sgd),
          entry(
              "adagrad",
              "s ← s + g²; x ← x − ηg/(√s + ε)",
              "Duchi, Hazan and Singer 2011",
              List.of(
                  LEARNING_RATE,
                  RATE_DECAY,
                  INITIAL_ACCUMULATOR,
                  EPSILON.withDefault(1e-10),
                  EPSILON_PLACEMENT,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::adaGrad),
          rowWise(
              "sparse-adagrad",
              "adagrad, in the rows that have a gradient",
              "Duchi, Hazan and Singer 2011",
              List.of(
                  LEARNING_RATE,
                  RATE_DECAY,
                  INITIAL_ACCUMULATOR,
                  EPSILON.withDefault(1e-10),
                  EPSILON_PLACEMENT,
                  L1),
              Chains::sparseAdaGrad),
          new Entry(
              "ftrl",
              "n ← n + g²; z ← z + g − Δ√n·x/η; x = 0 or −(z − sign(z)λ₁)/((β + √n)/η + λ₂)",
              "McMahan and others 2013",
              List.of(LEARNING_RATE.withDefault(0.1), BETA, FTRL_L1, FTRL_L2),
              AROUND,
              false,
              (settings, setup) ->
                  Surroundings.around(Chains.ftrl(settings), true, 0, settings, setup)),
          entry(
              "rmsprop",
              "s ← γs + (1−γ)g²; x ← x − ηg/(√s + ε)",
              "Tieleman and Hinton 2012",
              List.of(
                  LEARNING_RATE,
                  DECAY,
                  CENTERED,
                  MOMENTUM,
                  EPSILON,
                  EPSILON_PLACEMENT,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::rmsProp),
          entry(
              "adadelta",
              "s ← ρs + (1−ρ)g²; u = √(Δ+ε)/√(s+ε)·g; Δ ← ρΔ + (1−ρ)u²; x ← x − ηu",
              "Zeiler 2012",
              List.of(
                  LEARNING_RATE.withDefault(1.0),
                  DECAY.withDefault(0.9),
                  EPSILON.withDefault(1e-6),
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM),
              Chains::adaDelta),
          entry(
              "adam",
              "m ← β₁m + (1−β₁)g; s ← β₂s + (1−β₂)g²; x ← x − η·m̂/(√ŝ + ε)",
              "Kingma and Ba 2015",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON,
                  AMSGRAD,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::adam),
          rowWise(
              "sparse-adam",
              "adam with ε beside √s, in the rows that have a gradient",
              "Kingma and Ba 2015; PyTorch's SparseAdam",
              List.of(LEARNING_RATE.withDefault(0.001), BETA1, BETA2, EPSILON, L1),
              Chains::sparseAdam),
          entry(
              "amsgrad",
              "adam, divided by the largest √ŝ so far",
              "Reddi, Kale and Kumar 2018",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON,
                  AMSGRAD.withDefault(true),
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::adam),
          entry(
              "adamW",
              "adam's step plus ηλx, decoupled from the moments",
              "Loshchilov and Hutter 2019",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON,
                  AMSGRAD,
                  WEIGHT_DECAY.withDefault(0.01),
                  WEIGHT_DECAY_FORM.withDefault(DecayForm.DECOUPLED),
                  L1),
              Chains::adam),
          entry(
              "adamax",
              "n ← max(β₂n, |g| + ε); x ← x − η·m̂/n",
              "Kingma and Ba 2015",
              List.of(
                  LEARNING_RATE.withDefault(0.002),
                  BETA1,
                  BETA2,
                  EPSILON,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::adamax),
          entry(
              "nadam",
              "adam, one step ahead along m (Nesterov)",
              "Dozat 2016",
              List.of(
                  LEARNING_RATE.withDefault(0.002),
                  BETA1,
                  BETA2,
                  EPSILON,
                  MOMENTUM_DECAY,
                  MOMENTUM_PRODUCT,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::nadam),
          entry(
              "radam",
              "adam, its adaptive part rectified by its variance",
              "Liu and others 2020",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON,
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM,
                  L1),
              Chains::radam),
          entry(
              "lion",
              "x ← x − η·(sign(β₁m + (1−β₁)g) + λx); m ← β₂m + (1−β₂)g",
              "Chen and others 2023",
              List.of(
                  LEARNING_RATE.withDefault(1e-4),
                  BETA1,
                  BETA2.withDefault(0.99),
                  WEIGHT_DECAY,
                  WEIGHT_DECAY_FORM.withDefault(DecayForm.DECOUPLED)),
              Chains::lion),
          entry(
              "lars",
              "u = c‖x‖/(‖g‖ + λ‖x‖)·(g + λx) for each tensor; v ← μv + ηu; x ← x − v",
              "You, Gitman and Ginsburg 2017",
              List.of(
                  LEARNING_RATE.withDefault(1.0),
                  MOMENTUM.withDefault(0.9),
                  TRUST_COEFFICIENT,
                  WEIGHT_DECAY.withDefault(5e-4)),
              Chains::lars),
          entry(
              "lamb",
              "u = adam's step + λx; x ← x − η·‖x‖/‖u‖·u for each tensor",
              "You and others 2020",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON.withDefault(1e-6),
                  WEIGHT_DECAY.withDefault(0.01)),
              Chains::lamb),
          new Entry(
              "lbfgs",
              "quasi-Newton steps on the loss of all rows; OWL-QN where l1 > 0",
              "Liu and Nocedal 1989; Andrew and Gao 2007",
              List.of(MEMORY, TOLERANCE, WEIGHT_DECAY, L1),
              List.of(NO_WEIGHT_DECAY),
              true,
              Chains::lbfgs));

  private OptimizerTable() {}

  private static Entry entry(
      String name,
      String formula,
      String source,
      List<Setting<?>> own,
      Function<Settings, List<Transform>> rule) {
    return entry(name, formula, source, own, rule, false);
  }

  /** A row whose optimizer leaves rows of a table alone that have no gradient. */
  private static Entry rowWise(
      String name,
      String formula,
      String source,
      List<Setting<?>> own,
      Function<Settings, List<Transform>> rule) {
    return entry(name, formula, source, own, rule, true);
  }

  private static Entry entry(
      String name,
      String formula,
      String source,
      List<Setting<?>> own,
      Function<Settings, List<Transform>> rule,
      boolean rowWise) {
    return new Entry(
        name,
        formula,
        source,
        own,
        AROUND,
        false,
        (settings, setup) ->
            Surroundings.around(rule.apply(settings), rowWise, settings.get(L1), settings, setup));
  }

  /** The names, in the table's order. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * The row of that name.
   *
   * @throws InputException if there is none
   */
  public static Entry entry(String name) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "there is no optimizer '%s'%s; there are %s"
                        .formatted(
                            name, Spelling.hint(name, names()), String.join(", ", names()))));
  }
}
