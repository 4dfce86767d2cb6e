package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private static String python;

  @TempDir private Path folder;

  @BeforeAll
  static void findPython() {
    python =
        List.of("python3", "/usr/bin/python3").stream()
            .filter(name -> run(name, "-c", "import gensim").code() == 0)
            .findFirst()
            .orElse(null);
    assumeTrue(python != null, "no python3 here has gensim");
  }

  private record Result(int code, String output) {}

  private static Result run(String... words) {
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      return new Result(-1, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String ask(String script, Object... files) {
    List<String> words = new ArrayList<>(List.of(python, "-c", script));
    for (Object file : files) {
      words.add(file.toString());
    }
    Result result = run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.output()).isZero();
    return result.output().trim();
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
          ask(
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

    ask(
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
