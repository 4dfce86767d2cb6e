package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.image.ImageSettings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.deep.ImageInput;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.image.ImagePipeline;
import dev.bellows.image.ImageTransform.Size;
import dev.bellows.image.ImageWords;
import dev.bellows.image.Normalization;
import dev.bellows.image.Pixels;
import dev.bellows.image.UsualTransforms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job over pictures: its model, which is told their shape where the job does not say it, and the
 * settings of its rows, with the transforms of the books where it says none.
 *
 * @param model a network that sees pictures
 * @param data settings of the rows, with transforms
 */
record JobImages(NamedModel model, Settings data) {
  private static final Size CIFAR = new Size(32, 32);
  private static final Size IMAGENET = new Size(224, 224);

  /**
   * Completes a job.
   *
   * @param data settings whose format is one of pictures
   * @throws InputException whose message begins with the key, if they and the model do not fit
   */
  static JobImages of(NamedModel model, Settings data) {
    requireClassifier(model, data);
    Format format = data.get(SourceSettings.FORMAT);
    Settings network = model.settings();
    if (!network.isSet(NetworkMaker.INPUT)) {
      Size size = size(data).orElse(format == Format.CIFAR ? CIFAR : IMAGENET);
      RowShape shape = RowShape.image(Pixels.CHANNELS, size.height(), size.width());
      network = network.with(NetworkMaker.INPUT, shape.toString());
    }
    RowShape shape = RowShape.parse(network.get(NetworkMaker.INPUT));
    if (!shape.isImage() || shape.channels() != Pixels.CHANNELS) {
      throw new InputException(
          "model.input = %s: pictures have %d channels x height x width, grey ones too"
              .formatted(shape, Pixels.CHANNELS));
    }
    Settings complete = withTransforms(data, new Size(shape.height(), shape.width()));
    ImageInput images = images(complete);
    try {
      images.require(shape);
    } catch (InputException e) {
      throw new InputException("data.transforms: " + e.getMessage(), e);
    }
    return new JobImages(new NamedModel(model.type(), network, Optional.of(images)), complete);
  }

  private static void requireClassifier(NamedModel model, Settings data) {
    boolean network = model.entry().maker() instanceof ModelTable.PictureMaker;
    if (!network || model.labels() != LabelKind.CLASSES) {
      throw new InputException(
          "data.format = %s: pictures have classes, and only networks see them; model.%s"
              .formatted(
                  Setting.word(data.get(SourceSettings.FORMAT)),
                  network
                      ? "loss = squared predicts a number"
                      : "type = %s takes rows of numbers".formatted(model.type())));
    }
  }

  /** The size that the transforms say, where they say one. */
  private static Optional<Size> size(Settings data) {
    return pipeline(data, ImageSettings.TRANSFORMS)
        .size()
        .or(() -> pipeline(data, ImageSettings.EVALUATION_TRANSFORMS).size());
  }

  private static ImagePipeline pipeline(Settings data, Setting<List<String>> setting) {
    return ImageWords.parse("data." + setting.name(), data.get(setting));
  }

  /** Where one of both is said, the other has the same normalisation. */
  private static Settings withTransforms(Settings data, Size size) {
    boolean cifar = data.get(SourceSettings.FORMAT) == Format.CIFAR;
    boolean asTheyAre = cifar && size.equals(CIFAR);
    Normalization normalization =
        Stream.of(ImageSettings.TRANSFORMS, ImageSettings.EVALUATION_TRANSFORMS)
            .filter(data::isSet)
            .map(said -> pipeline(data, said).normalization())
            .findFirst()
            .orElse(cifar ? Normalization.CIFAR10 : Normalization.IMAGENET);
    return data.with(
            ImageSettings.TRANSFORMS,
            data.isSet(ImageSettings.TRANSFORMS)
                ? data.get(ImageSettings.TRANSFORMS)
                : UsualTransforms.training(size, asTheyAre, normalization))
        .with(
            ImageSettings.EVALUATION_TRANSFORMS,
            data.isSet(ImageSettings.EVALUATION_TRANSFORMS)
                ? data.get(ImageSettings.EVALUATION_TRANSFORMS)
                : UsualTransforms.evaluation(size, asTheyAre, normalization));
  }

  private static ImageInput images(Settings data) {
    try {
      return new ImageInput(
          pipeline(data, ImageSettings.TRANSFORMS),
          pipeline(data, ImageSettings.EVALUATION_TRANSFORMS),
          ImageSettings.limits(data),
          ImageSettings.broken(data));
    } catch (InputException e) {
      throw new InputException(
          "data.%s: %s".formatted(ImageSettings.EVALUATION_TRANSFORMS.name(), e.getMessage()), e);
    }
  }
}
