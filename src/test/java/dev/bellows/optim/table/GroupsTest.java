package dev.bellows.optim.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.TensorRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {
  private static final Layout LAYOUT =
      Layout.builder()
          .add("body.0.weight", 2, 2)
          .add("body.0.bias", 2)
          .add("head.weight", 2)
          .add("head.bias", 1)
          .build();

  private static Optimizer build(Map<String, Object> written) {
    OptimizerTable.Entry entry = OptimizerTable.entry("adamW");
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, Object> one : written.entrySet()) {
      settings = settings.withWritten(entry.setting(one.getKey()), one.getValue());
    }
    return (Optimizer) entry.build(settings, new Setup(LAYOUT, 100, 1));
  }

  @Test
  void theFirstGroupThatFitsCounts() {
    Optimizer optimizer =
        build(
            Map.of(
                "learning-rate",
                0.1,
                "groups",
                List.of(
                    Map.of("tensors", "head.b*", "frozen", true),
                    Map.of("tensors", List.of("head*"), "learning-rate-factor", 10),
                    Map.of("tensors", "*.0.weigh?", "weight-decay", 0.5, "schedule", "cosine"))));

    List<TensorRule> rules = optimizer.tensors();
    assertThat(rules).extracting(TensorRule::frozen).containsExactly(false, false, false, true);
    assertThat(rules)
        .extracting(rule -> rule.schedule().rate(1))
        .containsExactly(0.1, 0.1, 1., 0.1);
    assertThat(rules.get(0).schedule().rate(51)).isLessThan(0.051);
    assertThat(rules.get(1).schedule().rate(51)).isEqualTo(0.1);
    assertThat(rules.get(0).weightDecay()).isEqualTo(0.5);
    assertThat(rules.get(1).weightDecay()).isNaN();
  }

  @Test
  void aMaskTakesTheDecayFromItsTensors() {
    Optimizer optimizer = build(Map.of("no-weight-decay", "*bias"));
    assertThat(optimizer.tensors())
        .extracting(TensorRule::weightDecay)
        .containsExactly(Double.NaN, 0., Double.NaN, 0.);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tensors | heda.weight | groups[0].tensors = heda.weight matches no tensor (did you mean 'head.weight'?)
          tensors | | groups[0].tensors is missing
          rate | 1 | groups[0].rate: there is no such key
          frozzen | true | groups[0].frozzen: there is no such key (did you mean 'frozen'?)
          learning-rate | -1 | groups[0].learning-rate = -1 is not allowed; it takes a number greater than 0
          weight-decay | -1 | groups[0].weight-decay = -1 is not allowed; it takes a number of at least 0
          schedule | cosin | groups[0].schedule = cosin: there is no such schedule (did you mean 'cosine'?)
          """)
  void mistakesAreToldWithTheirPlace(String key, String value, String message) {
    Map<String, Object> group =
        key.equals("tensors")
            ? value == null ? Map.of("frozen", true) : Map.of("tensors", value)
            : Map.of("tensors", "head*", key, value);
    assertThatThrownBy(() -> build(Map.of("groups", List.of(group))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aGroupThatNoTensorIsLeftForIsAMistake() {
    List<Map<String, Object>> groups =
        List.of(
            Map.of("tensors", "*", "learning-rate", 1), Map.of("tensors", "*bias", "frozen", true));
    assertThatThrownBy(() -> build(Map.of("groups", groups)))
        .hasMessage(
            "groups[1].tensors = *bias: all tensors it matches belong to groups before it, and the"
                + " first one counts");
    Map<String, Object> both = Map.of("tensors", "*bias", "frozen", true, "learning-rate", 1);
    assertThatThrownBy(() -> build(Map.of("groups", both)))
        .hasMessage("groups[0].frozen = true goes with tensors alone");
    assertThatThrownBy(
            () -> build(Map.of("groups", Map.of("tensors", "*bias", "schedule", "plateau"))))
        .hasMessageContaining("plateau stands in optimizer.schedule");
  }

  @Test
  void whatWouldNeverHappenIsAMistake() {
    assertThatThrownBy(() -> build(Map.of("accumulate", 101)))
        .hasMessageContaining("it takes at most 100, the batches of the whole training");
    assertThatThrownBy(() -> build(Map.of("average", "mean", "average-from", 101)))
        .hasMessageContaining("it takes at most 100, the updates of the whole training");
  }

  @Test
  void everythingFrozenIsAMistakeAndSoAreTwoRates() {
    assertThatThrownBy(
            () -> build(Map.of("groups", List.of(Map.of("tensors", "*", "frozen", true)))))
        .hasMessage("groups: every tensor is frozen; leave one to train");
    Map<String, Object> twice =
        Map.of("tensors", "*", "learning-rate", 1, "learning-rate-factor", 2);
    assertThatThrownBy(() -> build(Map.of("groups", twice)))
        .hasMessageContaining("exclude each other");
    assertThatThrownBy(() -> build(Map.of("groups", "head*")))
        .hasMessageStartingWith("groups = head* is not allowed; it takes a list of groups");
  }

  @Test
  void whatIsWrittenParsesToTheSameGroups() {
    Object written =
        List.of(
            Map.of("tensors", List.of("head*"), "learning-rate-factor", 10.0),
            Map.of("tensors", List.of("body*"), "schedule", "cosine", "weight-decay", 0.5));
    Setting<List<GroupSpec>> setting = OptimizerSettings.GROUPS;
    List<GroupSpec> groups = setting.parse(written);

    assertThat(Setting.written(groups)).isEqualTo(written);
    assertThat(setting.parse(Setting.written(groups))).isEqualTo(groups);
  }
}
