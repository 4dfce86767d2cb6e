package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.app.ReferenceTraces.Outcome;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchOptimizerTest {
  private static final Layout SEVEN = Layout.builder().add("parameters", 7).build();

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static Optional<Optimizer> of(String hyperparameters) throws IOException {
    JsonNode trace = json("{'name': 'sgd-2', 'hyperparameters': {%s}}".formatted(hyperparameters));
    return TorchOptimizer.of(trace, SEVEN, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'torch 1.13.0a0, float64', 1",
    "PyTorch 1.13.1, 1",
    "torch==1.12, 1",
    "1.13.0, 1",
    "torch 2.3.0, 2",
    "somebody, 2"
  })
  void findsTheVersionInTheSource(String source, int version) throws IOException {
    assertThat(TorchOptimizer.version(json("{'source': '%s'}".formatted(source))))
        .isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'lr': 0.1, 'momentum': 1.5",
        "'lr': 0, 'dampening': -1, 'momentum': 0.5",
        "'lr': 0.1, 'foreach': null, 'maximize': true"
      })
  void takesWhatPyTorchTakes(String hyperparameters) throws IOException {
    assertThat(of(hyperparameters)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'accumulate': 2", "'learning-rate': 1", "'betas': [0.1, 0.2]"})
  void whatPyTorchDoesNotHaveIsNotYet(String hyperparameters) throws IOException {
    assertThat(of(hyperparameters)).isEmpty();
  }

  @Test
  void groupsMayLeaveElementsOutAndHaveARateOfZero() throws IOException {
    JsonNode trace =
        json(
            """
            {'name': 'adam-groups', 'hyperparameters': {'lr': 0.1},
             'groups': [{'start': 4, 'end': 6, 'lr': 0}, {'start': 0, 'end': 3}]}""");
    Optimizer optimizer = TorchOptimizer.of(trace, SEVEN, 2).orElseThrow();
    double[] x = new double[7];
    optimizer.step(new double[] {1, 1, 1, 1, 1, 1, 1}, x, optimizer.init(x));
    for (int i = 0; i < 7; i++) {
      assertThat(x[i] != 0).as("element %d", i).isEqualTo(i < 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'sgd', 'hyperparameters': {'lr': 'fast'}, 'x0': [1], 'gradients': [[1]], 'params': [[1]]}",
        "{'name': 'sgd', 'hyperparameters': {'lr': 1}, 'x0': [1], 'gradients': [['a']], 'params': [[1]]}",
        "{'name': 'sgd', 'hyperparameters': {'lr': 1}, 'x0': [1, 1], 'gradients': [[1, 1]], 'params': [[0]]}",
        "{'name': 'sgd', 'hyperparameters': {'lr': 1}, 'x0': [1], 'gradients': [[1]], 'params': [[0]],"
            + " 'groups': [{'start': 0, 'end': 9}]}",
        "{'name': 'sgd'}",
        "{'hyperparameters': {'lr': 1}}",
        "null",
        "7"
      })
  void aBrokenCaseFailsAndTheNextIsReplayed(String broken) throws IOException {
    String good =
        "{'name': 'SGD', 'hyperparameters': {'lr': 1}, 'x0': [1], 'gradients': [[1]], 'params': [[0]]}";
    List<Outcome> outcomes = new ArrayList<>();
    OptimizerTraces.replay(json("{'cases': [%s, %s]}".formatted(broken, good)), outcomes::add);

    assertThat(outcomes).extracting(Outcome::passed).containsExactly(false, true);
    assertThat(outcomes).extracting(Outcome::isNotYet).containsExactly(false, false);
  }
}
