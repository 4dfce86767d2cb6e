package dev.bellows.deep.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.deep.layer.Sequence;
import dev.bellows.deep.picture.PictureReader;
import dev.bellows.deep.picture.Pictures;
import dev.bellows.deep.script.Script;
import dev.bellows.linalg.Labelled;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A network that PyTorch computes. Any number of threads may use it. */
public final class TorchNetwork {
  private final Body body;
  private final RowShape input;
  private final Layout layout;
  private final int outputs;
  private final int rowsPerPass;
  private final Set<String> frozen;
  private final Pictures pictures;
  private final Queue<TorchWorkspace> idle;

  /** What leads from rows to outputs. */
  interface Body {
    /** Goes forward; the outputs are rows × units. */
    PtNDArray forward(PtNDArray rows, TorchPass pass);
  }

  /**
   * A network of layers.
   *
   * @param rowsPerPass how many rows go through it at once, at most
   * @param frozen the names of tensors whose gradient is not asked for
   * @param pictures how pictures are read; null where rows of numbers alone come in
   */
  public TorchNetwork(
      Sequence layers,
      RowShape input,
      Layout layout,
      int rowsPerPass,
      Set<String> frozen,
      Pictures pictures) {
    this(
        (rows, pass) -> layers.forward(rows, "", pass),
        layers.output(input).size(),
        input,
        layout,
        rowsPerPass,
        frozen,
        pictures,
        new ConcurrentLinkedQueue<>());
  }

  /** A module of TorchScript; all else as above. */
  public TorchNetwork(
      Script script,
      RowShape input,
      Layout layout,
      int rowsPerPass,
      Set<String> frozen,
      Pictures pictures) {
    this(
        (rows, pass) -> pass.run(script, rows),
        script.outputs(),
        input,
        layout,
        rowsPerPass,
        frozen,
        pictures,
        new ConcurrentLinkedQueue<>());
  }

  private TorchNetwork(
      Body body,
      int outputs,
      RowShape input,
      Layout layout,
      int rowsPerPass,
      Set<String> frozen,
      Pictures pictures,
      Queue<TorchWorkspace> idle) {
    this.body = body;
    this.outputs = outputs;
    this.input = input;
    this.layout = layout;
    this.frozen = Set.copyOf(frozen);
    this.pictures = pictures;
    this.idle = idle;
    int fitting = Integer.MAX_VALUE / Float.BYTES / input.size(); // one array of bytes holds them
    this.rowsPerPass = Math.max(1, Math.min(rowsPerPass, fitting));
  }

  /** The same network, in the same memory, with other tensors whose gradient is not asked for. */
  public TorchNetwork freeze(Set<String> tensors) {
    return new TorchNetwork(body, outputs, input, layout, rowsPerPass, tensors, pictures, idle);
  }

  /** Begins the sum of a batch, in training. */
  public GradientSum begin(OutputLoss loss, long key, double[] parameters, double[] gradient) {
    return new TorchSum(this, loss, true, key, parameters, gradient);
  }

  /** Begins a sum that nothing is dropped in; {@code gradient} is null where none is wanted. */
  public GradientSum begin(OutputLoss loss, double[] parameters, double[] gradient) {
    return new TorchSum(this, loss, false, 0, parameters, gradient);
  }

  /**
   * The outputs for some rows.
   *
   * @return the places of those without, which are broken pictures
   */
  public BitSet predict(
      Labelled examples, int[] chosen, int count, double[] parameters, double[] predictions) {
    List<Chosen> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(Chosen.of(examples, chosen[i], 0));
    }
    return predict(all, parameters, predictions);
  }

  /** The outputs for some rows. */
  public void predict(
      Rows rows, int[] chosen, int count, double[] parameters, double[] predictions) {
    List<Chosen> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(new Chosen.OfNumbers(rows, chosen[i]));
    }
    predict(all, parameters, predictions);
  }

  private BitSet predict(List<Chosen> all, double[] parameters, double[] predictions) {
    BitSet without = new BitSet();
    without.set(0, all.size());
    TorchWorkspace workspace = take(parameters);
    try (Feed feed = feed(workspace, all, false, 0)) {
      while (feed.hasNext()) {
        Feed.Filled filled = feed.next();
        double[] made = new double[filled.rows().length * outputs];
        if (made.length > 0) {
          try (TorchPass pass = new TorchPass(workspace, Set.of(), false, null, 0)) {
            read(forward(pass, filled), made);
          }
        }
        for (int r = 0; r < filled.rows().length; r++) {
          System.arraycopy(made, r * outputs, predictions, filled.rows()[r] * outputs, outputs);
          without.clear(filled.rows()[r]);
        }
      }
    }
    give(workspace);
    return without;
  }

  /** The rows of a share on their way, pass by pass. */
  Feed feed(TorchWorkspace workspace, List<Chosen> rows, boolean trains, long key) {
    if (pictures == null && !rows.isEmpty() && rows.get(0) instanceof Chosen.OfPictures) {
      throw new IllegalArgumentException(
          "a network of rows of numbers is given pictures in files; it needs an ImageInput");
    }
    PictureReader reader = pictures == null ? null : pictures.reader(trains);
    return new Feed(workspace, rows, passes(rows.size()), input.size(), reader, key);
  }

  /** Goes forward. */
  PtNDArray forward(TorchPass pass, Feed.Filled filled) {
    List<Integer> shape = new ArrayList<>(List.of(filled.rows().length));
    shape.addAll(input.sizes());
    return body.forward(pass.over(filled.floats(), TorchPass.shape(shape)), pass);
  }

  /** The tensors whose gradient is not asked for. */
  Set<String> frozen() {
    return frozen;
  }

  /** Reads outputs. */
  static void read(PtNDArray made, double[] to) {
    FloatBuffer values = TorchPass.floats(made);
    for (int i = 0; i < to.length; i++) {
      to[i] = values.get();
    }
  }

  /** The shape of the outputs of so many rows. */
  Shape outputShape(int rows) {
    return new Shape(rows, outputs);
  }

  int outputs() {
    return outputs;
  }

  /** Divides so many rows into passes of one size, but for one row. */
  List<int[]> passes(int count) {
    List<int[]> ranges = new ArrayList<>();
    int passes = (count + rowsPerPass - 1) / rowsPerPass;
    for (int p = 0; p < passes; p++) {
      int from = (int) ((long) p * count / passes);
      ranges.add(new int[] {from, (int) ((p + 1L) * count / passes)});
    }
    return ranges;
  }

  /** A workspace that nobody else has, with these parameters. */
  TorchWorkspace take(double[] parameters) {
    TorchWorkspace found = idle.poll();
    TorchWorkspace workspace = found == null ? new TorchWorkspace(layout, input.size()) : found;
    workspace.setParameters(parameters);
    return workspace;
  }

  /** Gives one back. One whose pass has failed is not given back. */
  void give(TorchWorkspace workspace) {
    idle.add(workspace);
  }
}
