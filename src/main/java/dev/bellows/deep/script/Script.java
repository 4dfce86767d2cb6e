package dev.bellows.deep.script;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A program that leads from rows to outputs, with room for the tensors of a network in it.
 *
 * @param name what messages call it
 * @param program an archive as {@link dev.bellows.linalg.weights.TorchScript} makes it
 * @param tensors the names of the network's tensors, in the program's order
 * @param draws whether it draws at random somewhere
 * @param outputs the number of outputs of a row
 * @param digest of the program: two of one digest are the same
 */
public record Script(
    String name, byte[] program, List<String> tensors, boolean draws, int outputs, String digest)
    implements Serializable {

  /** Keeps its own list. */
  public Script {
    tensors = List.copyOf(tensors);
  }

  /** With the digest of the program. */
  public Script(String name, byte[] program, List<String> tensors, boolean draws, int outputs) {
    this(name, program, tensors, draws, outputs, digest(program));
  }

  private static String digest(byte[] program) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(program));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
