package dev.bellows.app;

import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The first word behind commands that ask trained word vectors. */
final class VectorsArgument {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory with word vectors, or a file of them in any format of export.")
  private Path model;

  /** What the user named. */
  Path path() {
    return model;
  }

  /** Reads it. */
  WordVectors load() throws IOException {
    return WordVectorFiles.load(model);
  }
}
