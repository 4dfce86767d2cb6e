package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.report.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Word vectors in files, in the format that the name's end says:
 *
 * <ul>
 *   <li>{@code .safetensors}, the model file: all there is, the contexts as well;
 *   <li>{@code .parquet}: a row {@code (word, count, vector)} a word, as Spark and pandas read it;
 *   <li>{@code .txt}, {@code .vec}: word2vec's text format, as gensim's {@code KeyedVectors} reads
 *       and writes it; {@code .gz} behind it compresses;
 *   <li>{@code .bin}: word2vec's binary format, likewise.
 * </ul>
 *
 * <p>word2vec's formats have no counts. Like gensim, we make some up, {@code n} for the first of
 * {@code n} words and one less for each next one, which keeps their order; {@link #COUNTS} in the
 * metadata says so.
 */
public final class WordVectorFiles {
  /** The model file of a run directory. */
  public static final String MODEL = "model.safetensors";

  /** The metadata that is {@link #MADE_UP} where the counts are. */
  public static final String COUNTS = "bellows.counts";

  /** See {@link #COUNTS}. */
  public static final String MADE_UP = "made-up";

  private WordVectorFiles() {}

  /**
   * Reads word vectors.
   *
   * @param path a file, or a run directory with a {@value #MODEL}
   * @throws InputException in one line if there is no such file, or it is torn or of another format
   */
  public static WordVectors load(Path path) throws IOException {
    Path file = file(path);
    try {
      return VectorFormat.of(file).read(file);
    } catch (EOFException e) {
      throw new InputException(file + " ends too early", e);
    } catch (ZipException e) {
      throw new InputException(
          "%s is not a whole gzip file: %s".formatted(file, e.getMessage()), e);
    } catch (AccessDeniedException e) {
      throw new InputException(file + " may not be read", e);
    }
  }

  /**
   * The file that a user means.
   *
   * @param path a file, or a run directory with a {@value #MODEL}
   * @throws InputException if there is none
   */
  public static Path file(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(MODEL) : path;
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": there is no such model");
    }
    return file;
  }

  /**
   * Checks that a name says a format, before the work is done.
   *
   * @throws InputException if not
   */
  public static void requireFormat(Path file) {
    VectorFormat.of(file);
  }

  /**
   * Whether a file of this name keeps all there is.
   *
   * @throws InputException if the name's end says no format
   */
  public static boolean keepsContexts(Path file) {
    return VectorFormat.of(file) == VectorFormat.SAFETENSORS;
  }

  /**
   * Writes word vectors; the file appears whole or not at all, over one that is there.
   *
   * @throws InputException if the name's end says no format, or the format cannot hold a word
   */
  public static void save(WordVectors vectors, Path file) throws IOException {
    VectorFormat format = VectorFormat.of(file);
    boolean compressed = file.toString().toLowerCase(Locale.ROOT).endsWith(VectorFormat.COMPRESSED);
    AtomicFile.write(
        file,
        out -> {
          if (compressed) {
            OutputStream packed = new GZIPOutputStream(out, 1 << 16);
            format.write(vectors, packed);
            packed.close();
          } else {
            format.write(vectors, out);
          }
        });
  }
}
