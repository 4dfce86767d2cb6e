package dev.bellows.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.report.AtomicFile;
import dev.bellows.search.strategy.Leg;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The legs that have ended, one line each, in {@code trials.jsonl}: forced to the disk before
 * anything is decided by them. A line that a killed process has left half written is forgotten.
 * {@code search.json} beside it says which search it is of.
 */
final class SearchRecord implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LEGS = "trials.jsonl";
  private static final String SEARCH = "search.json";

  private final FileChannel channel;
  private final List<LegResult> replayed;

  private SearchRecord(FileChannel channel, List<LegResult> replayed) {
    this.channel = channel;
    this.replayed = replayed;
  }

  /**
   * Opens the record of a folder, which need not be there yet.
   *
   * @param identity a text that is the same for the same search alone
   * @param resume whether to go on with a record that is there
   * @throws InputException if it is of another search, or there is one and it is not to be gone on
   *     with, or it is damaged
   */
  static SearchRecord open(Path folder, String identity, boolean resume) throws IOException {
    Files.createDirectories(folder);
    Path search = folder.resolve(SEARCH);
    Path legs = folder.resolve(LEGS);
    String digest = sha256(identity);
    if (Files.exists(search)) {
      if (!resume) {
        throw new InputException(
            "%s has a search already; resume it, or take another folder".formatted(folder));
      }
      String found = digestIn(search);
      if (!found.equals(digest)) {
        throw new InputException(
            "%s is of another search: its space, strategy, data or seed is not the one given"
                .formatted(folder));
      }
    } else {
      ObjectNode facts = JSON.createObjectNode();
      facts.put("format", 1);
      facts.put("sha256", digest);
      AtomicFile.write(search, facts.toPrettyString() + "\n");
    }
    FileChannel channel =
        FileChannel.open(
            legs, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new SearchRecord(channel, read(legs, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String digestIn(Path search) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(search)).path("sha256").asText();
    } catch (JsonProcessingException e) {
      throw new InputException("%s is damaged".formatted(search), e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  /** Reads the whole lines, and cuts off what is behind them. */
  private static List<LegResult> read(Path legs, FileChannel channel) throws IOException {
    byte[] bytes = Files.readAllBytes(legs);
    List<LegResult> results = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        String line = new String(bytes, from, at - from, StandardCharsets.UTF_8);
        try {
          results.add(parse(line));
        } catch (JsonProcessingException | IllegalArgumentException e) {
          throw new InputException(
              "%s, line %d: not the record of a leg".formatted(legs, results.size() + 1), e);
        }
        from = at + 1;
      }
    }
    channel.truncate(from).position(from);
    return List.copyOf(results);
  }

  /** What was on record before. */
  List<LegResult> replayed() {
    return replayed;
  }

  /** Adds legs; when this returns they are on the disk. */
  void add(List<LegResult> results) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (LegResult result : results) {
      lines.append(JSON.writeValueAsString(node(result))).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  private static ObjectNode node(LegResult result) {
    ObjectNode node = JSON.createObjectNode();
    node.put("trial", result.leg().trial());
    node.put("rung", result.leg().rung());
    node.put("from", result.leg().from());
    node.put("to", result.leg().to());
    node.put("status", Setting.word(result.status()));
    Json.put(node, "value", result.value());
    Json.put(node.putObject("figures"), result.figures());
    node.put("steps", result.steps());
    Json.put(node, "seconds", result.seconds());
    node.put("reason", result.reason());
    return node;
  }

  private static LegResult parse(String line) throws JsonProcessingException {
    JsonNode node = JSON.readTree(line);
    for (String name : List.of("trial", "rung", "from", "to", "steps")) {
      if (!node.path(name).isIntegralNumber()) {
        throw new IllegalArgumentException(name);
      }
    }
    return new LegResult(
        new Leg(
            node.path("trial").asInt(),
            node.path("rung").asInt(),
            node.path("from").asLong(),
            node.path("to").asLong()),
        Status.valueOf(node.path("status").asText().toUpperCase(Locale.ROOT)),
        Json.number(node.path("value")),
        Json.numbers(node.path("figures")),
        node.path("steps").asLong(),
        Json.number(node.path("seconds")),
        node.path("reason").asText());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
