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
   * ({@code kaiming_uniform_} for ReLU) and their biases 0, all else {@link #TORCH}.
   */
  HE_UNIFORM;

  /** Fills a tensor into {@code values} from {@code from} on. */
  public void fill(LayerTensor tensor, KeyedRandom random, double[] values, int from, int count) {
    LayerTensor.Start start = tensor.start();
    if (start instanceof LayerTensor.Constant constant) {
      Arrays.fill(values, from, from + count, constant.value());
    } else if (start instanceof LayerTensor.Biases biases) {
      boolean zero = this == HE_UNIFORM && biases.convolution();
      uniform(zero ? 0 : 1 / Math.sqrt(biases.inputs()), random, values, from, count);
    } else if (start instanceof LayerTensor.Weights weights) {
      boolean normal = this == HE_NORMAL || this == HE_NORMAL_FAN_OUT && weights.convolution();
      if (normal) {
        double fan = this == HE_NORMAL ? weights.inputs() : weights.outputs();
        double deviation = Math.sqrt(2 / fan);
        for (int i = from; i < from + count; i++) {
          values[i] = deviation * random.nextGaussian();
        }
      } else {
        double six = this == HE_UNIFORM && weights.convolution() ? 6 : 1;
        uniform(Math.sqrt(six / weights.inputs()), random, values, from, count);
      }
    }
  }

  private static void uniform(
      double bound, KeyedRandom random, double[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = bound * (2 * random.nextDouble() - 1);
    }
  }
}
