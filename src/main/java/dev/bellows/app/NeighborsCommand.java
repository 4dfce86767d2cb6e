package dev.bellows.app;

import dev.bellows.embed.vectors.WordVectors;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code neighbors}: the words whose vectors are nearest to those of given words. */
@Command(
    name = "neighbors",
    description = "Lists the words nearest to given words, with the cosine of their vectors.",
    sortOptions = false)
final class NeighborsCommand implements Callable<Integer> {
  @Mixin private VectorsArgument model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "WORD",
      description = "Words of the vocabulary.")
  private List<String> words;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many words are listed for each (default ${DEFAULT-VALUE}).")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AtLeastOne.require("--count", count);
    WordVectors vectors = model.load();
    words.forEach(vectors::id); // a word that is unknown is told before anything is printed
    PrintWriter out = spec.commandLine().getOut();
    for (String word : words) {
      if (words.size() > 1) {
        out.println(word + ":");
      }
      NeighborLines.print(vectors.neighbors(word, count), out);
    }
    return 0;
  }
}
