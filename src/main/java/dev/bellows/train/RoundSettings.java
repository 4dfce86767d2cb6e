package dev.bellows.train;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.Optimizer;
import dev.bellows.train.Interval.Unit;
import dev.bellows.train.rounds.InnerState;
import java.util.List;
import java.util.Optional;

/**
 * How rounds go.
 *
 * @param length how long each of them is; a length in steps or seconds is cut short by the end of
 *     an epoch
 * @param inner what becomes of the optimizers' states
 * @param outer what moves the parameters by the mean change of a round; empty: they become the mean
 *     of the replicas' parameters
 */
public record RoundSettings(Interval length, InnerState inner, Optional<Optimizer> outer) {

  /** How long a round is. */
  public static final Setting<Interval> LENGTH =
      Interval.setting(
          "round",
          Interval.EPOCH,
          List.of(Unit.STEPS, Unit.EPOCHS, Unit.SECONDS),
          "engine = rounds: how long replicas go on by themselves");

  /** What becomes of the optimizers' states. */
  public static final Setting<InnerState> INNER_STATE =
      Setting.choice(
          "inner-state",
          InnerState.KEEP,
          "engine = rounds: whether a replica's optimizer keeps its moments from round to round");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(LENGTH, INNER_STATE);

  /** Rounds of an epoch, and plain averaging. */
  public static final RoundSettings DEFAULT = of(Settings.DEFAULTS, Optional.empty());

  /** The rounds of those settings. */
  public static RoundSettings of(Settings settings, Optional<Optimizer> outer) {
    return new RoundSettings(settings.get(LENGTH), settings.get(INNER_STATE), outer);
  }
}
