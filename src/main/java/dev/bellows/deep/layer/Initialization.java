package dev.bellows.deep.layer;

import dev.bellows.linalg.KeyedRandom;
import java.util.Arrays;

/** How the weights and biases of a network begin; scales, shifts and statistics are 1 and 0. */
public enum Initialization {
  /** PyTorch's default: weights and biases uniform within ±1/√n of n inputs. */
  TORCH,

  /**
   * As torchvision's ResNets: weights of convolutions normal with the deviation √(2/m) of m outputs
   * ({@code kaiming_normal_} by fan-out), all else {@link #TORCH}.
   */
  HE_NORMAL_FAN_OUT,

  /**
   * Weights normal with the deviation √(2/n) of n inputs ({@code kaiming_normal_}), biases as
   * {@link #TORCH}'s.
   */
  HE_NORMAL,

  /**
   * As torchvision's SqueezeNets: weights of convolutions uniform within ±√(6/n) of n inputs
   * ({@code kaiming_uniform_} for ReLU), those of the head normal with the deviation 0.01, and the
   * biases of all of them 0; all else {@link #TORCH}. There is a ReLU behind their head: outputs of
   * large random weights may be below 0 for all rows, and such a class is never learnt.
   */
  HE_UNIFORM;

  private static final double SMALL = 0.01;

  /**
   * Fills a tensor into {@code values} from {@code from} on.
   *
   * @param head whether it belongs to the network's last layer with tensors
   */
  public void fill(
      LayerTensor tensor, boolean head, KeyedRandom random, double[] values, int from, int count) {
    LayerTensor.Start start = tensor.start();
    if (start instanceof LayerTensor.Constant constant) {
      Arrays.fill(values, from, from + count, constant.value());
    } else if (start instanceof LayerTensor.Biases biases) {
      if (this == HE_UNIFORM && biases.convolution()) {
        Arrays.fill(values, from, from + count, 0);
      } else {
        uniform(1 / Math.sqrt(biases.inputs()), random, values, from, count);
      }
    } else if (start instanceof LayerTensor.Weights weights) {
      fill(weights, head, random, values, from, count);
    }
  }

  private void fill(
      LayerTensor.Weights weights,
      boolean head,
      KeyedRandom random,
      double[] values,
      int from,
      int count) {
    double bound = 1 / Math.sqrt(weights.inputs());
    double inputs = weights.inputs();
    switch (this) {
      case TORCH -> uniform(bound, random, values, from, count);
      case HE_NORMAL -> normal(Math.sqrt(2 / inputs), random, values, from, count);
      case HE_NORMAL_FAN_OUT -> {
        if (weights.convolution()) {
          normal(Math.sqrt(2.0 / weights.outputs()), random, values, from, count);
        } else {
          uniform(bound, random, values, from, count);
        }
      }
      case HE_UNIFORM -> {
        if (!weights.convolution()) {
          uniform(bound, random, values, from, count);
        } else if (head) {
          normal(SMALL, random, values, from, count);
        } else {
          uniform(Math.sqrt(6 / inputs), random, values, from, count);
        }
      }
    }
  }

  private static void normal(
      double deviation, KeyedRandom random, double[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
  }

  private static void uniform(
      double bound, KeyedRandom random, double[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = bound * (2 * random.nextDouble() - 1);
    }
  }
}
