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
import java.util.stream.Stream;

/**
 * The results of a search, as they come. Trials are ranked by their last finished leg: the larger
 * budget first, then the better metric, then the smaller number.
 */
final class Standings {
  private final Comparator<LegResult> bestFirst;
  private final List<LegResult> legs = new ArrayList<>();
  private final Map<Integer, LegResult> last = new LinkedHashMap<>();
  private int failed;

  Standings(Metric metric) {
    bestFirst =
        Comparator.comparingLong((LegResult result) -> -result.leg().to())
            .thenComparingDouble(result -> metric.score(result.value()))
            .thenComparingInt(result -> result.leg().trial());
  }

  /** Adds a result. */
  void add(LegResult result) {
    legs.add(result);
    if (result.finished()) {
      last.merge(result.leg().trial(), result, (a, b) -> a.leg().rung() > b.leg().rung() ? a : b);
    } else {
      failed++;
    }
  }

  /** All results, in the order in which they came. */
  List<LegResult> legs() {
    return Collections.unmodifiableList(legs);
  }

  /** The results of the best trials, the best first. */
  Stream<LegResult> best(int most) {
    return last.values().stream().sorted(bestFirst).limit(most);
  }

  /** The result of the best trial, if any has finished a leg. */
  Optional<LegResult> winner() {
    return last.values().stream().min(bestFirst);
  }

  /** How many trials came to no good end. */
  int failed() {
    return failed;
  }
}
