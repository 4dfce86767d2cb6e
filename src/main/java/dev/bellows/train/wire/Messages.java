package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The messages: a byte for the type, and what belongs to it, little end first. */
final class Messages {
  /** A task to the driver: here I am, and here others reach me. */
  static final byte JOIN = 1;

  /** The driver to a task: all are there, and this is your parent. */
  static final byte PARENT = 2;

  /** A task to its parent: here I am. */
  static final byte LINK = 3;

  /** The parent to the task: it heard. */
  static final byte LINKED = 4;

  /** A task to the driver: ready for requests. */
  static final byte READY = 5;

  /** Down the tree: a request, and how many chunks of parameters follow. */
  static final byte REQUEST = 6;

  /** Down the tree: a chunk of parameters. */
  static final byte PARAMETERS = 7;

  /** Up the tree: a chunk of a sum. */
  static final byte SUM = 8;

  /** To a task: are you alive? */
  static final byte PING = 9;

  /** The task's answer. */
  static final byte PONG = 10;

  /** The driver to a task: there will be no more requests. */
  static final byte END = 11;

  /** Between the driver and a task, both ways: a chunk of a replica's state. */
  static final byte STATE = 12;

  private Messages() {}

  /** Whether chunks are what follows the type. */
  static boolean hasChunks(byte type) {
    return type == PARAMETERS || type == SUM || type == STATE;
  }

  /** A message without content. */
  static ByteBuffer of(byte type) {
    return of(type, 0).flip();
  }

  /** A message with room for so many bytes. */
  static ByteBuffer of(byte type, int bytes) {
    return ByteBuffer.allocate(1 + bytes).order(ByteOrder.LITTLE_ENDIAN).put(type);
  }

  /** The bytes of a text within a message. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a text, its length first. */
  static void put(ByteBuffer message, byte[] text) {
    message.putInt(text.length).put(text);
  }

  /** Reads a text. */
  static String text(ByteBuffer message) {
    int length = message.getInt();
    if (length < 0 || length > message.remaining()) {
      throw new IllegalArgumentException("a text of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    message.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
