package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.linalg.FloatPanels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A file of analogies, and how they are answered: all at once, as products of matrices, some
 * questions with a block of words at a time, on all cores.
 *
 * @param sections in the order of the file
 * @param file where they stand
 */
record AnalogyQuestions(List<Part> sections, Path file) {
  private static final String UNNAMED = "questions"; // those before the first section

  /** Questions that go over all words together: their vectors stay in a core's cache. */
  private static final int BATCH = 32 * FloatPanels.TOGETHER;

  /** A section: its name and its questions, each of four words in lower case. */
  record Part(String name, List<String[]> questions) {}

  static AnalogyQuestions read(Path file) throws IOException {
    List<String> lines = EvaluationFile.lines(file);
    List<Part> sections = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(":")) {
        sections.add(new Part(line.substring(1).strip(), new ArrayList<>()));
      } else if (!line.isEmpty()) {
        String[] words = line.toLowerCase(Locale.ROOT).split("\\s+");
        if (words.length != 4) {
          throw new InputException(
              "%s, line %d: %s is neither four words nor ': name'"
                  .formatted(file, i + 1, Words.quoted(line)));
        }
        if (sections.isEmpty()) {
          sections.add(new Part(UNNAMED, new ArrayList<>()));
        }
        sections.get(sections.size() - 1).questions().add(words);
      }
    }
    if (sections.stream().allMatch(part -> part.questions().isEmpty())) {
      throw new InputException(file + " has no question");
    }
    return new AnalogyQuestions(sections, file);
  }

  Scores.Analogies ask(WordVectors vectors, int mostFrequent) {
    int words = Math.min(mostFrequent, vectors.vocabulary().size());
    NearestRows all = new NearestRows(vectors.vectors());
    FloatPanels units = new FloatPanels(words, vectors.dimensions());
    for (int id = 0; id < words; id++) {
      units.set(id, all.unit(id));
    }
    List<Scores.Section> results = new ArrayList<>();
    Scores.Section total = new Scores.Section(String.valueOf(file.getFileName()), 0, 0, 0);
    for (Part part : sections) {
      int[][] asked =
          part.questions().stream()
              .map(question -> ids(question, vectors.vocabulary()))
              .filter(ids -> Arrays.stream(ids).allMatch(id -> id >= 0 && id < words))
              .toArray(int[][]::new);
      int right = right(all, units, asked);
      results.add(new Scores.Section(part.name(), right, asked.length, part.questions().size()));
      total =
          new Scores.Section(
              total.name(),
              total.right() + right,
              total.asked() + asked.length,
              total.all() + part.questions().size());
    }
    return new Scores.Analogies(results, total);
  }

  private static int[] ids(String[] words, Vocabulary vocabulary) {
    return Arrays.stream(words).mapToInt(vocabulary::id).toArray();
  }

  private static int right(NearestRows all, FloatPanels units, int[][] asked) {
    int batches = (asked.length + BATCH - 1) / BATCH;
    return IntStream.range(0, batches)
        .parallel()
        .map(b -> new Batch(all, asked, b * BATCH).right(units))
        .sum();
  }

  /** Some questions, each with the best answer so far. */
  private static final class Batch {
    private final int[][] asked;
    private final int first;
    private final int count;
    private final int columns;
    private final float[] sought; // b − a + c, one behind the other, filled up with zeros
    private final float[] best;
    private final int[] answers;

    Batch(NearestRows all, int[][] asked, int first) {
      this.asked = asked;
      this.first = first;
      count = Math.min(BATCH, asked.length - first);
      columns = all.unit(asked[first][0]).length;
      sought = new float[BATCH * columns];
      best = new float[count];
      answers = new int[count];
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
      for (int q = 0; q < count; q++) {
        float[] a = all.unit(asked[first + q][0]);
        float[] b = all.unit(asked[first + q][1]);
        float[] c = all.unit(asked[first + q][2]);
        for (int i = 0; i < columns; i++) {
          sought[q * columns + i] = b[i] - a[i] + c[i];
        }
      }
    }

    int right(FloatPanels units) {
      int width = FloatPanels.width();
      float[] products = new float[FloatPanels.TOGETHER * width];
      for (int panel = 0; panel < units.count(); panel++) {
        int rows = Math.min(width, units.rows() - panel * width);
        for (int q = 0; q < count; q += FloatPanels.TOGETHER) {
          units.products(panel, sought, q * columns, products);
          for (int v = 0; v < Math.min(FloatPanels.TOGETHER, count - q); v++) {
            improve(q + v, panel * width, products, v * width, rows);
          }
        }
      }
      return (int) IntStream.range(0, count).filter(q -> answers[q] == asked[first + q][3]).count();
    }

    private void improve(int q, int firstRow, float[] products, int from, int rows) {
      float top = best[q];
      for (int r = 0; r < rows; r++) {
        if (products[from + r] > top && !isAsked(q, firstRow + r)) {
          top = products[from + r];
          best[q] = top;
          answers[q] = firstRow + r;
        }
      }
    }

    private boolean isAsked(int q, int id) {
      int[] question = asked[first + q];
      return id == question[0] || id == question[1] || id == question[2];
    }
  }
}
