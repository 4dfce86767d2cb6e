package dev.bellows.deep;

import dev.bellows.deep.picture.BrokenPictures;
import dev.bellows.deep.picture.PictureReader;
import dev.bellows.deep.picture.Pictures;
import dev.bellows.deep.torch.TorchNetwork;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Labelled;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import dev.bellows.model.Predictor;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the objectives of a network share: all but the meaning of its outputs.
 *
 * <p>Rows go through the network in single precision, in passes of at most {@link #ROWS_PER_PASS}
 * rows of one task's share of a batch. In {@linkplain #beginBatch training} rows are dropped at
 * random where a layer does so, and batch normalisations go by the statistics of the pass; behind
 * its gradient stands, for each running statistic, the number of rows of the pass times what it is
 * less what was seen (see {@link Layout.Slot#average}), so that a step replaces the stated part of
 * it by the mean over all passes, weighted by their rows. Everywhere else nothing is dropped, the
 * running statistics are used, and their own gradient is 0.
 *
 * <p>Where there is an {@link ImageInput}, pictures are decoded and transformed ahead of the pass
 * that takes them. One that turns out broken has no part in its pass: its loss and gradient are 0,
 * nothing is predicted for it, and running statistics see the others; the mean is still taken over
 * all rows of the batch, as if its weight were 0.
 *
 * <p>Frozen tensors have no gradient, and where nothing below them has one, the way back ends
 * there. A batch normalisation whose weight and bias are frozen still goes by the statistics of the
 * pass in training, as in PyTorch; its running statistics move unless they are frozen, too.
 */
public abstract sealed class NetworkObjective implements Predictor
    permits NetworkClassification, NetworkRegression {
  /** So many rows go through a network at once, at most; a larger share goes in equal passes. */
  public static final int ROWS_PER_PASS = 128;

  private static final long serialVersionUID = 1L;

  private final Architecture network;
  private final OutputLoss loss;
  private final Layout layout;
  private final ImageInput images; // null: rows of numbers alone
  private final Freezing freezing;
  private final Set<String> frozen; // in this epoch
  private transient volatile NetworkObjective later; // the last one asked for of another epoch
  private transient volatile TorchNetwork torch; // made where it is needed

  NetworkObjective(Architecture network, OutputLoss loss, ImageInput images, Freezing freezing) {
    if (images != null) {
      images.require(network.input());
    }
    this.images = images;
    this.freezing = freezing;
    frozen = freezing.in(0);
    this.network = network;
    this.loss = loss;
    layout = network.layout();
    freezing.require(layout);
  }

  /** The network that is trained. */
  public Architecture network() {
    return network;
  }

  /**
   * The same objective, but the gradient of some tensors is 0. Where all tensors up to a layer are
   * among them, nothing is computed on the way back from there.
   *
   * @param epochs by their names, in how many epochs; {@code Long.MAX_VALUE} for all
   * @throws dev.bellows.InputException if there is no such tensor, or nothing would train at first
   */
  public abstract NetworkObjective freeze(Map<String, Long> epochs);

  @Override
  public NetworkObjective inEpoch(int epoch) {
    if (!freezing.ends()) {
      return this;
    }
    Set<String> now = freezing.in(epoch);
    if (now.equals(frozen)) {
      return this;
    }
    NetworkObjective known = later;
    if (known == null || !known.frozen.equals(now)) {
      known =
          freeze(
              now.stream().collect(Collectors.toMap(Function.identity(), name -> Freezing.ALWAYS)));
      known.torch = torch().freeze(now);
      later = known;
    }
    return known;
  }

  @Override
  public int columns() {
    return network.columns();
  }

  @Override
  public int outputs() {
    return network.outputs();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public double[] initialParameters(long seed) {
    return network.initialParameters(seed);
  }

  /** With dropout, and statistics of the batch. */
  @Override
  public GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return torch().begin(loss, key, parameters, gradient);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    GradientSum sum = torch().begin(loss, parameters, gradient);
    sum.add(examples, 0, rows, count);
    return sum.finish();
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return addLossAndGradient(examples, rows, count, parameters, null);
  }

  @Override
  public void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    torch().predict(rows, chosen, count, parameters, outputs);
  }

  @Override
  public BitSet predict(
      Labelled examples, int[] chosen, int count, double[] parameters, double[] outputs) {
    return torch().predict(examples, chosen, count, parameters, outputs);
  }

  /** What becomes of pictures; empty where it takes none. */
  public Optional<ImageInput> images() {
    return Optional.ofNullable(images);
  }

  /** The names of the tensors whose gradient is 0, at first at least. */
  public Set<String> frozen() {
    return frozen;
  }

  private Pictures pictures() {
    BrokenPictures broken = new BrokenPictures(images.broken());
    return new Pictures(
        new PictureReader(images.training(), images.limits(), broken),
        new PictureReader(images.evaluation(), images.limits(), broken));
  }

  private TorchNetwork made() {
    Pictures read = images == null ? null : pictures();
    if (network instanceof ScriptedModule module) {
      return new TorchNetwork(module.script(), module.input(), layout, ROWS_PER_PASS, frozen, read);
    }
    Network layers = (Network) network;
    return new TorchNetwork(layers.layers(), layers.input(), layout, ROWS_PER_PASS, frozen, read);
  }

  private TorchNetwork torch() {
    TorchNetwork made = torch;
    if (made == null) {
      synchronized (this) {
        made = torch;
        if (made == null) {
          Natives.require();
          made = made();
          torch = made;
        }
      }
    }
    return made;
  }
}
