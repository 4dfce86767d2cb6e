package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImagePipeline;
import dev.bellows.image.ImageTransform;
import dev.bellows.image.Pixels;
import java.io.Serializable;

/**
 * What becomes of pictures before a network sees them.
 *
 * @param training where it is trained; what is drawn depends on the batch's key and the picture's
 *     number, so that a repeated step sees the same
 * @param evaluation everywhere else; draws nothing
 * @param limits on the sizes of what is decoded
 * @param broken so many pictures that cannot be decoded are left out by one copy of the objective
 *     (a task has one); one more is the end
 */
public record ImageInput(
    ImagePipeline training, ImagePipeline evaluation, ImageLimits limits, int broken)
    implements Serializable {

  /** Checks that evaluation draws nothing. */
  public ImageInput {
    if (evaluation.isRandom()) {
      throw new InputException(
          "the transforms of evaluation draw at random; allowed are resize, center-crop and"
              + " normalize");
    }
  }

  /** The first picture that cannot be decoded is the end. */
  public ImageInput(ImagePipeline training, ImagePipeline evaluation, ImageLimits limits) {
    this(training, evaluation, limits, 0);
  }

  /**
   * Goes on where pictures come out in that shape.
   *
   * @throws InputException if they do not
   */
  public void require(RowShape shape) {
    if (!shape.isImage() || shape.channels() != Pixels.CHANNELS) {
      throw new InputException(
          "the network takes rows of %s; pictures have %d channels x height x width"
              .formatted(shape, Pixels.CHANNELS));
    }
    require("training", training, shape);
    require("evaluation", evaluation, shape);
  }

  private static void require(String what, ImagePipeline pipeline, RowShape shape) {
    String taken = shape.height() + "x" + shape.width();
    ImageTransform.Size size =
        pipeline
            .size()
            .orElseThrow(
                () ->
                    new InputException(
                        "the transforms of %s leave pictures of many sizes; the network takes %s"
                                .formatted(what, taken)
                            + " (height x width): end them with a crop or with resize WxH"));
    if (size.height() != shape.height() || size.width() != shape.width()) {
      throw new InputException(
          "the transforms of %s make pictures of %dx%d (height x width); the network takes %s"
              .formatted(what, size.height(), size.width(), taken));
    }
  }
}
