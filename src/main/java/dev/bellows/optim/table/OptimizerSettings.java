package dev.bellows.optim.table;

import dev.bellows.Setting;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.transform.EpsilonPlacement;
import dev.bellows.optim.transform.MomentumForm;
import dev.bellows.optim.transform.ScaleByNadam.ProductForm;
import java.util.List;

/** Every setting that an optimizer may have, with its range, its usual default and a line on it. */
public final class OptimizerSettings {
  /** Where weight decay acts. */
  public enum DecayForm {
    /** Added to the gradient: the rule sees it. */
    L2,
    /** Added behind the rule and scaled by the learning rate alone, as in AdamW. */
    DECOUPLED
  }

  /** Which average of the parameters is kept. */
  public enum AverageKind {
    NONE,
    /** An exponential moving average. */
    EMA,
    /** The mean: Polyak's, or stochastic weight averaging. */
    MEAN
  }

  // --- the rules' own ---------------------------------------------------------------------------

  /** η. */
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

  /** The centred form of RMSProp. */
  public static final Setting<Boolean> CENTERED =
      Setting.flag("centered", false, "divide by the deviation, not by the root of mean squares");

  /** AdaGrad's decay of the rate. */
  public static final Setting<Double> RATE_DECAY =
      Setting.nonNegative("learning-rate-decay", 0.0, "d: step t is divided by 1 + (t−1)d besides");

  /** AdaGrad's first sum. */
  public static final Setting<Double> INITIAL_ACCUMULATOR =
      Setting.nonNegative("initial-accumulator", 0.0, "the sum of squares to begin with");

  /** β₁. */
  public static final Setting<Double> BETA1 =
      Setting.fraction("beta1", 0.9, "how much of the first moment each step keeps");

  /** β₂. */
  public static final Setting<Double> BETA2 =
      Setting.fraction("beta2", 0.999, "how much of the second moment each step keeps");

  /** ψ. */
  public static final Setting<Double> MOMENTUM_DECAY =
      Setting.nonNegative("momentum-decay", 0.004, "ψ, how fast β₁ grows to its full size");

  /** Which of NAdam's two products. */
  public static final Setting<ProductForm> MOMENTUM_PRODUCT =
      Setting.choice(
          "momentum-product",
          ProductForm.PAPER,
          "the paper's (and PyTorch's since 2.0), or PyTorch's before 2.0");

  /** AMSGrad's largest second moment in place of the present one. */
  public static final Setting<Boolean> AMSGRAD =
      Setting.flag("amsgrad", false, "divide by the largest second moment so far");

  /** ε. */
  public static final Setting<Double> EPSILON =
      Setting.positive("epsilon", 1e-8, "ε, keeps the division from failing");

  /** Where ε stands. */
  public static final Setting<EpsilonPlacement> EPSILON_PLACEMENT =
      Setting.choice(
          "epsilon-placement",
          EpsilonPlacement.OUTSIDE,
          "ε outside the root (PyTorch) or inside (books)");

  /** LARS' c. */
  public static final Setting<Double> TRUST_COEFFICIENT =
      Setting.positive("trust-coefficient", 0.001, "c: a step is c times as long as its tensor");

  /** λ. */
  public static final Setting<Double> WEIGHT_DECAY =
      Setting.nonNegative("weight-decay", 0.0, "λ, pulls the parameters towards zero");

  /** Where λ acts. */
  public static final Setting<DecayForm> WEIGHT_DECAY_FORM =
      Setting.choice(
          "weight-decay-form", DecayForm.L2, "added to the gradient, or behind the rule (AdamW)");

  /** L-BFGS' m. */
  public static final Setting<Long> MEMORY =
      Setting.whole("memory", 1, 1000, 10L, "steps that the approximate Hessian remembers");

  /** When L-BFGS stops. */
  public static final Setting<Double> TOLERANCE =
      Setting.positive("tolerance", 1e-6, "stop at a change of loss or gradient this small");

  /**
   * α of an L1 penalty: {@code α‖x‖₁} is added to the mean loss. Optimizers that take a step for
   * each batch take a proximal one behind it, {@code x ← sign(x)·max(|x| − ηᵢα, 0)} with the size
   * ηᵢ of their own step for that element: the learning rate, over 1−μ where there is momentum, and
   * what it is divided by in AdaGrad, RMSProp and Adam (proximal AdaGrad: Duchi, Hazan and Singer,
   * 2011). Elements that are pulled to zero are zero. Where only touched rows move, only they are
   * pulled. lbfgs becomes OWL-QN.
   *
   * <p>The elastic net {@code λ(a‖w‖₁ + (1−a)/2·‖w‖²)} of MLlib, with its {@code regParam} λ and
   * its {@code elasticNetParam} a, is {@code l1 = λa}, {@code weight-decay = λ(1−a)} in its form
   * {@code l2}, and {@code no-weight-decay = bias}, on standardised features; for the squared loss
   * see {@code dev.bellows.model.LinearRegression}.
   */
  public static final Setting<Double> L1 =
      Setting.nonNegative("l1", 0.0, "α of the penalty α‖x‖₁, by proximal steps (lbfgs: OWL-QN)");

  /** FTRL's β. */
  public static final Setting<Double> BETA =
      Setting.nonNegative("beta", 1.0, "β: the first steps are divided by β and √n together");

  /** FTRL's λ₁. */
  public static final Setting<Double> FTRL_L1 =
      Setting.nonNegative("l1", 0.0, "λ₁: zero up to this sum of the gradients of all steps");

  /** FTRL's λ₂. */
  public static final Setting<Double> FTRL_L2 =
      Setting.nonNegative("l2", 0.0, "λ₂, beside the sum of the gradients of all steps");

  // --- around any rule --------------------------------------------------------------------------

  /** The tensors that decay does not pull. */
  public static final Setting<List<String>> NO_WEIGHT_DECAY =
      Setting.texts("no-weight-decay", "tensors without decay (and L1), such as \"*bias\"");

  /** The tensors that stay as they are. */
  public static final Setting<List<String>> FREEZE =
      Setting.texts("freeze", "tensors that stay as they are, such as \"layer1.*\"");

  /** When what is frozen begins to train. */
  public static final Setting<Long> UNFREEZE_AFTER =
      Setting.whole(
          "unfreeze-after",
          1,
          1_000_000,
          null,
          "the tensors of freeze train too, after so many epochs; default: never");

  /** Parameter groups. */
  public static final Setting<List<GroupSpec>> GROUPS = GroupSpec.SETTING;

  /** The learning rate over time. */
  public static final Setting<ScheduleSpec> SCHEDULE = ScheduleSpec.SETTING;

  /** Largest element of a gradient. */
  public static final Setting<Double> CLIP_VALUE =
      Setting.positive("clip-value", null, "the largest size of a gradient's element");

  /** Largest norm of a tensor's gradient. */
  public static final Setting<Double> CLIP_NORM =
      Setting.positive("clip-norm", null, "the largest norm of each tensor's gradient");

  /** Largest norm of the gradient. */
  public static final Setting<Double> CLIP_GLOBAL_NORM =
      Setting.positive("clip-global-norm", null, "the largest norm of the whole gradient");

  /** σ. */
  public static final Setting<Double> GRADIENT_NOISE =
      Setting.nonNegative("gradient-noise", 0.0, "σ of the noise added to each gradient");

  /** γ of the noise. */
  public static final Setting<Double> GRADIENT_NOISE_DECAY =
      Setting.nonNegative("gradient-noise-decay", 0.0, "γ: the noise's variance falls as t^−γ");

  /** Batches for an update. */
  public static final Setting<Long> ACCUMULATE =
      Setting.whole("accumulate", 1, 1_000_000, 1L, "batches whose mean gradient makes an update");

  /** When to give up on gradients that are not finite. */
  public static final Setting<Long> SKIP_NOT_FINITE =
      Setting.whole(
          "skip-not-finite",
          0,
          1_000_000,
          0L,
          "skip gradients that are not finite, but stop at so many in a row; 0: never skip");

  /** Lookahead's k. */
  public static final Setting<Long> LOOKAHEAD =
      Setting.whole("lookahead", 0, 1_000_000, 0L, "k, updates between the slow steps; 0: none");

  /** Lookahead's α. */
  public static final Setting<Double> LOOKAHEAD_RATE =
      Setting.part("lookahead-rate", 0.5, "α, how far a slow step goes");

  /** Which average. */
  public static final Setting<AverageKind> AVERAGE =
      Setting.choice("average", AverageKind.NONE, "evaluate and save averaged parameters");

  /** Decay of the exponential average. */
  public static final Setting<Double> AVERAGE_DECAY =
      Setting.fraction("average-decay", 0.999, "how much of the average (ema) each step keeps");

  /** First update of the mean. */
  public static final Setting<Long> AVERAGE_FROM =
      Setting.whole("average-from", 1, 1L, "the first update whose parameters enter the mean");

  /** Every how many updates. */
  public static final Setting<Long> AVERAGE_EVERY =
      Setting.whole("average-every", 1, 1L, "every how many updates the mean takes one in");

  /** What every optimizer that takes steps has besides its own settings. */
  public static final List<Setting<?>> AROUND =
      List.of(
          SCHEDULE,
          GROUPS,
          FREEZE,
          UNFREEZE_AFTER,
          NO_WEIGHT_DECAY,
          CLIP_VALUE,
          CLIP_NORM,
          CLIP_GLOBAL_NORM,
          GRADIENT_NOISE,
          GRADIENT_NOISE_DECAY,
          ACCUMULATE,
          SKIP_NOT_FINITE,
          LOOKAHEAD,
          LOOKAHEAD_RATE,
          AVERAGE,
          AVERAGE_DECAY,
          AVERAGE_FROM,
          AVERAGE_EVERY);

  private OptimizerSettings() {}
}
