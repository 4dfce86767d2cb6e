package dev.bellows.app;

import dev.bellows.embed.vectors.WordVectors;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code analogy}: the words nearest to A − B + C. */
@Command(
    name = "analogy",
    description = {
      "Lists the words nearest to A - B + C: what is to C as A is to B.",
      "'analogy MODEL king man woman' asks for the queen, 'analogy MODEL paris france italy' for"
          + " rome. The three words themselves are left out."
    },
    sortOptions = false)
final class AnalogyCommand implements Callable<Integer> {
  @Mixin private VectorsArgument model;

  @Parameters(index = "1", paramLabel = "A", description = "A word of the vocabulary.")
  private String a;

  @Parameters(index = "2", paramLabel = "B", description = "The word that is taken away.")
  private String b;

  @Parameters(index = "3", paramLabel = "C", description = "The word that is added.")
  private String c;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many words are listed (default ${DEFAULT-VALUE}).")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AtLeastOne.require("--count", count);
    WordVectors vectors = model.load();
    NeighborLines.print(vectors.analogy(b, a, c, count), spec.commandLine().getOut());
    return 0;
  }
}
