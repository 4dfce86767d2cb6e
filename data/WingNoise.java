import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Makes {@code wing-noise.csv}: a regression table shaped like the NASA airfoil self-noise data
 * (five features of the same kind and range, one sound level), wholly invented. The same seed gives
 * the same bytes: {@code java data/WingNoise.java data/wing-noise.csv}
 */
public final class WingNoise {
  private static final long SEED = 1989;
  private static final int ROWS = 1500;
  private static final double[] BANDS = {
    200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000,
    10000, 12500, 16000, 20000
  };
  private static final double[] CHORDS = {0.0254, 0.0508, 0.1016, 0.1524, 0.2286, 0.3048};
  private static final double[] VELOCITIES = {31.7, 39.6, 55.5, 71.3};

  private WingNoise() {}

  public static void main(String[] args) throws IOException {
    Random random = new Random(SEED); // its algorithm is part of Java's specification
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[0]))) {
      out.write("frequency_hz,angle_deg,chord_m,velocity_m_s,thickness_m,level_db\n");
      for (int row = 0; row < ROWS; row++) {
        double frequency = BANDS[random.nextInt(BANDS.length)];
        double chord = CHORDS[random.nextInt(CHORDS.length)];
        double velocity = VELOCITIES[random.nextInt(VELOCITIES.length)];
        double angle = Math.rint(222 * random.nextDouble() * random.nextDouble()) / 10;
        double thickness =
            chord
                * (0.018 + 0.0016 * angle + 0.00006 * angle * angle)
                * (1 + 0.1 * random.nextGaussian());
        double octaves = StrictMath.log(frequency * chord / (velocity * 3)) / StrictMath.log(2);
        double level =
            126
                + 18 * StrictMath.log10(velocity / 55)
                - 0.55 * octaves * octaves
                - 1.4 * octaves
                - 0.35 * angle
                - 60 * thickness
                + 3.2 * random.nextGaussian();
        out.write(
            String.format(
                Locale.ROOT,
                "%.0f,%.1f,%.4f,%.1f,%.8f,%.3f\n",
                frequency,
                angle,
                chord,
                velocity,
                thickness,
                level));
      }
    }
  }
}
