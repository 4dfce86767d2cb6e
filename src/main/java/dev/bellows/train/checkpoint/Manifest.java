package dev.bellows.train.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The JSON file that makes a checkpoint of a tensor file. Its last field is the SHA-256 of all
 * bytes before that field, so that the file tells by itself whether it is whole:
 *
 * <pre>{"format":1,"step":120,"facts":{…},"tensors":{"bytes":…,"sha256":"…"},"sha256":"…"}</pre>
 *
 * <p>Every format, later ones too, begins with its number and ends with this field.
 *
 * @param step the number of the step
 * @param facts of the training loop
 * @param bytes the length of the tensor file
 * @param sha256 the digest of the tensor file, in lower-case hexadecimal digits
 */
record Manifest(long step, ObjectNode facts, long bytes, String sha256) {
  /** The format that is written, and the only one that is read. */
  static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEFORE_DIGEST = ",\"sha256\":\"";
  private static final String AFTER_DIGEST = "\"}\n";
  private static final int DIGITS = 64;
  private static final int TAIL = BEFORE_DIGEST.length() + DIGITS + AFTER_DIGEST.length();

  /** The file's bytes. */
  byte[] toBytes() throws JsonProcessingException {
    ObjectNode all = JSON.createObjectNode().put("format", FORMAT).put("step", step);
    all.set("facts", facts);
    all.putObject("tensors").put("bytes", bytes).put("sha256", sha256);
    byte[] json = JSON.writeValueAsBytes(all);
    byte[] covered = Arrays.copyOf(json, json.length - 1); // without the last brace
    byte[] tail = tail(covered).getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(covered, covered.length + tail.length);
    System.arraycopy(tail, 0, whole, covered.length, tail.length);
    return whole;
  }

  /**
   * Reads the file's bytes.
   *
   * @throws InputException if a single bit of them is not what was written, or they are of another
   *     format; the message says what is wrong, without naming the file
   */
  static Manifest parse(byte[] whole) {
    int end = whole.length - TAIL;
    if (end < 0 || !tail(Arrays.copyOf(whole, end)).equals(text(whole, end, TAIL))) {
      throw new InputException("torn or damaged: its last field is not the SHA-256 of the rest");
    }
    JsonNode all;
    try {
      all = JSON.readTree(text(whole, 0, whole.length));
    } catch (JsonProcessingException e) {
      throw new InputException("not JSON", e);
    }
    if (!all.path("format").isIntegralNumber()) {
      throw new InputException("not a checkpoint: it has no number of a format");
    }
    if (all.path("format").asLong() != FORMAT) {
      throw new InputException(
          "format %s; this Bellows reads format %d".formatted(all.path("format").asText(), FORMAT));
    }
    JsonNode tensors = all.path("tensors");
    if (!all.path("step").canConvertToLong()
        || !(all.path("facts") instanceof ObjectNode facts)
        || !tensors.path("bytes").canConvertToLong()
        || !tensors.path("sha256").isTextual()) {
      throw new InputException("not a checkpoint: it lacks step, facts or tensors");
    }
    return new Manifest(
        all.path("step").asLong(),
        facts,
        tensors.path("bytes").asLong(),
        tensors.path("sha256").asText());
  }

  private static String tail(byte[] covered) {
    MessageDigest digest = Sha256.begin();
    digest.update(covered);
    return BEFORE_DIGEST + Sha256.hex(digest) + AFTER_DIGEST;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
