package dev.bellows.search;

import static dev.bellows.search.SmallSearch.EPOCHS;
import static dev.bellows.search.SmallSearch.timeless;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.search.strategy.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchResumeTest {
  private static final int TRIALS = 9;

  @TempDir private Path folder;
  private SmallSearch small;
  private Path kept;

  @BeforeEach
  void make() throws IOException {
    small = new SmallSearch(folder, 2, 1);
    kept = folder.resolve("search");
  }

  private Search.Builder rungs() {
    return small
        .search(TRIALS, Plans.rungs(TRIALS, 1, 2, EPOCHS))
        .directory(kept, "nine trials")
        .keep(2)
        .resume(true);
  }

  /** Stops the search as soon as so many legs are on record, and hears which were trained. */
  private static final class Heard implements SearchListener {
    private final int most;
    private final List<Leg> trained = new ArrayList<>();

    Heard(int most) {
      this.most = most;
    }

    @Override
    public void onLeg(LegResult result, SearchProgress progress) {
      trained.add(result.leg());
    }

    @Override
    public boolean wantsToStop() {
      return trained.size() >= most;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"TASK", "JOB"})
  void aSearchThatWasStoppedGoesOnWithWhatIsMissingAndEndsInTheSameTable(Way way) {
    SearchResult whole =
        small.search(TRIALS, Plans.rungs(TRIALS, 1, 2, EPOCHS)).keep(2).build().run();
    List<Leg> trained = new ArrayList<>();
    SearchResult result = null;
    int runs = 0;
    while (result == null || !result.complete()) {
      Heard heard = new Heard(3);
      result = rungs().way(way).parallel(1).listener(heard).build().run();
      trained.addAll(heard.trained);
      runs++;
    }

    assertThat(runs).isGreaterThan(1);
    assertThat(timeless(result.legs())).isEqualTo(timeless(whole.legs()));
    assertThat(trained).doesNotHaveDuplicates().hasSameSizeAs(whole.legs());
    assertThat(result.winner().get().parameters().get(0))
        .isEqualTo(whole.winner().get().parameters().get(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aRecordThatIsCutAnywhereIsMadeWholeAgain(long seed) throws IOException {
    SearchResult whole = rungs().build().run();
    Path record = kept.resolve("trials.jsonl");
    byte[] bytes = Files.readAllBytes(record);
    int cut = new Random(seed).nextInt(bytes.length);
    Files.write(record, Arrays.copyOf(bytes, cut));
    long lines;
    try (Stream<String> all = Files.readString(record).lines()) {
      lines = all.count() - (cut > 0 && bytes[cut - 1] != '\n' ? 1 : 0);
    }
    Heard heard = new Heard(Integer.MAX_VALUE);
    List<LegResult> replayed = new ArrayList<>();
    SearchResult result =
        rungs()
            .listener(
                new SearchListener() {
                  @Override
                  public void onStart(SearchStart start) {
                    replayed.addAll(start.replayed());
                  }

                  @Override
                  public void onLeg(LegResult leg, SearchProgress progress) {
                    heard.onLeg(leg, progress);
                  }
                })
            .build()
            .run();

    assertThat(timeless(result.legs())).isEqualTo(timeless(whole.legs()));
    assertThat(replayed).hasSize((int) lines);
    assertThat(heard.trained).hasSize(whole.legs().size() - (int) lines);
    assertThat(result.best().get(0).parameters().get(0))
        .isEqualTo(whole.best().get(0).parameters().get(0));
    assertThat(Files.readAllLines(record)).hasSize(whole.legs().size());
  }

  @Test
  void aFinishedSearchIsReadAndNothingIsTrained() {
    SearchResult whole = rungs().build().run();
    int loads = small.loads();
    Heard heard = new Heard(1);
    SearchResult again = rungs().listener(heard).build().run();

    assertThat(again.legs()).isEqualTo(whole.legs());
    assertThat(again.complete()).isTrue();
    assertThat(heard.trained).isEmpty();
    assertThat(small.loads()).isEqualTo(loads);
    assertThat(again.best())
        .extracting(SearchResult.Standing::leg)
        .isEqualTo(whole.best().stream().map(SearchResult.Standing::leg).toList());
  }

  @Test
  void theRecordOfAnotherSearchIsRefused() {
    rungs().build().run();

    assertThatThrownBy(() -> rungs().directory(kept, "ten trials").build().run())
        .isInstanceOf(InputException.class)
        .hasMessage(
            kept + " is of another search: its space, strategy, data or seed is not the one given");
    assertThatThrownBy(() -> rungs().resume(false).build().run())
        .isInstanceOf(InputException.class)
        .hasMessage(kept + " has a search already; resume it, or take another folder");
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    rungs().build().run();
    Path record = kept.resolve("trials.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(record));
    lines.set(1, "{\"trial\": 1");
    Files.write(record, lines);

    assertThatThrownBy(() -> rungs().build().run())
        .isInstanceOf(InputException.class)
        .hasMessage(record + ", line 2: not the record of a leg");
  }
}
