package dev.bellows.train.checkpoint;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a checkpoint's two files: {@code step-000000000120}, and {@code step-000000000120-2}
 * where the same step is written for the second time.
 *
 * @param step the number of the step
 * @param edition 1, or more where the step had been written before
 */
record CheckpointName(long step, int edition) implements Comparable<CheckpointName> {
  static final String TENSORS = ".safetensors";
  static final String FACTS = ".json";
  static final String PART = ".part";

  private static final Pattern FILE =
      Pattern.compile("step-(\\d{12,18})(?:-([1-9]\\d{0,7}))?(\\.safetensors|\\.json)(\\.part)?");

  /** What a file is to a checkpoint: its ending, and whether it is still being written. */
  record Role(CheckpointName name, String ending, boolean part) {}

  /** What a file of that name is; empty where it is none of ours. */
  static Optional<Role> parse(String file) {
    Matcher matcher = FILE.matcher(file);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int edition = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    CheckpointName name = new CheckpointName(Long.parseLong(matcher.group(1)), edition);
    Role role = new Role(name, matcher.group(3), matcher.group(4) != null);
    boolean ours = file.equals(name + role.ending() + (role.part() ? PART : ""));
    return ours ? Optional.of(role) : Optional.empty();
  }

  /** By step, then by edition. */
  @Override
  public int compareTo(CheckpointName other) {
    return Comparator.comparingLong(CheckpointName::step)
        .thenComparingInt(CheckpointName::edition)
        .compare(this, other);
  }

  /** The names of its files, up to the ending. */
  @Override
  public String toString() {
    String name = "step-%012d".formatted(step);
    return edition == 1 ? name : name + "-" + edition;
  }
}
