package dev.bellows.model.perceptron;

/**
 * What is done to a tile of rows, in one of two element types. Matrices are row-major.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface TileKernels<A> {
  /** An array of zeros. */
  A allocate(int length);

  /** Whether parameters have to be copied into arrays of this type, or are such themselves. */
  boolean copies();

  /** {@code to ← from}, rounded where this type is narrower. */
  void load(double[] from, int fromAt, A to, int at, int n);

  /** {@code to ← from}, widened. */
  void store(A from, int at, double[] to, int toAt, int n);

  /** {@code to ← to + from}, widened before it is added. */
  void addTo(A from, int at, double[] to, int toAt, int n);

  /** {@code z ← z + x·wᵀ} with x of rows × inputs, w of outputs × inputs. */
  void addProducts(int rows, int outputs, int inputs, A x, A w, int wAt, A z);

  /** {@code x ← z·w} with z of rows × outputs, w of outputs × inputs. */
  void products(int rows, int outputs, int inputs, A z, A w, int wAt, A x);

  /**
   * {@code gradient ← gradient + zᵀ·x} with z of rows × outputs, x of rows × inputs.
   *
   * @param room for outputs × inputs elements where parameters are copied, else null
   */
  void addGradient(int rows, int outputs, int inputs, A z, A x, A room, double[] gradient, int at);

  /** {@code y ← y + scale·x} for n elements. */
  void addScaled(double scale, A x, int xAt, A y, int yAt, int n);

  /** Copies n elements. */
  void copy(A from, int fromAt, A to, int at, int n);

  /** Zeros in n elements. */
  void clear(A values, int at, int n);

  /** One element. */
  double get(A values, int at);

  /** Sets one element. */
  void set(A values, int at, double value);

  /** {@code values ← f(z)}, and in the place of z the slopes of f. */
  void activate(Activation f, A z, A values, int n);

  /** {@code values ← values·factors}. */
  void multiply(A factors, A values, int n);

  /**
   * Dropout of one row: values and slopes become 0, or are scaled by {@code 1/(1 − probability)}.
   *
   * @param key of the row, for the draws
   */
  void drop(A values, A slopes, int at, int n, long key, double probability);
}
