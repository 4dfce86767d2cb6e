package dev.bellows.search.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which legs are to be handed out, and which were and are not reported. */
final class Ledger {
  private final List<Leg> waiting = new ArrayList<>();
  private final Set<Leg> out = new HashSet<>();

  void add(Leg leg) {
    waiting.add(leg);
  }

  /** Those to be handed out; now they are. */
  List<Leg> handOut() {
    List<Leg> legs = List.copyOf(waiting);
    waiting.clear();
    out.addAll(legs);
    return legs;
  }

  /**
   * A leg came back.
   *
   * @throws IllegalArgumentException if it was not handed out, or came back before
   */
  void settle(Leg leg) {
    if (!out.remove(leg)) {
      throw notUnderWay(leg);
    }
  }

  /** What is thrown for a leg that nobody waits for. */
  static IllegalArgumentException notUnderWay(Leg leg) {
    return new IllegalArgumentException(leg + " is not under way");
  }

  boolean isEmpty() {
    return waiting.isEmpty() && out.isEmpty();
  }
}
