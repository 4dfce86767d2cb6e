package dev.bellows.embed.replica;

import dev.bellows.embed.replica.Message.Address;
import dev.bellows.embed.replica.Message.Changes;
import dev.bellows.embed.replica.Message.Done;
import dev.bellows.embed.replica.Message.Failed;
import dev.bellows.embed.replica.Message.Fetch;
import dev.bellows.embed.replica.Message.Given;
import dev.bellows.embed.replica.Message.Join;
import dev.bellows.embed.replica.Message.Merged;
import dev.bellows.embed.replica.Message.Order;
import dev.bellows.embed.replica.Message.Report;
import dev.bellows.embed.replica.Message.Rows;
import dev.bellows.embed.replica.Message.Start;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes bytes of messages, little-endian: a letter for the kind, and its parts in their order. */
final class MessageWriter {
  private static final int SMALL = 256;

  private ByteBuffer bytes;

  private MessageWriter(int free) {
    bytes = ByteBuffer.allocate(free + SMALL).order(ByteOrder.LITTLE_ENDIAN).position(free);
  }

  /** The bytes of a message, behind so many that are left free; the position is 0. */
  static ByteBuffer write(Message message, int free) {
    MessageWriter writer = new MessageWriter(free);
    writer.put(message);
    return writer.bytes.flip();
  }

  private void put(Message message) {
    if (message instanceof Changes it) {
      letter('C').putLong(it.round()).putInt(it.table()).putInt(it.first()).putInt(it.replica());
      ints(it.rows());
      floats(it.values());
    } else if (message instanceof Merged it) {
      letter('M');
      ints(it.rows());
      floats(it.values());
    } else if (message instanceof Rows it) {
      letter('R').putInt(it.table()).putInt(it.first());
      floats(it.values());
    } else if (message instanceof Fetch it) {
      letter('F').putInt(it.table()).putInt(it.first()).putInt(it.count());
    } else if (message instanceof Report it) {
      letter('P').putInt(it.replica()).putLong(it.round()).putLong(it.words()).putDouble(it.rate());
      bytes.putInt(it.epoch()).putDouble(it.loss()).putLong(it.pairs()).putDouble(it.largest());
    } else if (message instanceof Order it) {
      letter('O').put((byte) (it.save() ? 1 : 0)).put((byte) (it.stop() ? 1 : 0));
    } else if (message instanceof Join it) {
      letter('J').putInt(it.replica());
      address(it.address());
    } else if (message instanceof Start it) {
      letter('S').putLong(it.round()).put((byte) (it.fetch() ? 1 : 0));
      bytes.putInt(it.replicas().size());
      it.replicas().forEach(this::address);
    } else if (message instanceof Given it) {
      letter('G').putInt(it.replica()).putLong(it.round());
    } else if (message instanceof Done) {
      letter('D');
    } else if (message instanceof Failed it) {
      letter('X');
      text(it.reason());
    } else {
      throw new IllegalArgumentException(
          message.getClass().getSimpleName() + " does not leave its process");
    }
  }

  private ByteBuffer letter(char letter) {
    return bytes.put((byte) letter);
  }

  private void ints(int[] values) {
    require(Integer.BYTES * (values.length + 1));
    bytes.putInt(values.length).asIntBuffer().put(values);
    bytes.position(bytes.position() + Integer.BYTES * values.length);
  }

  private void floats(float[] values) {
    require(Float.BYTES * (values.length + 1));
    bytes.putInt(values.length).asFloatBuffer().put(values);
    bytes.position(bytes.position() + Float.BYTES * values.length);
  }

  private void address(Address address) {
    text(address.host());
    bytes.putInt(address.port());
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    require(utf8.length + Integer.BYTES);
    bytes.putInt(utf8.length).put(utf8);
  }

  /** Makes room for that, and a little more. */
  private void require(int more) {
    if (bytes.remaining() < more + SMALL) {
      int position = bytes.position();
      bytes =
          ByteBuffer.wrap(Arrays.copyOf(bytes.array(), position + more + 2 * SMALL))
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(position);
    }
  }
}
