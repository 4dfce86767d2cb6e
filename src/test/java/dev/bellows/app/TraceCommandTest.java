package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceCommandTest {
  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {}

  private Ended trace(String... words) {
    List<String> all = new ArrayList<>(List.of("trace"));
    all.addAll(Arrays.asList(words));
    if (!all.contains("--output")) {
      all.addAll(List.of("--output", folder.resolve("picture.png").toString()));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    return new Ended(code, out.toString(), err.toString());
  }

  private static String[] split(String line) {
    return line.strip().split("\\s+");
  }

  /** "Dive into Deep Learning", optimization chapter. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --function bowl --optimizer gd --set learning-rate=0.1 | epoch 20, x1 -0.057646, x2 -0.000073
          --function valley --optimizer gd --set learning-rate=0.4 | epoch 20, x1 -0.943467, x2 -0.000073
          --function valley --optimizer gd --set learning-rate=0.6 | epoch 20, x1 -0.387814, x2 -1673.365109
          --function valley --optimizer momentum,momentum-form=books,momentum=0.5,learning-rate=0.4 | epoch 20, x1 -0.062843, x2 0.001202
          --function valley --optimizer momentum,momentum-form=books,momentum=0.5,learning-rate=0.6 | epoch 20, x1 0.007188, x2 0.002553
          --function valley --optimizer adagrad,epsilon=1e-6,epsilon-placement=inside --set learning-rate=0.4 | epoch 20, x1 -2.382563, x2 -0.158591
          --function valley --optimizer adagrad,epsilon=1e-6,epsilon-placement=inside --set learning-rate=2 | epoch 20, x1 -0.002295, x2 -0.000000
          --function valley --optimizer rmsprop,epsilon=1e-6,epsilon-placement=inside,decay=0.9 --set learning-rate=0.4 | epoch 20, x1 -0.010599, x2 0.000000
          --function x^2 --optimizer gd --set learning-rate=0.2 --steps 10 | epoch 10, x: 0.06046617599999997
          --function x^2 --optimizer gd --set learning-rate=0.05 --steps 10 | epoch 10, x: 3.4867844009999995
          --function x^2 --optimizer gd --set learning-rate=1.1 --steps 10 | epoch 10, x: 61.917364224000096
          --function x*cos(0.15*pi*x) --optimizer gd --set learning-rate=2 --steps 10 | epoch 10, x: -1.5281659276350834
          """)
  void printsTheBooksLastPoints(String words, String line) {
    Ended ended = trace(split(words));

    assertThat(ended.out().lines().findFirst()).contains(line);
    assertThat(ended.code()).isZero();
  }

  @Test
  void saysWhatTheLastPointIsAndDrawsAllPaths() throws IOException {
    Ended ended =
        trace(
            "--function", "valley", "--optimizer", "lbfgs", "--optimizer", "adam,learning-rate=1");

    assertThat(ended.out())
        .contains("lbfgs", "adam, rate 1", "a minimum", "gradient norm", "condition number 20")
        .contains("learning rates below 0.5");
    BufferedImage picture = ImageIO.read(folder.resolve("picture.png").toFile());
    assertThat(picture.getWidth()).isGreaterThan(800);
  }

  @Test
  void aDivergingWalkEndsWithTheStepAndWhatToLowerAndKeepsItsPicture() {
    Ended ended =
        trace(
            "--function", "x^3", "--optimizer", "gd", "--set", "learning-rate=1", "--start", "-9");

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.out()).startsWith("epoch ");
    assertThat(ended.err()).contains("became infinite after step", "lower learning-rate, now 1.0");
    assertThat(folder.resolve("picture.png")).exists();
  }

  @Test
  void drawsWeightsAndSchedules() {
    assertThat(trace("--weights", "0.95,0.9").out()).contains("γ = 0.95", "20.0 steps");
    assertThat(folder.resolve("picture.png")).exists();
    Ended schedules =
        trace("--schedule", "[{name=linear-warm-up,steps=5},cosine]", "--schedule", "constant");
    assertThat(schedules.out()).contains("linear-warm-up 5, cosine: ", "constant: 0.01 at step 1");
    assertThat(schedules.code()).isZero();
  }

  @Test
  void aSettingMayBeWrittenAsInAJobFileAndLargeNumbersAreShort() {
    Ended ended =
        trace(
            split(
                "--function valley --optimizer gd --steps 200 --set optimizer.learning-rate=0.6"));
    assertThat(ended.out()).startsWith("epoch 200, x1 -0.000000, x2 -3.362305e+29");
  }

  @Test
  void aStartWhereTheFunctionIsNotFiniteLeavesNoPicture() {
    Ended ended = trace("--function", "log(x)", "--optimizer", "gd", "--start", "0");
    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.err()).contains("not finite at the start");
    assertThat(folder.resolve("picture.png")).doesNotExist();
  }

  @Test
  void noiseMakesOtherWalksBySeed() {
    String[] words = split("--function bowl --optimizer gd,gradient-noise=1 --set seed=");
    String[] other = words.clone();
    words[words.length - 1] += "1";
    other[other.length - 1] += "2";

    assertThat(trace(words).out()).isEqualTo(trace(words).out()).isNotEqualTo(trace(other).out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --function vally --optimizer gd | there is no function 'vally' (did you mean 'valley'?)
          --function valley --optimizer admam | there is no optimizer 'admam' (did you mean 'adam'?)
          --function valley | --optimizer is missing
          --function valley --optimizer gd --set rate=1 | --set rate: gd has no such setting
          --function valley --optimizer gd,rate=1 | --optimizer gd,rate=1: rate: gd has no such setting
          --function valley --optimizer gd,rate | --optimizer gd,rate: it takes key=value
          --schedule {name=cosine | --schedule {name=cosine:
          --function valley --optimizer gd --set learning-rte=1 | did you mean 'learning-rate'?
          --function valley --optimizer gd,learning-rate=0 | learning-rate = 0 is not allowed; it takes a number greater than 0
          --function valley --optimizer adam,beta1=1 | beta1 = 1 is not allowed; it takes a number from 0 to below 1
          --function valley --optimizer gd --start 1 | --start = 1 has 1 coordinate; valley takes 2
          --function valley --optimizer gd --start 1,a | --start = a is not allowed
          --function valley --optimizer gd --steps 0 | --steps = 0 is not allowed; it takes a whole number from 1 to 100000
          --function valley --optimizer gd --set schedule=cosin | schedule = cosin: there is no such schedule (did you mean 'cosine'?)
          --function valley --optimizer gd --set groups=[{tensors=x3}] | groups[0].tensors = x3 matches no tensor (did you mean 'x1'?)
          --function valley --optimizer gd --output pic.jpg | pictures are PNG
          --schedule cosin | --schedule cosin: schedule = cosin: there is no such schedule (did you mean 'cosine'?)
          --schedule plateau | depends on losses
          --weights 1 | --weights = 1 is not allowed; it takes a number from 0 to below 1
          --weights 0.9 --schedule cosine | trace draws one thing at a time
          """)
  void mistakesEndInOneLineAndTwo(String words, String message) {
    Ended ended = trace(split(words));

    assertThat(ended.code()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains(message).startsWith("bellows: ");
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.out()).isEmpty();
    assertThat(Files.exists(folder.resolve("picture.png"))).isFalse();
  }
}
