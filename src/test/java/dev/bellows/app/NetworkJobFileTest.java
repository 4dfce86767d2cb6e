package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.deep.NetworkRegression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks in job files, before any row is read. */
class NetworkJobFileTest {
  private static final String JOB =
      """
      data { path = rows.csv }
      model {
        type = network
        input = 1x28x28
        layers = [
          conv 8 5x5 padding 2, relu, max-pool 2
          conv 16 5x5, relu, max-pool 2
          flatten, linear 10
        ]
      }
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("job.conf"), text);
  }

  @Test
  void layersMayBeAListOrATextAndGiveTheSameNetwork() throws IOException {
    Job list = JobFile.read(write(JOB), List.of());
    Job text =
        JobFile.read(
            write(
                """
                data.path = rows.csv
                model.type = network
                model.input = 1x28x28
                model.layers = "conv 8 5x5 padding 2, relu, max-pool 2, conv 16 5x5, relu, max-pool 2, flatten, linear 10"
                """),
            List.of());

    NetworkClassification first = (NetworkClassification) list.model().outline();
    NetworkClassification second = (NetworkClassification) text.model().outline();
    assertThat(first.network()).isEqualTo(second.network());
    assertThat(first.layout().get("3.weight").shape()).containsExactly(16, 8, 5, 5);
  }

  @Test
  void theJobAsWrittenGivesTheSameNetworkAgain() throws IOException {
    Job job = JobFile.read(write(JOB), List.of());

    Job again = JobFile.read(write(job.render()), List.of());

    assertThat(again.written()).isEqualTo(job.written());
  }

  @Test
  void aNumberIsPredictedByOneOutput() throws IOException {
    Job job =
        JobFile.read(
            write(JOB), List.of("model.input=3", "model.layers=linear 1", "model.loss=squared"));

    assertThat(job.model().outline()).isInstanceOf(NetworkRegression.class);
  }

  @Test
  void networksOfTheBooksNeedTheirInputAlone() throws IOException {
    Job job =
        JobFile.read(
            write("data.path = rows.csv\nmodel { type = squeezenet1-1, input = 3x224x224 }"),
            List.of());

    assertThat(job.model().outline().layout().get("features.0.weight").size()).isEqualTo(64 * 27);
  }

  @Test
  void theInputOfIdxFilesStandsInTheirHead() throws IOException {
    Path records = folder.resolve("images");
    Files.write(
        records, new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6});
    String text =
        """
        data { path = "%s", labels = labels, format = idx }
        model { type = network, layers = [flatten, linear 2] }
        """;

    Job job = JobFile.read(write(text.formatted(records)), List.of());

    assertThat(((NetworkClassification) job.model().outline()).network().input())
        .hasToString("1x2x3");
    assertThat(job.render()).contains("input = \"1x2x3\"");
    Path missing = folder.resolve("nothing");
    assertThatThrownBy(() -> JobFile.read(write(text.formatted(missing)), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.path = " + missing);
  }

  @Test
  void picturesGetTheTransformsOfTheBooksForTheSizeOfTheNetwork() throws IOException {
    String text =
        "data { path = pictures, format = images }\nmodel { type = squeezenet1-1, input = %s }";

    Job usual = JobFile.read(write(text.formatted("null")), List.of());
    Job small = JobFile.read(write(text.formatted("3x112x112")), List.of());
    Job wide =
        JobFile.read(
            write(text.formatted("3x64x96")), List.of("data.evaluation-transforms=resize 96x64"));

    assertThat(usual.render())
        .contains(
            "transforms = [\"random-resized-crop 224\",\"flip\",\"normalize imagenet\"]",
            "evaluation-transforms = [\"resize 256\",\"center-crop 224\",\"normalize imagenet\"]",
            "input = \"3x224x224\"");
    assertThat(small.render()).contains("[\"resize 128\",\"center-crop 112\"");
    assertThat(wide.render()).contains(" transforms = [\"resize 96x64\",\"flip\"]");
    Job again = JobFile.read(write(usual.render()), List.of());
    assertThat(again.written()).isEqualTo(usual.written());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.layers=cnv 3|model.layers: there is no layer 'cnv' (did you mean 'conv'?)",
        "model.layers=linear 10, relu, linear|linear",
        "model.layers=linear 10|layer 0, 'linear 10', does not fit: a row of 1x28x28 comes in, and"
            + " it takes a number of units; write flatten before it",
        "model.layers=conv 6 99x99|layer 0, 'conv 6 99x99', does not fit: a row of 1x28x28",
        "model.layers=conv 6 3x3|the last layer makes 6x26x26 of a row",
        "model.layers=null|model.layers is missing: a list of layers",
        "model.input=null|model.input is missing: the shape of a row, channels x height x width",
        "model.input=28x28|model.input = 28x28 is not allowed; it takes channels x height x width",
        "model.loss=squared|model.layers: a network of 10 outputs for a number",
        "model.strict=false|model.strict: only with model.pretrained",
        "model.replace-head=3|model.replace-head: only with model.pretrained",
        "model.pretrained=no.pth|model.pretrained = no.pth: there is no such file",
        "model.hidden=[3]|network has no such setting; it takes loss, layers, input, pretrained",
        "optimizer.freeze=layer1.*|optimizer.freeze = layer1.* matches no tensor",
        "model.type=resnet|there is no such model (did you mean 'resnet18'?)"
      })
  void whatDoesNotFitIsToldWithItsPlace(String set, String message) throws IOException {
    Path file = write(JOB);

    assertThatThrownBy(() -> JobFile.read(file, List.of(set)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void layersThatDoNotFitAreToldWithTheLineOfTheJob() throws IOException {
    Path file = write(JOB.replace("flatten, ", ""));

    assertThatThrownBy(() -> JobFile.read(file, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("job.conf:5: model.layers: layer 6, 'linear 10', does not fit")
        .hasMessageContaining("16x5x5");
  }
}
