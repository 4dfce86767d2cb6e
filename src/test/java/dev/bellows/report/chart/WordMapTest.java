package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class WordMapTest {
  private static List<WordMap.Word> words(int count) {
    Random random = new Random(4);
    List<WordMap.Word> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(
          new WordMap.Word(
              "word" + i,
              random.nextGaussian(),
              random.nextGaussian(),
              count - i,
              List.of((i + 1) % count)));
    }
    return words;
  }

  @Test
  void noWordStandsOverAnotherAndAllAreInside() {
    List<WordMap.Word> words = words(300);
    WordPlaces places = WordPlaces.of(words);

    for (int i = 0; i < 300; i++) {
      assertThat(places.left(i)).isNotNegative();
      assertThat(places.left(i) + places.length(i)).isLessThanOrEqualTo(places.width() + 1e-6);
      assertThat(places.baseline(i)).isBetween(0.0, places.height());
      for (int j = 0; j < i; j++) {
        boolean beside =
            places.left(i) + places.length(i) <= places.left(j)
                || places.left(j) + places.length(j) <= places.left(i);
        double apart = Math.abs(places.baseline(i) - places.baseline(j));
        assertThat(beside || apart > Math.min(places.size(i), places.size(j)) * 0.8)
            .as("%d and %d", i, j)
            .isTrue();
      }
    }
    assertThat(places.size(0)).as("the more frequent one").isGreaterThan(places.size(299));
  }

  @Test
  void wordsAtOnePointFindRoom() {
    List<WordMap.Word> words = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      words.add(new WordMap.Word("same", 1, 1, 1, List.of()));
    }

    WordPlaces places = WordPlaces.of(words);

    assertThat(places.width() * places.height())
        .isGreaterThan(40 * places.length(0) * places.size(0));
  }

  @Test
  void thePngIsAPictureOfManyColours() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new WordMap("Words", words(100)).writePng(out);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(image.getWidth()).isGreaterThan(300);
    for (int group = 0; group < ChartStyle.COLOR_COUNT; group++) {
      int wanted = ChartStyle.color(group).getRGB();
      boolean there = false;
      for (int i = 0; i < image.getWidth() * image.getHeight() && !there; i++) {
        there = image.getRGB(i % image.getWidth(), i / image.getWidth()) == wanted;
      }
      assertThat(there).as("colour %d", group).isTrue();
    }
  }

  @Test
  void thePageHoldsEverythingAndNoWordCanBreakIt() throws IOException {
    List<WordMap.Word> words = new ArrayList<>(words(20));
    words.add(new WordMap.Word("</script><b>", 0, 0, 1, List.of(0, 1)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new WordMap("A \"title\" & more", words).writePage(out);

    String page = out.toString(StandardCharsets.UTF_8);
    assertThat(page)
        .doesNotContainPattern("(src|href)\\s*=")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)")
        .doesNotContain("/*MAP*/", "</script><b>")
        .containsOnlyOnce("</script>");
    int start = page.indexOf("const map = ") + "const map = ".length();
    JsonNode map = new ObjectMapper().readTree(page.substring(start, page.indexOf(";\n", start)));
    assertThat(map.path("title").asText()).isEqualTo("A \"title\" & more");
    assertThat(map.path("words")).hasSize(21);
    assertThat(map.path("words").path(20).path("text").asText()).isEqualTo("</script><b>");
    assertThat(map.path("words").path(20).path("nearest")).hasSize(2);
  }
}
