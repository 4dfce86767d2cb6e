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
import java.util.ArrayList;
import java.util.List;

/** Makes messages of the bytes that {@link MessageWriter} has made. */
final class MessageReader {
  private final ByteBuffer bytes;

  private MessageReader(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The message that stands from the position on.
   *
   * @throws RuntimeException where there is none
   */
  static Message read(ByteBuffer bytes) {
    return new MessageReader(bytes).message();
  }

  private Message message() {
    char letter = (char) bytes.get();
    return switch (letter) {
      case 'C' ->
          new Changes(
              bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt(), ints(), floats());
      case 'M' -> new Merged(ints(), floats());
      case 'R' -> new Rows(bytes.getInt(), bytes.getInt(), floats());
      case 'F' -> new Fetch(bytes.getInt(), bytes.getInt(), bytes.getInt());
      case 'P' ->
          new Report(
              bytes.getInt(),
              bytes.getLong(),
              bytes.getLong(),
              bytes.getDouble(),
              bytes.getInt(),
              bytes.getDouble(),
              bytes.getLong(),
              bytes.getDouble());
      case 'O' -> new Order(bytes.get() != 0, bytes.get() != 0);
      case 'J' -> new Join(bytes.getInt(), address());
      case 'S' -> start();
      case 'G' -> new Given(bytes.getInt(), bytes.getLong());
      case 'D' -> new Done();
      case 'X' -> new Failed(text());
      default -> throw new IllegalArgumentException("a message of the kind " + (int) letter);
    };
  }

  private Start start() {
    long round = bytes.getLong();
    boolean fetch = bytes.get() != 0;
    int count = bytes.getInt();
    List<Address> replicas = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      replicas.add(address());
    }
    return new Start(replicas, round, fetch);
  }

  private Address address() {
    return new Address(text(), bytes.getInt());
  }

  private String text() {
    byte[] utf8 = new byte[length(1)];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private int[] ints() {
    int[] values = new int[length(Integer.BYTES)];
    bytes.asIntBuffer().get(values);
    bytes.position(bytes.position() + Integer.BYTES * values.length);
    return values;
  }

  private float[] floats() {
    float[] values = new float[length(Float.BYTES)];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + Float.BYTES * values.length);
    return values;
  }

  private int length(int size) {
    int length = bytes.getInt();
    if (length < 0 || (long) length * size > bytes.remaining()) {
      throw new IllegalArgumentException("a message of " + length + " elements is torn");
    }
    return length;
  }
}
