package dev.bellows.optim.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorNamesTest {
  private static final Layout NETWORK =
      Layout.builder()
          .add("layer1.0.weight", 2, 2)
          .add("layer1.0.bias", 2)
          .add("fc.weight", 2, 2)
          .add("fc.bias", 2)
          .build();

  private static String matching(String pattern) {
    return TensorNames.matching(List.of(pattern), NETWORK, "key").toString();
  }

  @Test
  void theHeadIsTheLastLayer() {
    assertThat(matching("head")).isEqualTo("{2, 3}");
    assertThat(matching("layer1.*")).isEqualTo("{0, 1}");
    assertThatThrownBy(() -> matching("heads"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("key = heads matches no tensor");
  }

  @Test
  void notEverythingCanBeFrozen() {
    Settings all = Settings.DEFAULTS.with(OptimizerSettings.FREEZE, List.of("*"));
    Setup setup = new Setup(NETWORK, 10, 1);

    assertThatThrownBy(() -> OptimizerTable.entry("sgd").build(all, setup))
        .isInstanceOf(InputException.class)
        .hasMessage("freeze: every tensor is frozen; leave one to train");
  }
}
