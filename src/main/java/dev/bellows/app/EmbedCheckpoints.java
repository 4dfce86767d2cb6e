package dev.bellows.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * Saved tables of {@code embed}: for each a model file, and behind it a small JSON file with its
 * size and checksum, without which it does not count.
 */
final class EmbedCheckpoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "round-%012d";
  private static final String FACTS = ".json";
  private static final String TABLES = ".safetensors";
  private static final int BUFFER = 1 << 20;

  private final Path folder;
  private final int keep;

  /** Checkpoints of which so many are kept. */
  EmbedCheckpoints(Path folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /** The folder. */
  Path folder() {
    return folder;
  }

  /** Whether there is any. */
  boolean hasSome() {
    return !names().isEmpty();
  }

  /** Saves; older ones than are kept are deleted. */
  void write(long round, WordVectors tables) throws IOException {
    Files.createDirectories(folder);
    String name = NAME.formatted(round);
    Path file = folder.resolve(name + TABLES);
    WordVectorFiles.save(tables, file);
    AtomicFile.write(folder.resolve(name + FACTS), JSON.writeValueAsString(facts(file)) + "\n");
    List<String> names = names();
    for (String old : names.subList(Math.min(keep, names.size()), names.size())) {
      Files.deleteIfExists(folder.resolve(old + FACTS));
      Files.deleteIfExists(folder.resolve(old + TABLES));
    }
  }

  private static Map<String, Object> facts(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        continue;
      }
    }
    return Map.of("bytes", Files.size(file), "crc32c", Long.toHexString(sum.getValue()));
  }

  /** Names without their ends, the newest first. */
  private List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("round-\\d{12}\\.json"))
          .map(name -> name.substring(0, name.length() - FACTS.length()))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new InputException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * The newest one that is whole.
   *
   * @param told is told of each that is not
   */
  Optional<WordVectors> newest(Consumer<String> told) throws IOException {
    for (String name : names()) {
      Path file = folder.resolve(name + TABLES);
      try {
        JsonNode wanted = JSON.readTree(folder.resolve(name + FACTS).toFile());
        if (!JSON.readTree(JSON.writeValueAsString(facts(file))).equals(wanted)) {
          told.accept("%s is damaged, and left out".formatted(file));
          continue;
        }
        return Optional.of(WordVectorFiles.load(file));
      } catch (IOException | InputException e) {
        told.accept("%s is left out: %s".formatted(file, e.getMessage()));
      }
    }
    return Optional.empty();
  }
}
