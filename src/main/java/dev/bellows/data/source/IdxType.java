package dev.bellows.data.source;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The types of values in IDX files, by their code in the file's third byte. */
enum IdxType {
  UNSIGNED_BYTE(0x08, 1),
  SIGNED_BYTE(0x09, 1),
  SHORT(0x0B, 2),
  INT(0x0C, 4),
  FLOAT(0x0D, 4),
  DOUBLE(0x0E, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  static Optional<IdxType> of(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** The bytes of one value. */
  int bytes() {
    return bytes;
  }

  /** The next value. */
  double read(ByteBuffer buffer) {
    return switch (this) {
      case UNSIGNED_BYTE -> buffer.get() & 0xFF;
      case SIGNED_BYTE -> buffer.get();
      case SHORT -> buffer.getShort();
      case INT -> buffer.getInt();
      case FLOAT -> buffer.getFloat();
      case DOUBLE -> buffer.getDouble();
    };
  }
}
