package dev.bellows.optim.table;

import static dev.bellows.optim.table.OptimizerSettings.*;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.Schedule;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.transform.AccumulateGradients;
import dev.bellows.optim.transform.AddNoise;
import dev.bellows.optim.transform.ClipByNorm;
import dev.bellows.optim.transform.ClipByValue;
import dev.bellows.optim.transform.ExponentialAverage;
import dev.bellows.optim.transform.Lookahead;
import dev.bellows.optim.transform.SkipNotFinite;
import dev.bellows.optim.transform.UniformAverage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What stands around any rule: gates, noise and clipping before it, schedules, groups and masks for
 * its tensors, Lookahead and averages behind it.
 */
final class Surroundings {
  private Surroundings() {}

  /**
   * A whole optimizer around the links of a rule.
   *
   * @param l1 α of the penalty whose proximal step follows the rule; 0 for none
   */
  static Optimizer around(
      List<Transform> rule, boolean rowWise, double l1, Settings settings, Setup setup) {
    Optimizer.Builder builder = Optimizer.builder(setup.layout());
    long batches = settings.get(ACCUMULATE);
    long updates = setup.batches() / batches;
    requireUpdates(settings, setup.batches(), updates);
    ScheduleSpec spec = settings.get(SCHEDULE);
    Schedule schedule = spec.build(settings.get(LEARNING_RATE), updates);
    builder.schedule(schedule).tensors(tensors(settings, setup, schedule, updates));
    spec.plateau().ifPresent(builder::reduceOnPlateau);
    if (settings.get(SKIP_NOT_FINITE) > 0) {
      builder.gate(new SkipNotFinite(settings.get(SKIP_NOT_FINITE)));
    }
    if (batches > 1) {
      builder.gate(new AccumulateGradients(batches));
    }
    builder.links(before(settings, setup)).links(rule).l1(l1);
    if (rowWise) {
      builder.rowWise();
    }
    if (settings.get(LOOKAHEAD) > 0) {
      builder.wrapper(new Lookahead(settings.get(LOOKAHEAD), settings.get(LOOKAHEAD_RATE)));
    }
    switch (settings.get(AVERAGE)) {
      case NONE -> {}
      case EMA -> builder.wrapper(new ExponentialAverage(settings.get(AVERAGE_DECAY)));
      case MEAN ->
          builder.wrapper(
              new UniformAverage(settings.get(AVERAGE_FROM), settings.get(AVERAGE_EVERY)));
    }
    return builder.build();
  }

  /** What would never come to pass is a mistake. */
  private static void requireUpdates(Settings settings, long batches, long updates) {
    if (updates == 0) {
      throw new InputException(
          "accumulate = %d is not allowed; it takes at most %d, the batches of the whole training"
              .formatted(settings.get(ACCUMULATE), batches));
    }
    if (settings.get(AVERAGE) == AverageKind.MEAN && settings.get(AVERAGE_FROM) > updates) {
      throw new InputException(
          "average-from = %d is not allowed; it takes at most %d, the updates of the whole training"
              .formatted(settings.get(AVERAGE_FROM), updates));
    }
  }

  private static List<Transform> before(Settings settings, Setup setup) {
    List<Transform> links = new ArrayList<>();
    if (settings.get(GRADIENT_NOISE) > 0) {
      links.add(
          new AddNoise(
              settings.get(GRADIENT_NOISE), settings.get(GRADIENT_NOISE_DECAY), setup.seed()));
    }
    if (settings.get(CLIP_VALUE) != null) {
      links.add(new ClipByValue(settings.get(CLIP_VALUE)));
    }
    if (settings.get(CLIP_NORM) != null) {
      links.add(new ClipByNorm(settings.get(CLIP_NORM), false));
    }
    if (settings.get(CLIP_GLOBAL_NORM) != null) {
      links.add(new ClipByNorm(settings.get(CLIP_GLOBAL_NORM), true));
    }
    return links;
  }

  /** What is special to each tensor: the first group whose pattern fits says it. */
  private static List<TensorRule> tensors(
      Settings settings, Setup setup, Schedule base, long updates) {
    Layout layout = setup.layout();
    List<GroupSpec> groups = settings.get(GROUPS);
    requireDecay(settings, groups);
    BitSet frozen = TensorNames.matching(settings.get(FREEZE), layout, FREEZE.name());
    long frozenFor = frozenFor(settings, setup);
    List<BitSet> members = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      String key = "groups[%d].tensors".formatted(g);
      List<String> patterns = groups.get(g).settings().get(GroupSpec.TENSORS);
      BitSet left = TensorNames.matching(patterns, layout, key);
      members.forEach(left::andNot);
      if (left.isEmpty()) {
        throw new InputException(
            "%s = %s: all tensors it matches belong to groups before it, and the first one counts"
                .formatted(key, String.join(", ", patterns)));
      }
      members.add(left);
    }
    BitSet spared =
        TensorNames.matching(settings.get(NO_WEIGHT_DECAY), layout, NO_WEIGHT_DECAY.name());
    List<TensorRule> rules = new ArrayList<>();
    for (int t = 0; t < layout.tensors().size(); t++) {
      Layout.Slot slot = layout.tensors().get(t);
      double penalty = spared.get(t) ? 0 : Double.NaN;
      int g = 0;
      while (g < groups.size() && !members.get(g).get(t)) {
        g++;
      }
      TensorRule rule =
          g == groups.size()
              ? new TensorRule(slot, base, penalty, penalty, TensorRule.NEVER)
              : member(slot, groups.get(g), penalty, settings, updates);
      rules.add(frozen.get(t) ? rule.frozenFor(Math.max(frozenFor, rule.frozenFor())) : rule);
    }
    if (rules.stream().noneMatch(rule -> rule.frozenFor() == TensorRule.NEVER)) {
      throw new InputException(
          (frozen.isEmpty() ? GROUPS.name() : FREEZE.name())
              + ": every tensor is frozen; leave one to train");
    }
    return rules;
  }

  /** The batches for which the tensors of {@code freeze} stay as they are. */
  private static long frozenFor(Settings settings, Setup setup) {
    Long epochs = settings.get(UNFREEZE_AFTER);
    if (epochs == null) {
      return TensorRule.ALWAYS;
    }
    if (settings.get(FREEZE).isEmpty()) {
      throw new InputException(
          "unfreeze-after = %d: nothing is frozen; freeze says which tensors are"
              .formatted(epochs));
    }
    if (setup.epoch() == 0) {
      throw new InputException(
          "unfreeze-after = %d: it counts epochs, and there are none here".formatted(epochs));
    }
    return Math.multiplyExact(epochs, setup.epoch());
  }

  /** A rule without weight decay cannot have one for some tensors. */
  private static void requireDecay(Settings settings, List<GroupSpec> groups) {
    if (settings.isSet(WEIGHT_DECAY)) {
      return;
    }
    if (!settings.get(NO_WEIGHT_DECAY).isEmpty() && !settings.isSet(L1)) {
      throw new InputException("no-weight-decay: this optimizer has no weight decay");
    }
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).settings().isSet(GroupSpec.WEIGHT_DECAY)) {
        throw new InputException(
            "groups[%d].weight-decay: this optimizer has no weight decay".formatted(g));
      }
    }
  }

  private static TensorRule member(
      Layout.Slot slot, GroupSpec group, double penalty, Settings settings, long updates) {
    Settings own = group.settings();
    ScheduleSpec spec =
        own.isSet(GroupSpec.SCHEDULE) ? own.get(GroupSpec.SCHEDULE) : settings.get(SCHEDULE);
    double rate = group.learningRate(settings.get(LEARNING_RATE));
    Double ownDecay = own.get(GroupSpec.WEIGHT_DECAY);
    return new TensorRule(
        slot,
        spec.build(rate, updates),
        ownDecay == null || penalty == 0 ? penalty : ownDecay,
        penalty,
        own.get(GroupSpec.FROZEN) ? TensorRule.ALWAYS : TensorRule.NEVER);
  }
}
