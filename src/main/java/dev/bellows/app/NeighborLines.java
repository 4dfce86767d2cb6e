package dev.bellows.app;

import dev.bellows.embed.vectors.Neighbor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Near words as the books print them. */
final class NeighborLines {
  private NeighborLines() {}

  /** Prints {@code cosine sim=0.446: intel} and so on. */
  static void print(List<Neighbor> neighbors, PrintWriter out) {
    for (Neighbor neighbor : neighbors) {
      out.printf(Locale.ROOT, "cosine sim=%.3f: %s%n", neighbor.cosine(), neighbor.word());
    }
  }
}
