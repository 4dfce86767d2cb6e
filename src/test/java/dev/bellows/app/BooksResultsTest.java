package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.RealData;
import dev.bellows.TestSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jobs of the optimization chapter on its data end where the books' runs end. */
@Tag("slow")
class BooksResultsTest {
  @TempDir private Path folder;

  /** The bounds leave room for the order of the batches: over 30 orders nearly all stay below. */
  @ParameterizedTest
  @CsvSource({
    "gd, 0.250",
    "sgd-1, 0.253",
    "sgd, 0.256",
    "momentum-0.5, 0.251",
    "momentum-0.9, 0.275",
    "momentum-0.9-slow, 0.250",
    "adagrad, 0.248",
    "rmsprop, 0.251",
    "adadelta, 0.251",
    "adam, 0.249",
    "lbfgs, 0.2417", // the least there is
    "rounds-average, 0.255",
    "rounds-nesterov, 0.255"
  })
  void theLossOverAllRowsEndsBelowItsBound(String job, double bound) {
    Path data = RealData.file("airfoil_self_noise.dat");
    TestSpark.session();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int code =
        Main.run(
            new String[] {
              "train",
              "conf/airfoil/" + job + ".conf",
              "--set",
              "data.path=" + data.toAbsolutePath().normalize(),
              "--set",
              "output.dir=" + folder.resolve("run")
            },
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(code).as(err.toString()).isZero();
    assertThat(err.toString()).contains("1,500 rows of 5 features");
    Matcher loss = Pattern.compile("loss: (\\d+\\.\\d+), ").matcher(out.toString());
    assertThat(loss.find()).as(out.toString()).isTrue();
    assertThat(Double.parseDouble(loss.group(1))).isBetween(0.23, bound);
  }
}
