package dev.bellows.deep;

import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.Layout;
import java.io.Serializable;
import java.util.List;

/**
 * What a network is like: what comes in, what comes out, and the named tensors between. A value in
 * plain Java; what computes it is looked for when one of its objectives is used.
 */
public sealed interface Architecture extends Serializable permits Network, ScriptedModule {

  /** The shape of a row. */
  RowShape input();

  /** The number of features of a row. */
  default int columns() {
    return input().size();
  }

  /** The number of outputs. */
  int outputs();

  /**
   * The named tensors of the flat parameter vector. Running statistics are {@linkplain
   * Layout.Slot#average moving averages} in it.
   */
  Layout layout();

  /** Parameters to begin with. */
  double[] initialParameters(long seed);

  /** The names of the tensors that fine-tuning begins anew; none where it cannot. */
  List<String> head();

  /** What is in it, as a text of some lines. */
  String table();

  /** The objective that trains it to tell classes, one for each output. */
  default NetworkClassification classification() {
    return new NetworkClassification(this, null, Freezing.NONE);
  }

  /**
   * The same, for pictures in files ({@link dev.bellows.linalg.EncodedImages}) as well as for rows
   * of numbers.
   *
   * @param images what becomes of the pictures
   * @throws dev.bellows.InputException if they come out in another shape than the network takes
   */
  default NetworkClassification classification(ImageInput images) {
    return new NetworkClassification(this, images, Freezing.NONE);
  }

  /** The objective that trains its one output to be a row's label. */
  default NetworkRegression regression() {
    return new NetworkRegression(this, Freezing.NONE);
  }
}
