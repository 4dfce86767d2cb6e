package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Puts the elements of chunks into their places while their bytes come in. */
final class ChunkReader implements StreamCallbackWithID {
  private final ChunkHeader header;
  private final Places places;
  private final boolean clear;
  private final ByteBuffer partial =
      ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN); // of an element
  private int next; // the entry behind the one that is being read
  private ChunkHeader.Entry entry; // null: between two
  private Place place;
  private ByteBuffer sparse; // all bytes of a chunk that has indices
  private int placed;

  /**
   * Where a chunk goes.
   *
   * @param array where it goes; null: it is left in the bytes that came
   * @param offset the place of its first element there
   * @param count how many elements it has
   */
  record Place(double[] array, int offset, int count) {}

  /** Says where chunks go, and hears when they are there. */
  interface Places {
    /** A chunk begins. */
    Place begin(int chunk);

    /** A chunk begins of which only some elements come. */
    default Place beginListed(int chunk, Encoding encoding) {
      return begin(chunk);
    }

    /**
     * All its elements are there.
     *
     * @param bytes what came, where it had indices, little end first; else null
     */
    void complete(int chunk, Place place, ByteBuffer bytes);
  }

  /**
   * A reader.
   *
   * @param clear whether elements that are not written are zeros, and not what stands there
   */
  ChunkReader(ChunkHeader header, Places places, boolean clear) {
    this.header = header;
    this.places = places;
    this.clear = clear;
  }

  @Override
  public String getID() {
    return "chunks";
  }

  @Override
  public void onData(String id, ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (entry == null) {
        begin();
      }
      boolean whole = entry.encoding().sparse() ? gather(bytes) : place(bytes);
      if (whole) {
        finish();
      }
    }
  }

  private void begin() {
    entry = header.chunks().get(next++);
    place =
        entry.encoding().sparse()
            ? places.beginListed(entry.chunk(), entry.encoding())
            : places.begin(entry.chunk());
    placed = 0;
    int width = entry.encoding().width();
    long most =
        entry.encoding().sparse()
            ? Integer.BYTES + (long) place.count() * (Integer.BYTES + width)
            : (long) place.count() * width;
    boolean right = entry.encoding().sparse() ? entry.bytes() >= 0 : entry.bytes() == most;
    if (!right || entry.bytes() > most) {
      throw new IllegalArgumentException("%s of %d elements".formatted(entry, place.count()));
    }
    if (entry.encoding().sparse()) {
      sparse = ByteBuffer.allocate(entry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private boolean gather(ByteBuffer bytes) {
    int n = Math.min(bytes.remaining(), sparse.remaining());
    sparse.put(bytes.slice(bytes.position(), n));
    bytes.position(bytes.position() + n);
    return !sparse.hasRemaining();
  }

  private boolean place(ByteBuffer bytes) {
    int width = entry.encoding().width();
    while (partial.position() > 0 && bytes.hasRemaining()) {
      partial.put(bytes.get());
      if (partial.position() == width) {
        place(partial.flip(), 1);
        partial.clear();
      }
    }
    place(bytes, Math.min(bytes.remaining() / width, place.count() - placed));
    while (placed < place.count() && bytes.hasRemaining()) {
      partial.put(bytes.get());
    }
    return placed == place.count();
  }

  private void place(ByteBuffer bytes, int n) {
    entry.encoding().get(bytes, place.array(), place.offset() + placed, n);
    placed += n;
  }

  private void finish() {
    int chunk = entry.chunk();
    ByteBuffer came = null;
    if (entry.encoding().sparse()) {
      came = sparse.flip();
      if (place.array() != null) {
        scatter(came.duplicate().order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    entry = null;
    places.complete(chunk, place, came);
  }

  private void scatter(ByteBuffer came) {
    if (clear) {
      Arrays.fill(place.array(), place.offset(), place.offset() + place.count(), 0);
    }
    Chunks.scatter(came, entry.encoding(), place.array(), place.offset(), place.count());
  }

  @Override
  public void onComplete(String id) {
    if (entry != null || next != header.chunks().size()) {
      throw new IllegalArgumentException(
          "%d of %d chunks came".formatted(next, header.chunks().size()));
    }
  }

  @Override
  public void onFailure(String id, Throwable cause) {
    // The connection is lost, and the attempt with it.
  }
}
