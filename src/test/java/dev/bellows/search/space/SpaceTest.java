package dev.bellows.search.space;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final Dimension NAME =
      new Dimension("optimizer.name", Choice.of("sgd", "rmsprop", "adam"));

  private static Dimension dependent(String key, String on, Object... values) {
    return new Dimension(key, new Uniform(0, 1), List.of(new Condition(on, List.of(values))));
  }

  private static void refused(String message, Dimension... dimensions) {
    refused(message, Map.of(), dimensions);
  }

  private static void refused(String message, Map<String, Object> base, Dimension... dimensions) {
    assertThatThrownBy(() -> Space.of(List.of(dimensions), base::get))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void aSpaceWithoutAKeyIsRefused() {
    refused("the space has no key; it takes at least one to search over");
  }

  @Test
  void aKeyIsThereOnce() {
    refused("optimizer.name: this key is twice in the space", NAME, NAME);
  }

  @Test
  void aConditionNamesAKeyThatThereIs() {
    refused(
        "momentum: when optimiser.name: there is no such key (did you mean 'optimizer.name'?); it"
            + " takes a key of the space or one that all trials have",
        NAME,
        dependent("momentum", "optimiser.name", "sgd"));
  }

  @Test
  void aConditionNamesAValueThatItsKeyHas() {
    refused(
        "momentum: when optimizer.name = rsmprop: it never is (did you mean 'rmsprop'?); it is one"
            + " of sgd, rmsprop, adam",
        NAME,
        dependent("momentum", "optimizer.name", "sgd", "rsmprop"));
  }

  @Test
  void aConditionHasAValue() {
    assertThatThrownBy(() -> dependent("momentum", "optimizer.name"))
        .isInstanceOf(InputException.class)
        .hasMessage("momentum: when optimizer.name: an empty list; it takes at least one value");
  }

  @Test
  void conditionsDoNotRunInACircle() {
    refused(
        "b: its condition depends on itself: b → c → d → b",
        dependent("a", "b", 1),
        dependent("b", "c", 1),
        dependent("c", "d", 1),
        dependent("d", "b", 1));
    refused("a: its condition depends on itself: a → a", dependent("a", "a", 1));
  }

  @Test
  void aSpaceOfWhichNothingEverAppliesIsRefused() {
    refused(
        "momentum: when optimizer.name = sgd or rmsprop, but it is adam in all trials, and no other"
            + " key of the space applies",
        Map.of("optimizer.name", "adam"),
        dependent("nesterov", "momentum", 0.5),
        dependent("momentum", "optimizer.name", "sgd", "rmsprop"));
  }
}
