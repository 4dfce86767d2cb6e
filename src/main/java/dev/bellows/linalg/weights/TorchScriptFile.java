package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The zip archive that {@code torch.jit.save} writes, its entries by their names in it, unpacked.
 * It is read and checked here before PyTorch sees a byte of it; PyTorch gets an archive that is
 * written anew of these entries.
 *
 * <p>Source: torch/csrc/jit/docs/serialization.md.
 *
 * @param file what messages call it
 * @param entries without the name of the folder that all of them are in
 */
record TorchScriptFile(String file, Map<String, byte[]> entries) {
  static final String OBJECTS = "data.pkl";
  static final String DATA = "data/";
  static final String CODE = "code/";
  static final String CODE_SUFFIX = ".py";
  static final String CONSTANTS = "constants";
  static final String VERSION = "version";
  private static final String BYTE_ORDER = "byteorder";

  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_BYTES = 1L << 31;
  private static final long MOST_BYTES_OF_CODE = 1L << 26;

  /**
   * Reads a file of the user.
   *
   * @throws InputException if there is no such file, it is damaged, or something else
   */
  static TorchScriptFile read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InputException(
          path + (Files.exists(path) ? " is not a file" : ": there is no such file"));
    }
    try (InputStream in = Files.newInputStream(path)) {
      if (!TorchZip.begins(in.readNBytes(8))) {
        throw new InputException(
            path + " is no TorchScript module: torch.jit.save writes a zip file, and this is none");
      }
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Limits limits = new Limits(path.toString());
      for (ZipEntry entry : zip.stream().toList()) {
        String name = inner(entry.getName());
        if (isUsed(name)) {
          try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            entries.put(name, limits.read(name, in));
          }
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw PickleInput.broken(path.toString(), "it ends too early or is damaged");
    }
    return new TorchScriptFile(path.toString(), entries).checked();
  }

  /** Reads what {@link TorchScript#program} has made. */
  static TorchScriptFile read(String file, byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Limits limits = new Limits(file);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = inner(entry.getName());
        entries.put(name, limits.read(name, zip));
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw PickleInput.broken(file, "it ends too early or is damaged");
    }
    return new TorchScriptFile(file, entries).checked();
  }

  /** How much has been unpacked so far. */
  private static final class Limits {
    private final String file;
    private long bytes;
    private long ofCode;
    private int count;

    Limits(String file) {
      this.file = file;
    }

    byte[] read(String name, InputStream in) throws IOException {
      boolean code = name.startsWith(CODE);
      long left = code ? MOST_BYTES_OF_CODE - ofCode : MOST_BYTES - bytes;
      int most = (int) Math.min(left, Integer.MAX_VALUE - 8);
      byte[] all = in.readNBytes(most);
      if (++count > MOST_ENTRIES || in.read() >= 0) {
        throw new InputException(
            "%s unpacks to more than %,d bytes%s, or has more than %,d entries"
                .formatted(
                    file,
                    code ? MOST_BYTES_OF_CODE : MOST_BYTES,
                    code ? " of code" : "",
                    MOST_ENTRIES));
      }
      bytes += all.length;
      ofCode += code ? all.length : 0;
      return all;
    }
  }

  private static String inner(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /** Notes for those who look for mistakes, and whatever else lies in it, are left out. */
  private static boolean isUsed(String name) {
    return name.equals(OBJECTS)
        || name.equals(VERSION)
        || name.equals(BYTE_ORDER)
        || name.startsWith(DATA)
        || name.startsWith(CONSTANTS)
        || name.startsWith(CODE) && name.endsWith(CODE_SUFFIX);
  }

  private TorchScriptFile checked() {
    boolean program = entries.keySet().stream().anyMatch(name -> name.startsWith(CODE));
    if (!entries.containsKey(OBJECTS) || !program) {
      throw new InputException(
          file
              + (entries.containsKey(OBJECTS)
                  ? " holds tensors and no program: a state dictionary, perhaps; model.type = network"
                      + " and pretrained take such, and torch.jit.script(module).save(file) writes"
                      + " a module"
                  : " is a zip file, but no TorchScript module"));
    }
    byte[] order = entries.get(BYTE_ORDER);
    if (order != null && new String(order, StandardCharsets.US_ASCII).equals("big")) {
      throw new InputException(file + " has its numbers' bytes in the other order (big-endian)");
    }
    if (!entries.containsKey(VERSION) || !entries.containsKey(CONSTANTS + ".pkl")) {
      throw PickleInput.broken(file, "its version or its constants are missing");
    }
    return this;
  }
}
