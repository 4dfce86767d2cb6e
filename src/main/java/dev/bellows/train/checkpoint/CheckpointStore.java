package dev.bellows.train.checkpoint;

import dev.bellows.InputException;
import dev.bellows.linalg.Safetensors;
import dev.bellows.train.checkpoint.CheckpointName.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;

/**
 * The newest checkpoints of one training, in a folder of any file system that Hadoop knows. One
 * process writes to it at a time.
 *
 * <p>A checkpoint is two files, {@code step-000000000120.safetensors} and {@code
 * step-000000000120.json}. Both are written under the name they will have and {@code .part}, and
 * renamed when they are on the disk, the JSON file last: it makes the checkpoint, and it knows the
 * tensor file by its digest. No name is ever given twice: a step that is written again becomes
 * {@code step-000000000120-2}, and the older one is removed afterwards. Replacing it would not do:
 * most file systems cannot rename onto a name that is taken, and between two renames there would be
 * a pair that does not belong together. So whenever a process is killed, the files of the last
 * whole checkpoint are as they were.
 */
public final class CheckpointStore {
  private static final int LARGEST_JSON = 1 << 28;

  private final String place;
  private final Folder folder;
  private final int keep;
  private final Set<CheckpointName> refused = new HashSet<>();

  /**
   * The checkpoints of a folder, which need not be there yet.
   *
   * @param folder a path of this machine, or of the file system that it begins with ({@code hdfs:},
   *     {@code s3a:}, {@code file:}, …)
   * @param hadoop the settings of those file systems
   * @param keep how many of the newest checkpoints stay, 1 or more
   * @throws InputException if no file system has such paths
   */
  public CheckpointStore(String folder, Configuration hadoop, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep = " + keep);
    }
    this.place = folder;
    this.folder = new Folder(folder, hadoop);
    this.keep = keep;
  }

  /** The folder, as it was named. */
  public String folder() {
    return place;
  }

  /**
   * Makes sure that checkpoints can be written, before it is too late; leaves nothing behind.
   *
   * @throws InputException if they cannot
   */
  public void requireWritable() {
    try {
      folder.tryOut(".try-" + UUID.randomUUID());
    } catch (IOException | UncheckedIOException | FSError e) {
      throw new InputException(
          "checkpoints cannot be written to %s: %s".formatted(place, Reasons.of(e)), e);
    }
  }

  /**
   * Writes a checkpoint, and then removes those before it that are too many. Checkpoints of later
   * steps, as a training finds them that goes on from before a damaged one, stay where they are.
   *
   * @throws CheckpointFailure if it cannot be written; those before it are as they were
   */
  public void write(Checkpoint checkpoint) {
    try {
      folder.make();
      NavigableSet<CheckpointName> whole = new TreeSet<>();
      CheckpointName name = new CheckpointName(checkpoint.step(), tidyUp(checkpoint.step(), whole));
      write(checkpoint, name);
      removeOld(whole.headSet(name, false).descendingSet(), name);
    } catch (IOException | UncheckedIOException | FSError e) {
      throw new CheckpointFailure(
          "the checkpoint of step %d cannot be written to %s: %s"
              .formatted(checkpoint.step(), place, Reasons.of(e)),
          e);
    }
  }

  private void write(Checkpoint checkpoint, CheckpointName name) throws IOException {
    String tensors = name + CheckpointName.TENSORS;
    String facts = name + CheckpointName.FACTS;
    boolean written = false;
    try {
      Manifest manifest =
          folder.write(
              tensors + CheckpointName.PART,
              out -> {
                MessageDigest digest = Sha256.begin();
                DigestOutputStream both = new DigestOutputStream(out, digest);
                Safetensors.write(both, Map.of(), checkpoint.tensors());
                return new Manifest(
                    checkpoint.step(), checkpoint.facts(), out.getPos(), Sha256.hex(digest));
              });
      byte[] json = manifest.toBytes();
      folder.write(
          facts + CheckpointName.PART,
          out -> {
            out.write(json);
            return json.length;
          });
      folder.rename(tensors + CheckpointName.PART, tensors);
      folder.rename(facts + CheckpointName.PART, facts);
      written = true;
    } finally {
      if (!written) {
        // Not the tensor file: a rename that seems to fail may have come to pass.
        folder.remove(facts + CheckpointName.PART);
        folder.remove(tensors + CheckpointName.PART);
      }
    }
  }

  /**
   * Removes what a killed process has left half done.
   *
   * @param whole receives the checkpoints that have both files
   * @return the edition in which a step may be written
   */
  private int tidyUp(long step, NavigableSet<CheckpointName> whole) throws IOException {
    List<String> files = folder.list();
    whole.addAll(with(CheckpointName.FACTS, files));
    int edition = 1;
    for (String file : files) {
      Optional<Role> role = CheckpointName.parse(file);
      if (role.isEmpty()) {
        continue;
      }
      CheckpointName name = role.get().name();
      boolean useless = role.get().part() || !whole.contains(name);
      boolean gone = useless && folder.remove(file);
      if (!gone && name.step() == step) {
        edition = Math.max(edition, name.edition() + 1);
      }
    }
    return edition;
  }

  /** Whether there is a checkpoint, as far as can be seen without reading it. */
  public boolean hasSome() {
    try {
      return !with(CheckpointName.FACTS, folder.list()).isEmpty();
    } catch (IOException | UncheckedIOException | FSError e) {
      return false;
    }
  }

  private static NavigableSet<CheckpointName> with(String ending, List<String> files) {
    NavigableSet<CheckpointName> names = new TreeSet<>();
    for (String file : files) {
      CheckpointName.parse(file)
          .filter(role -> !role.part() && role.ending().equals(ending))
          .ifPresent(role -> names.add(role.name()));
    }
    return names;
  }

  /**
   * Removes those that are too many. What was refused does not count; it goes with those beside it.
   *
   * @param older those before the one just written, the newest first
   */
  private void removeOld(Set<CheckpointName> older, CheckpointName newest) {
    int kept = 1;
    long oldest = newest.step();
    for (CheckpointName name : older) {
      if (kept == keep || name.step() == oldest) {
        remove(name);
      } else if (!refused.contains(name)) {
        kept++;
        oldest = name.step();
      }
    }
  }

  /** What cannot be removed stays, and the next write tries again: it does no harm. */
  private void remove(CheckpointName name) {
    if (folder.remove(name + CheckpointName.FACTS)) {
      folder.remove(name + CheckpointName.TENSORS);
    }
  }

  /**
   * The newest checkpoint that is whole and of this format.
   *
   * @param told is given one line, with file and reason, for every newer one that is not
   * @throws CheckpointFailure if the folder cannot be looked into
   */
  public Optional<Checkpoint> newest(Consumer<String> told) {
    NavigableSet<CheckpointName> begun;
    Set<CheckpointName> withFacts;
    try {
      List<String> files = folder.list();
      withFacts = with(CheckpointName.FACTS, files);
      begun = with(CheckpointName.TENSORS, files);
      begun.addAll(withFacts);
    } catch (IOException | UncheckedIOException | FSError e) {
      throw new CheckpointFailure(
          "checkpoints cannot be looked for in %s: %s".formatted(place, Reasons.of(e)), e);
    }
    for (CheckpointName name : begun.descendingSet()) {
      try {
        if (!withFacts.contains(name)) {
          throw refusal(name + CheckpointName.FACTS, "missing");
        }
        return Optional.of(read(name));
      } catch (InputException e) {
        told.accept(e.getMessage());
      } catch (IOException | UncheckedIOException | FSError e) {
        told.accept(
            "%s cannot be read: %s".formatted(folder.nameOf(name.toString()), Reasons.of(e)));
      }
      refused.add(name);
    }
    return Optional.empty();
  }

  private Checkpoint read(CheckpointName name) throws IOException {
    String facts = name + CheckpointName.FACTS;
    String tensors = name + CheckpointName.TENSORS;
    if (folder.length(facts) > LARGEST_JSON) {
      throw refusal(facts, "not a checkpoint: far too long");
    }
    Manifest manifest;
    try {
      manifest = Manifest.parse(folder.read(facts, in -> in.readNBytes(LARGEST_JSON)));
    } catch (InputException e) {
      throw refusal(facts, e.getMessage());
    }
    if (manifest.step() != name.step()) {
      throw refusal(facts, "the checkpoint of another step, " + manifest.step());
    }
    long length = folder.length(tensors);
    if (length != manifest.bytes()) {
      throw refusal(
          tensors,
          length < 0
              ? "missing"
              : "torn or damaged: %d bytes, not %d".formatted(length, manifest.bytes()));
    }
    if (!manifest.sha256().equals(folder.read(tensors, Sha256::of))) {
      throw refusal(tensors, "damaged: its SHA-256 is not that in " + facts);
    }
    Safetensors.Content content =
        folder.read(tensors, in -> Safetensors.read(in, length, folder.nameOf(tensors)));
    return new Checkpoint(
        manifest.step(), manifest.facts(), List.copyOf(content.tensors().values()));
  }

  private InputException refusal(String file, String why) {
    return new InputException(folder.nameOf(file) + ": " + why);
  }
}
