package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.embed.plane.WordPlane;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.chart.WordMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code picture}: the most frequent words in the plane. */
@Command(
    name = "picture",
    description = {
      "Draws the most frequent words, alike ones side by side.",
      "Writes words.png, and words.html: one page, with nothing outside of it, where one zooms and"
          + " searches."
    },
    sortOptions = false)
final class PictureCommand implements Callable<Integer> {
  @Mixin private VectorsArgument model;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many words are drawn, at most 2000 (default ${DEFAULT-VALUE}).")
  private int words;

  @Option(
      names = "--pca",
      description = "Lays them out by the two principal axes alone, without t-SNE.")
  private boolean pca;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the two files go; default: beside the model.")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (words < 2 || words > WordPlane.MOST_WORDS) {
      throw new InputException(
          "--words %d is not allowed; it takes 2 to %d".formatted(words, WordPlane.MOST_WORDS));
    }
    Path file = WordVectorFiles.file(model.path());
    Path target = folder == null ? file.toAbsolutePath().getParent() : folder;
    requireFolder(target);
    WordVectors vectors = model.load();
    WordPlane plane =
        WordPlane.of(vectors, words, pca ? WordPlane.Method.PCA : WordPlane.Method.TSNE);
    System.setProperty("java.awt.headless", "true");
    WordMap map =
        new WordMap(
            String.format(
                Locale.ROOT,
                "The %,d most frequent words, alike ones side by side",
                plane.places().size()),
            plane.places().stream()
                .map(p -> new WordMap.Word(p.word(), p.x(), p.y(), p.count(), p.nearest()))
                .toList());
    write(target.resolve("words.png"), map::writePng);
    write(target.resolve("words.html"), map::writePage);
    return 0;
  }

  private static void requireFolder(Path target) {
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new InputException("--out %s cannot be made".formatted(target), e);
    }
  }

  private void write(Path file, AtomicFile.Content content) {
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be written; name a folder that you may write to with --out".formatted(file),
          e);
    }
    spec.commandLine().getErr().println(file + " is the picture");
  }
}
