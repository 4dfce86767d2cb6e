package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import dev.bellows.linalg.Tensor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip file of entries that are not compressed,
 * {@code NAME/data.pkl} with the objects, {@code NAME/data/KEY} with a storage each, and, since
 * 2.1, {@code NAME/byteorder}. Source: torch/serialization.py.
 */
final class TorchZip {
  private static final String OBJECTS = "data.pkl";
  private static final String CONSTANTS = "constants.pkl"; // programs of TorchScript have it
  private static final int LONGEST_WORD = 16;

  private final ZipFile zip;
  private final String file;
  private final long length;
  private final Set<String> checked = new HashSet<>();

  private TorchZip(ZipFile zip, Path path) throws IOException {
    this.zip = zip;
    this.file = path.toString();
    this.length = Files.size(path);
  }

  /** Whether these are the first bytes of a zip file. */
  static boolean begins(byte[] first) {
    return first.length > 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4;
  }

  /** Reads the tensors of the state dictionary. */
  static Map<String, Tensor> read(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return new TorchZip(zip, path).read();
    } catch (ZipException | EOFException e) {
      throw PickleInput.broken(path.toString(), "it ends too early or is damaged");
    }
  }

  private Map<String, Tensor> read() throws IOException {
    ZipEntry objects = objects();
    String folder = objects.getName().substring(0, objects.getName().length() - OBJECTS.length());
    Object root;
    try (InputStream in = open(objects)) {
      PickleInput input = new PickleInput(in, objects.getSize(), file);
      root = new PickleReader(input, id -> Storage.of(input, id)).read();
    }
    return new TorchTensors(file, length, order(folder), s -> open(storage(folder, s)))
        .read(StateDictionary.find(root, file));
  }

  private ZipEntry objects() {
    List<? extends ZipEntry> found =
        zip.stream().filter(entry -> isInTopFolder(entry.getName(), OBJECTS)).toList();
    if (found.size() != 1) {
      throw new InputException(
          file + " is a zip file, but not one of torch.save: it has no data.pkl of its own");
    }
    if (zip.stream().anyMatch(entry -> isInTopFolder(entry.getName(), CONSTANTS))) {
      throw new InputException(
          file + " holds a TorchScript program; weights are read from a state dictionary");
    }
    return found.get(0);
  }

  private static boolean isInTopFolder(String path, String name) {
    return path.endsWith(name) && path.indexOf('/') == path.length() - name.length() - 1;
  }

  private ByteOrder order(String folder) throws IOException {
    ZipEntry entry = zip.getEntry(folder + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN; // what torch.load takes such files for
    }
    try (InputStream in = open(entry)) {
      String word = new String(in.readNBytes(LONGEST_WORD), StandardCharsets.US_ASCII);
      return switch (word) {
        case "little" -> ByteOrder.LITTLE_ENDIAN;
        case "big" -> ByteOrder.BIG_ENDIAN;
        default -> throw PickleInput.broken(file, "the order of its bytes is unknown");
      };
    }
  }

  private ZipEntry storage(String folder, Storage storage) {
    ZipEntry entry = zip.getEntry(folder + "data/" + storage.key());
    if (entry == null) {
      throw PickleInput.broken(
          file, "it has no storage '" + PickleInput.shown(storage.key()) + "'");
    }
    // Divided, because the pickle's number may be anything.
    int width = storage.type().bytes();
    if (entry.getSize() % width != 0 || entry.getSize() / width != storage.whole()) {
      throw PickleInput.broken(
          file,
          "storage '%s' has another size than it should"
              .formatted(PickleInput.shown(storage.key())));
    }
    return entry;
  }

  /** An entry as it lies in the file; one that would be more than there is, is none. */
  private InputStream open(ZipEntry entry) throws IOException {
    boolean plain =
        entry.getMethod() == ZipEntry.STORED && entry.getSize() == entry.getCompressedSize();
    if (!plain || entry.getSize() < 0 || entry.getSize() > length) {
      throw PickleInput.broken(
          file,
          "'%s' in it is compressed or longer than the file"
              .formatted(PickleInput.shown(entry.getName())));
    }
    requireUnchanged(entry);
    return new BufferedInputStream(zip.getInputStream(entry));
  }

  /** PyTorch can be told to write no checksums, and writes 0 then. */
  private void requireUnchanged(ZipEntry entry) throws IOException {
    if (entry.getCrc() == 0 || !checked.add(entry.getName())) {
      return;
    }
    try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw PickleInput.broken(
            file, "the checksum of '%s' is wrong".formatted(PickleInput.shown(entry.getName())));
      }
    }
  }
}
