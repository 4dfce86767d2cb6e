package dev.bellows.optim;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The table of all optimizers: what a job file may name, with which settings, and which chain of
 * transforms that is. Defaults are PyTorch's where it has the rule.
 */
public final class OptimizerTable {
  /** η, the size of the steps. */
  public static final Setting<Double> LEARNING_RATE =
      Setting.positive("learning-rate", 0.01, "η, the size of the steps");

  /** μ. */
  public static final Setting<Double> MOMENTUM =
      Setting.fraction("momentum", 0.0, "μ, how much of the velocity each step keeps");

  /** The part of each gradient that does not enter the velocity. */
  public static final Setting<Double> DAMPENING =
      Setting.fraction("dampening", 0.0, "the part of each gradient that the velocity leaves out");

  /** Nesterov's look ahead. */
  public static final Setting<Boolean> NESTEROV =
      Setting.flag("nesterov", false, "look one step ahead along the velocity");

  /** Which of the three forms of momentum. */
  public static final Setting<MomentumForm> MOMENTUM_FORM =
      Setting.choice(
          "momentum-form",
          MomentumForm.PYTORCH,
          "rate behind the velocity, inside it, or a leaky average");

  /** RMSProp's γ, AdaDelta's ρ. */
  public static final Setting<Double> DECAY =
      Setting.fraction("decay", 0.99, "how much of the mean of squares each step keeps");

  /** β₁. */
  public static final Setting<Double> BETA1 =
      Setting.fraction("beta1", 0.9, "how much of the first moment each step keeps");

  /** β₂. */
  public static final Setting<Double> BETA2 =
      Setting.fraction("beta2", 0.999, "how much of the second moment each step keeps");

  /** ε. */
  public static final Setting<Double> EPSILON =
      Setting.positive("epsilon", 1e-8, "ε, keeps the division from failing");

  /** Where ε stands. */
  public static final Setting<EpsilonPlacement> EPSILON_PLACEMENT =
      Setting.choice(
          "epsilon-placement",
          EpsilonPlacement.OUTSIDE,
          "ε outside the root (PyTorch) or inside (books)");

  /** λ. */
  public static final Setting<Double> WEIGHT_DECAY =
      Setting.nonNegative("weight-decay", 0.0, "λ, pulls the parameters towards zero");

  /**
   * One row of the table.
   *
   * @param name as a job file says it
   * @param formula the rule in one line
   * @param source who proposed it
   * @param settings all that it takes, with its own defaults
   * @param chain builds the optimizer from validated settings
   */
  public record Entry(
      String name,
      String formula,
      String source,
      List<Setting<?>> settings,
      Function<Settings, Optimizer> chain) {

    /** The optimizer with these settings; what is not set has this row's default. */
    public Optimizer build(Settings given) {
      Settings complete = given;
      for (String key : given.values().keySet()) {
        setting(key);
      }
      for (Setting<?> setting : settings) {
        complete = given.isSet(setting) ? complete : withDefault(complete, setting);
      }
      return chain.apply(complete);
    }

    /** The setting of that name. */
    public Setting<?> setting(String key) {
      return settings.stream()
          .filter(setting -> setting.name().equals(key))
          .findFirst()
          .orElseThrow(() -> new InputException(name + " has no setting '" + key + "'"));
    }

    private static <T> Settings withDefault(Settings settings, Setting<T> setting) {
      return settings.with(setting, setting.defaultValue());
    }
  }

  /** The rows, in the order in which the books introduce them. */
  public static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "gd",
              "x ← x − ηg, with batch-size = all",
              "Cauchy 1847",
              List.of(LEARNING_RATE, WEIGHT_DECAY),
              OptimizerTable::sgd),
          new Entry(
              "sgd",
              "x ← x − ηg",
              "Robbins and Monro 1951",
              List.of(LEARNING_RATE, MOMENTUM, DAMPENING, NESTEROV, MOMENTUM_FORM, WEIGHT_DECAY),
              OptimizerTable::sgd),
          new Entry(
              "momentum",
              "v ← μv + g; x ← x − ηv",
              "Polyak 1964",
              List.of(
                  LEARNING_RATE,
                  MOMENTUM.withDefault(0.9),
                  DAMPENING,
                  NESTEROV,
                  MOMENTUM_FORM,
                  WEIGHT_DECAY),
              OptimizerTable::sgd),
          new Entry(
              "adagrad",
              "s ← s + g²; x ← x − ηg/(√s + ε)",
              "Duchi, Hazan and Singer 2011",
              List.of(LEARNING_RATE, EPSILON.withDefault(1e-10), EPSILON_PLACEMENT, WEIGHT_DECAY),
              settings ->
                  adaptive(
                      settings,
                      new ScaleByAdaGrad(settings.get(EPSILON), settings.get(EPSILON_PLACEMENT)))),
          new Entry(
              "rmsprop",
              "s ← γs + (1−γ)g²; x ← x − ηg/(√s + ε)",
              "Tieleman and Hinton 2012",
              List.of(LEARNING_RATE, DECAY, EPSILON, EPSILON_PLACEMENT, WEIGHT_DECAY),
              settings ->
                  adaptive(
                      settings,
                      new ScaleByRmsProp(
                          settings.get(DECAY),
                          settings.get(EPSILON),
                          settings.get(EPSILON_PLACEMENT)))),
          new Entry(
              "adadelta",
              "s ← ρs + (1−ρ)g²; u = √(Δ+ε)/√(s+ε)·g; Δ ← ρΔ + (1−ρ)u²; x ← x − ηu",
              "Zeiler 2012",
              List.of(
                  LEARNING_RATE.withDefault(1.0),
                  DECAY.withDefault(0.9),
                  EPSILON.withDefault(1e-6),
                  WEIGHT_DECAY),
              settings ->
                  adaptive(
                      settings, new ScaleByAdaDelta(settings.get(DECAY), settings.get(EPSILON)))),
          new Entry(
              "adam",
              "m ← β₁m + (1−β₁)g; s ← β₂s + (1−β₂)g²; x ← x − η·m̂/(√ŝ + ε)",
              "Kingma and Ba 2015",
              List.of(LEARNING_RATE.withDefault(0.001), BETA1, BETA2, EPSILON, WEIGHT_DECAY),
              settings -> adaptive(settings, adam(settings))),
          new Entry(
              "adamW",
              "Adam's step plus ηλx, decoupled from the moments",
              "Loshchilov and Hutter 2019",
              List.of(
                  LEARNING_RATE.withDefault(0.001),
                  BETA1,
                  BETA2,
                  EPSILON,
                  WEIGHT_DECAY.withDefault(0.01)),
              OptimizerTable::adamW));

  private OptimizerTable() {}

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
                    "no optimizer is named '%s'; there are %s"
                        .formatted(name, String.join(", ", names()))));
  }

  private static Optimizer sgd(Settings settings) {
    Schedule schedule = schedule(settings);
    double momentum = settings.get(MOMENTUM);
    double dampening = settings.get(DAMPENING);
    boolean nesterov = settings.get(NESTEROV);
    ScaleByLearningRate rate = new ScaleByLearningRate(schedule);
    List<Transform> chain = startWithDecay(settings);
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new InputException("nesterov = true needs a momentum above 0 and dampening 0");
    }
    if (momentum == 0) {
      chain.add(rate);
    } else {
      switch (settings.get(MOMENTUM_FORM)) {
        case PYTORCH -> {
          chain.add(new AccumulateMomentum(momentum, dampening, nesterov, true));
          chain.add(rate);
        }
        case BOOKS -> {
          chain.add(rate);
          chain.add(new AccumulateMomentum(momentum, dampening, nesterov, true));
        }
        case AVERAGE -> {
          if (dampening != 0) {
            throw new InputException(
                "momentum-form = average dampens by momentum itself; leave dampening at 0");
          }
          chain.add(new AccumulateMomentum(momentum, momentum, nesterov, false));
          chain.add(new Scale(1 / (1 - momentum)));
          chain.add(rate);
        }
      }
    }
    return new Optimizer(chain, schedule);
  }

  private static Optimizer adaptive(Settings settings, Transform rule) {
    Schedule schedule = schedule(settings);
    List<Transform> chain = startWithDecay(settings);
    chain.add(rule);
    chain.add(new ScaleByLearningRate(schedule));
    return new Optimizer(chain, schedule);
  }

  private static Optimizer adamW(Settings settings) {
    Schedule schedule = schedule(settings);
    return new Optimizer(
        List.of(
            adam(settings),
            new AddDecayedWeights(settings.get(WEIGHT_DECAY)),
            new ScaleByLearningRate(schedule)),
        schedule);
  }

  private static ScaleByAdam adam(Settings settings) {
    return new ScaleByAdam(settings.get(BETA1), settings.get(BETA2), settings.get(EPSILON));
  }

  private static List<Transform> startWithDecay(Settings settings) {
    List<Transform> chain = new ArrayList<>();
    if (settings.get(WEIGHT_DECAY) > 0) {
      chain.add(new AddDecayedWeights(settings.get(WEIGHT_DECAY)));
    }
    return chain;
  }

  private static Schedule schedule(Settings settings) {
    return Schedule.constant(settings.get(LEARNING_RATE));
  }
}
