package dev.bellows.app;

import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export} and {@code import}: word vectors from one format into another. */
@Command(
    name = "export",
    aliases = "import",
    description = {
      "Writes word vectors in another format, in either direction.",
      "The end of a file's name says which: .safetensors, .parquet, .txt or .vec for word2vec's"
          + " text (as gensim's KeyedVectors reads and writes it), .bin for its binary form, these"
          + " three also with .gz.",
      "word2vec's formats have no counts. Where they are read, counts are made up as gensim does:"
          + " N for the first of N words, and one less for each next one."
    },
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  @Mixin private VectorsArgument model;

  @Parameters(index = "1", paramLabel = "FILE", description = "The new file.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    WordVectorFiles.requireFormat(file);
    NewFile.require(file);
    WordVectors vectors = model.load();
    WordVectorFiles.save(vectors, file);
    boolean whole = vectors.contexts().isEmpty() || WordVectorFiles.keepsContexts(file);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d words of %,d dimensions in %s%s%n",
            vectors.vocabulary().size(),
            vectors.dimensions(),
            file,
            whole ? "" : ", without the output vectors that further training needs");
    return 0;
  }
}
