package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.embed.vectors.Scores;
import dev.bellows.embed.vectors.WordVectors;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code score}: word vectors against human judgement and analogies. */
@Command(
    name = "score",
    description = "Scores word vectors: by human similarity of pairs of words, and by analogies.",
    sortOptions = false)
final class ScoreCommand implements Callable<Integer> {
  @Mixin private VectorsArgument model;

  @Option(
      names = "--similarity",
      paramLabel = "PAIRS",
      description =
          "Two words and their likeness a line, such as WordSim-353 or SimLex-999: prints"
              + " Spearman's rank correlation; may be repeated.")
  private List<Path> similarity = new ArrayList<>();

  @Option(
      names = "--analogies",
      paramLabel = "QUESTIONS",
      description =
          "Four words a line in sections ': name', such as questions-words.txt: prints the share"
              + " of right answers; may be repeated.")
  private List<Path> analogies = new ArrayList<>();

  @Option(
      names = "--most-frequent",
      paramLabel = "N",
      defaultValue = "" + Scores.MOST_FREQUENT,
      description =
          "Analogies are asked among the N most frequent words (default ${DEFAULT-VALUE}).")
  private int mostFrequent;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AtLeastOne.require("--most-frequent", mostFrequent);
    if (similarity.isEmpty() && analogies.isEmpty()) {
      throw new InputException("score takes --similarity PAIRS, --analogies QUESTIONS, or both");
    }
    Stream.concat(similarity.stream(), analogies.stream())
        .filter(file -> !Files.isRegularFile(file))
        .findFirst()
        .ifPresent(
            file -> {
              throw new InputException(file + ": there is no such file");
            });
    WordVectors vectors = model.load();
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : similarity) {
      Scores.Similarity score = Scores.similarity(vectors, file);
      out.printf(
          Locale.ROOT,
          "%-28s Spearman %s (%,d of %,d pairs)%n",
          file.getFileName(),
          decimals(score.correlation()),
          score.pairs(),
          score.all());
    }
    for (Path file : analogies) {
      Scores.Analogies score = Scores.analogies(vectors, file, mostFrequent);
      score.sections().forEach(section -> print("  " + section.name(), section, out));
      print(String.valueOf(file.getFileName()), score.total(), out);
    }
    return 0;
  }

  private static void print(String name, Scores.Section section, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-28s accuracy %s (%,d of %,d right, %,d questions)%n",
        name,
        decimals(section.accuracy()),
        section.right(),
        section.asked(),
        section.all());
  }

  /** Three decimals, or a dash where nothing was known. */
  private static String decimals(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
