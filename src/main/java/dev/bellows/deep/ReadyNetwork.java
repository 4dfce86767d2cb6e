package dev.bellows.deep;

import dev.bellows.deep.layer.Initialization;
import dev.bellows.deep.layer.LayerParser;
import dev.bellows.deep.layer.RowShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Networks of the books, under the tensor names of those who published their weights. */
public enum ReadyNetwork {
  /**
   * ResNet-18 under torchvision's names (He and others, "Deep residual learning for image
   * recognition", 2015), for images of some 224 × 224.
   */
  RESNET18(Initialization.HE_NORMAL_FAN_OUT) {
    @Override
    String words(int outputs) {
      StringJoiner words =
          new StringJoiner(", ")
              .add("conv1: conv 64 7x7 stride 2 padding 3 bias=false")
              .add("bn1: batch-norm, relu: relu, maxpool: max-pool 3 stride 2 padding 1");
      for (int stage = 1; stage <= 4; stage++) {
        int channels = 32 << stage;
        for (int block = 0; block < 2; block++) {
          boolean narrows = stage > 1 && block == 0;
          String shortcut =
              " shortcut (downsample.0: conv %d 1x1 stride 2 bias=false, downsample.1: batch-norm)"
                  .formatted(channels);
          words.add(block("layer%d.%d".formatted(stage, block), channels, narrows, shortcut));
        }
      }
      return words
          .add("avgpool: global-average-pool, flatten: flatten, fc: linear " + outputs)
          .toString();
    }
  },

  /**
   * ResNet-20 for images of 32 × 32 under the names of github.com/akamaster/pytorch_resnet_cifar10,
   * with shortcuts of option A: no parameters, zeros for new channels.
   */
  RESNET20(Initialization.HE_NORMAL) {
    @Override
    String words(int outputs) {
      StringJoiner words =
          new StringJoiner(", ")
              .add("conv1: conv 16 3x3 padding 1 bias=false, bn1: batch-norm, relu: relu");
      for (int stage = 1; stage <= 3; stage++) {
        int channels = 8 << stage;
        for (int block = 0; block < 3; block++) {
          boolean narrows = stage > 1 && block == 0;
          String shortcut = " shortcut (pad-channels %d stride 2)".formatted(channels);
          words.add(block("layer%d.%d".formatted(stage, block), channels, narrows, shortcut));
        }
      }
      return words
          .add("avgpool: global-average-pool, flatten: flatten, linear: linear " + outputs)
          .toString();
    }
  },

  /**
   * SqueezeNet 1.1 under torchvision's names (Iandola and others, "SqueezeNet", 2016), for images
   * of some 224 × 224.
   */
  SQUEEZENET1_1(Initialization.HE_UNIFORM) {
    @Override
    String words(int outputs) {
      String pool = "max-pool 3 stride 2 ceil=true";
      StringJoiner words =
          new StringJoiner(", ")
              .add("features.0: conv 64 3x3 stride 2")
              .add("features.1: relu, features.2: " + pool);
      for (int fire = 0; fire < FIRES.size(); fire++) {
        int number = FIRES.get(fire);
        int squeezed = 16 * (fire / 2 + 1);
        words.add(fire("features." + number, squeezed));
        if (fire == 1 || fire == 3) {
          words.add("features.%d: %s".formatted(number + 1, pool));
        }
      }
      return words
          .add("classifier.0: dropout 0.5, classifier.1: conv %d 1x1".formatted(outputs))
          .add("classifier.2: relu, classifier.3: global-average-pool, flatten: flatten")
          .toString();
    }
  };

  /** Where in torchvision's {@code features} the fire modules stand. */
  private static final List<Integer> FIRES = List.of(3, 4, 6, 7, 9, 10, 11, 12);

  private final Initialization initialization;

  ReadyNetwork(Initialization initialization) {
    this.initialization = initialization;
  }

  abstract String words(int outputs);

  /**
   * The network for images of that shape.
   *
   * @param outputs the number of classes
   * @throws dev.bellows.InputException if such images are too small for it
   */
  public Network network(RowShape input, int outputs) {
    return new Network(input, LayerParser.parse(words(outputs)), initialization);
  }

  /**
   * Other names under which weights of this network are published, by the names that they have
   * here: those of SqueezeNet as it was in Caffe and Keras.
   */
  public Map<String, String> otherNames() {
    Map<String, String> names = new LinkedHashMap<>();
    if (this == SQUEEZENET1_1) {
      for (String part : List.of(".weight", ".bias")) {
        names.put("features.0" + part, "conv1" + part);
        names.put("classifier.1" + part, "conv10" + part);
        for (int fire = 0; fire < FIRES.size(); fire++) {
          String ours = "features." + FIRES.get(fire);
          String theirs = "fire" + (fire + 2);
          names.put(ours + ".squeeze" + part, theirs + ".squeeze1x1" + part);
          names.put(ours + ".expand1x1" + part, theirs + ".expand1x1" + part);
          names.put(ours + ".expand3x3" + part, theirs + ".expand3x3" + part);
        }
      }
    }
    return names;
  }

  /** Two convolutions of 3 × 3 beside a shortcut; the first may halve height and width. */
  private static String block(String name, int channels, boolean narrows, String shortcut) {
    return ("%s: residual (conv1: conv %d 3x3%s padding 1 bias=false, bn1: batch-norm, relu: relu,"
            + " conv2: conv %2$d 3x3 padding 1 bias=false, bn2: batch-norm)%s, %1$s.relu: relu")
        .formatted(name, channels, narrows ? " stride 2" : "", narrows ? shortcut : "");
  }

  /** Few channels, and of these many by windows of both sizes. */
  private static String fire(String name, int squeezed) {
    int each = 4 * squeezed;
    return ("%s.squeeze: conv %d 1x1, %1$s.squeeze_activation: relu, %1$s: concat (expand1x1: conv"
            + " %d 1x1, expand1x1_activation: relu) (expand3x3: conv %3$d 3x3 padding 1,"
            + " expand3x3_activation: relu)")
        .formatted(name, squeezed, each);
  }
}
