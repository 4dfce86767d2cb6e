package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both directions with the real gensim, where a Python has it. */
class GensimTest {
  private static Python python;

  @TempDir private Path folder;

  @BeforeAll
  static void findPython() {
    python = Python.with("gensim");
  }

  private static WordVectors vectors() {
    Random random = new Random(7);
    List<String> words = new ArrayList<>(List.of("the", "naïve", "東京"));
    for (int i = 0; i < 500; i++) {
      words.add("word" + i);
    }
    float[][] rows = new float[words.size()][13];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return ToyVectors.of(words, rows);
  }

  @Test
  void gensimReadsWhatWeWriteAndFindsTheSameNeighbors() throws IOException {
    for (String name : List.of("ours.txt", "ours.bin", "ours.txt.gz")) {
      Path file = folder.resolve(name);
      WordVectorFiles.save(vectors(), file);

      String told =
          python.ask(
              """
              import sys
              from gensim.models import KeyedVectors
              kv = KeyedVectors.load_word2vec_format(sys.argv[1], binary='.bin' in sys.argv[1])
              print(len(kv), kv.get_vecattr('東京', 'count'))
              for word, cosine in kv.most_similar('東京', topn=5):
                  print(word, '%.5f' % cosine)
              for word, cosine in kv.most_similar(['the', 'word7'], ['word9'], topn=3):
                  print(word, '%.5f' % cosine)
              """,
              file);

      StringBuilder expected = new StringBuilder("503 501\n");
      List<Neighbor> all = new ArrayList<>(vectors().neighbors("東京", 5));
      all.addAll(vectors().analogy("word9", "the", "word7", 3));
      all.forEach(near -> expected.append("%s %.5f%n".formatted(near.word(), near.cosine())));
      assertThat(told).as(name).isEqualTo(expected.toString().trim());
    }
  }

  @Test
  void weReadWhatGensimWrites() throws IOException {
    Path text = folder.resolve("theirs.txt");
    Path binary = folder.resolve("theirs.bin");
    Path ours = folder.resolve("ours.bin");
    WordVectorFiles.save(vectors(), ours);

    python.ask(
        """
        import sys
        from gensim.models import KeyedVectors
        kv = KeyedVectors.load_word2vec_format(sys.argv[1], binary=True)
        kv.save_word2vec_format(sys.argv[2])
        kv.save_word2vec_format(sys.argv[3], binary=True)
        """,
        ours,
        text,
        binary);

    assertThat(ToyVectors.same(WordVectorFiles.load(text), vectors())).isTrue();
    assertThat(Files.readAllBytes(binary)).isEqualTo(Files.readAllBytes(ours));
    Path again = folder.resolve("again.txt");
    WordVectorFiles.save(vectors(), again);
    assertThat(Files.readString(again)).isEqualTo(Files.readString(text));
  }
}
