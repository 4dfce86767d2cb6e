package dev.bellows.embed.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The table against a HashMap of strings. */
class WordTableTest {
  private static int add(WordTable table, String word) {
    byte[] bytes = ("<" + word + ">").getBytes(StandardCharsets.UTF_8);
    int end = bytes.length - 1;
    return table.add(bytes, 1, end, WordTable.hash(bytes, 1, end));
  }

  private static int find(WordTable table, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return table.find(bytes, 0, bytes.length, WordTable.hash(bytes, 0, bytes.length));
  }

  private static WordTable shipped(WordTable table) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(table);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (WordTable) in.readObject();
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    // few letters, so that words come back; now and then one that is long or of other letters
    Arbitrary<String> few = Arbitraries.strings().withChars("abé").ofMaxLength(4);
    Arbitrary<String> any =
        Arbitraries.strings().excludeChars('\uFFFE').withCharRange('a', '\uD7FF').ofMaxLength(200);
    return Arbitraries.oneOf(few, few, any).list().ofMaxSize(3000);
  }

  @Property(tries = 50)
  void wordsAreNumberedAsTheyCome(@ForAll("texts") List<String> words)
      throws IOException, ClassNotFoundException {
    WordTable table = new WordTable();
    Map<String, Integer> expected = new HashMap<>();
    for (String word : words) {
      int id = expected.computeIfAbsent(word, w -> expected.size());

      assertThat(add(table, word)).isEqualTo(id);
    }
    WordTable copy = shipped(table);
    assertThat(table.size()).isEqualTo(expected.size());
    expected.forEach(
        (word, id) -> {
          assertThat(table.word(id)).isEqualTo(word);
          assertThat(find(table, word)).isEqualTo(id);
          assertThat(find(copy, word)).isEqualTo(id);
          assertThat(find(table, word + "!")).isEqualTo(-1);
        });
  }

  @Test
  void wordsOfOneHashAreToldApart() {
    WordTable table = new WordTable();
    for (int i = 0; i < 1000; i++) {
      byte[] word = Integer.toString(i).getBytes(StandardCharsets.UTF_8);

      assertThat(table.add(word, 0, word.length, -1)).isEqualTo(i);
      assertThat(table.find(word, 0, word.length, -1)).isEqualTo(i);
    }
    assertThat(table.find(new byte[] {'x'}, 0, 1, -1)).isEqualTo(-1);
  }

  @Test
  void itGrowsAndShipsWithAMillionWords() throws IOException, ClassNotFoundException {
    WordTable table = new WordTable();
    for (int i = 0; i < 1_000_000; i++) {
      add(table, Integer.toString(i, 36));
    }
    WordTable copy = shipped(table);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      found.add(find(copy, Integer.toString(i, 36)));
    }

    assertThat(table.size()).isEqualTo(1_000_000);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(i);
    }
    assertThat(add(copy, "new one")).isEqualTo(1_000_000);
  }
}
