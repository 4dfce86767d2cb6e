package dev.bellows.app;

import dev.bellows.search.LegResult;
import dev.bellows.search.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** The results of a search, as they come. A trial is ranked by the best of its finished legs. */
final class Standings {
  private final Comparator<LegResult> bestFirst;
  private final List<LegResult> legs = new ArrayList<>();
  private final Map<Integer, LegResult> bestOf = new LinkedHashMap<>();
  private int failed;

  Standings(Metric metric) {
    bestFirst = LegResult.bestFirst(metric);
  }

  /** Adds a result. */
  void add(LegResult result) {
    legs.add(result);
    if (result.finished()) {
      bestOf.merge(result.leg().trial(), result, BinaryOperator.minBy(bestFirst));
    } else {
      failed++;
    }
  }

  /** All results, in the order in which they came. */
  List<LegResult> legs() {
    return Collections.unmodifiableList(legs);
  }

  /** The best legs of the best trials, the best first. */
  Stream<LegResult> best(int most) {
    return bestOf.values().stream().sorted(bestFirst).limit(most);
  }

  /** The best leg of the best trial, if any has finished a leg. */
  Optional<LegResult> winner() {
    return bestOf.values().stream().min(bestFirst);
  }

  /** How many trials came to no good end. */
  int failed() {
    return failed;
  }
}
