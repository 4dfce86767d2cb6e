package dev.bellows.linalg;

/** What the elements of a tensor in a file are, by the names of the safetensors format. */
public enum TensorType {
  F64(Double.BYTES),
  F32(Float.BYTES),
  I64(Long.BYTES),
  U8(Byte.BYTES);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
