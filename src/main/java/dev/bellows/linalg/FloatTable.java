package dev.bellows.linalg;

/**
 * A matrix of floats whose rows are many and short. It is kept in arrays of some tens of megabytes,
 * so its size is not bounded by an array's, and every row is a multiple of {@value #LANES} elements
 * long, so that vector instructions take it whole: the elements behind the last column are there,
 * and stay zero. Rows of large tables begin lines of the cache, see {@link AlignedFloats}.
 */
public final class FloatTable {
  /** Rows are padded to a multiple of so many elements, the lanes of the widest vectors. */
  public static final int LANES = 16;

  private static final int ARRAY_ELEMENTS = 1 << 23;

  private final int rows;
  private final int columns;
  private final int stride;
  private final int shift;
  private final int mask;
  private final float[][] arrays;

  /**
   * A table of zeros.
   *
   * @param rows the number of rows, at least 0
   * @param columns the number of columns, at least 1
   */
  public FloatTable(int rows, int columns) {
    if (rows < 0 || columns < 1) {
      throw new IllegalArgumentException("%d rows of %d columns".formatted(rows, columns));
    }
    this.rows = rows;
    this.columns = columns;
    stride = stride(columns);
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, ARRAY_ELEMENTS / stride));
    mask = (1 << shift) - 1;
    arrays = new float[(int) (((long) rows + mask) >>> shift)][];
    for (int a = 0; a < arrays.length; a++) {
      int first = a << shift;
      arrays[a] = AlignedFloats.of(Math.multiplyExact(Math.min(rows - first, 1 << shift), stride));
    }
  }

  /** The elements from one row to the next in a table of so many columns. */
  public static int stride(int columns) {
    return Math.multiplyExact((columns + LANES - 1) / LANES, LANES);
  }

  /** The bytes that a table takes. */
  public static long bytes(long rows, int columns) {
    return Math.multiplyExact(rows, (long) stride(columns) * Float.BYTES);
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** The elements from one row to the next. */
  public int stride() {
    return stride;
  }

  /** The array that holds a row; live. */
  public float[] array(int row) {
    return arrays[row >>> shift];
  }

  /** So many rows stand one behind the other in each {@link #array} but the last. */
  public int rowsPerArray() {
    return 1 << shift;
  }

  /** Where in {@link #array} the row begins. */
  public int offset(int row) {
    return AlignedFloats.LEAD + (row & mask) * stride;
  }

  /** One element. */
  public float get(int row, int column) {
    return array(row)[offset(row) + column];
  }

  /** Copies a row, without its padding, to {@code columns()} elements from {@code at} on. */
  public void copyRow(int row, float[] to, int at) {
    System.arraycopy(array(row), offset(row), to, at, columns);
  }

  /** Overwrites a row by {@code columns()} elements from {@code at} on. */
  public void setRow(int row, float[] from, int at) {
    System.arraycopy(from, at, array(row), offset(row), columns);
  }
}
