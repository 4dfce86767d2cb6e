import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;

/**
 * Makes {@code clicks.libsvm}: a table shaped like the logs of an advertisement server, wholly
 * invented. A row is one advertisement that was shown; its fields (site, advertisement, device, …)
 * are hashed into 1000 features of value 1, of which one is in every row, few are in many and most
 * in few; the label says whether it was clicked. The same seed gives the same bytes: {@code java
 * data/Clicks.java data/clicks.libsvm}
 */
public final class Clicks {
  private static final long SEED = 1994; // of the first banner on the Web
  private static final int ROWS = 4000;
  private static final int FEATURES = 1000;

  /** How many values each field has. */
  private static final int[] FIELDS = {24, 4, 200, 300, 60, 500, 30};

  private static final double MEAN_LOGIT = -1.6;
  private static final double DEVIATION = 0.8;
  private static final int PRIME = 7919;

  private Clicks() {}

  public static void main(String[] args) throws IOException {
    Random random = new Random(SEED); // its algorithm is part of Java's specification
    double[] weights = new double[FEATURES + 1];
    for (int f = 2; f <= FEATURES; f++) {
      weights[f] = DEVIATION * random.nextGaussian();
    }
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[0]))) {
      for (int row = 0; row < ROWS; row++) {
        TreeSet<Integer> features = new TreeSet<>();
        features.add(1); // in every row
        for (int field = 0; field < FIELDS.length; field++) {
          double part = random.nextDouble();
          int value = (int) (FIELDS[field] * part * part * part); // small values more often
          features.add(2 + Math.floorMod((field * 1009 + value + 1) * PRIME, FEATURES - 1));
        }
        double logit = MEAN_LOGIT;
        for (int feature : features) {
          logit += weights[feature];
        }
        boolean clicked = random.nextDouble() < 1 / (1 + StrictMath.exp(-logit));
        StringBuilder line = new StringBuilder(clicked ? "1" : "0");
        features.forEach(feature -> line.append(' ').append(feature).append(":1"));
        out.write(line.append('\n').toString());
      }
    }
  }
}
