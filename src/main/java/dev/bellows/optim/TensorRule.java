package dev.bellows.optim;

import dev.bellows.linalg.Layout;
import java.io.Serializable;

/**
 * What an optimizer does differently from tensor to tensor.
 *
 * @param tensor its place among the parameters
 * @param schedule its learning rate
 * @param weightDecay its weight decay; not a number where it is the chain's own
 * @param l1 its L1 weight; not a number where it is the chain's own
 * @param frozenFor so many batches it stays as it is: {@link #NEVER}, {@link #ALWAYS}, or those of
 *     the first epochs
 */
public record TensorRule(
    Layout.Slot tensor, Schedule schedule, double weightDecay, double l1, long frozenFor)
    implements Serializable {
  /** It is moved from the first batch on. */
  public static final long NEVER = 0;

  /** It is never moved. */
  public static final long ALWAYS = Long.MAX_VALUE;

  /** With the chain's own L1 weight. */
  public TensorRule(Layout.Slot tensor, Schedule schedule, double weightDecay, boolean frozen) {
    this(tensor, schedule, weightDecay, Double.NaN, frozen ? ALWAYS : NEVER);
  }

  /** The same, frozen for so many batches. */
  public TensorRule frozenFor(long batches) {
    return new TensorRule(tensor, schedule, weightDecay, l1, batches);
  }

  /** Whether it stays as it is for ever. */
  public boolean frozen() {
    return frozenFor == ALWAYS;
  }

  /** Whether it stays as it is at first, and is moved later. */
  boolean thaws() {
    return frozenFor != NEVER && frozenFor != ALWAYS;
  }

  /** Whether the links of a chain ever move it: it is not frozen, and no moving average. */
  boolean learns() {
    return !frozen() && tensor.average() == 0;
  }

  /** Its weight decay, where the chain's own is {@code usual}. */
  public double decayOr(double usual) {
    return Double.isNaN(weightDecay) ? usual : weightDecay;
  }

  /** Its L1 weight, where the chain's own is {@code usual}. */
  double l1Or(double usual) {
    return Double.isNaN(l1) ? usual : l1;
  }

  /** The index of its first element. */
  int from() {
    return tensor.offset();
  }

  /** The index behind its last element. */
  int to() {
    return tensor.offset() + tensor.size();
  }

  /**
   * The number of elements of a row: the product of the sizes behind the first one that is greater
   * than 1. A vector has rows of one element.
   */
  int rowLength() {
    for (int i = 0; i < tensor.shape().size(); i++) {
      if (tensor.shape().get(i) > 1) {
        return tensor.size() / tensor.shape().get(i);
      }
    }
    return tensor.size();
  }
}
