package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.deep.ImageInput;
import dev.bellows.model.LogisticRegression;
import dev.bellows.model.Predictor;
import dev.bellows.model.SoftmaxRegression;
import java.util.Optional;

/**
 * A model as a job file names it.
 *
 * @param type one of the table's
 * @param settings its own keys
 * @param images what becomes of pictures before it sees them; empty where it takes rows of numbers
 */
record NamedModel(String type, Settings settings, Optional<ImageInput> images) {
  /** One of rows of numbers. */
  NamedModel(String type, Settings settings) {
    this(type, settings, Optional.empty());
  }

  /** Its row of the table. */
  ModelTable.Entry entry() {
    return ModelTable.entry(type);
  }

  /** What the labels of its rows are. */
  LabelKind labels() {
    return entry().labels().apply(settings);
  }

  /**
   * A model whose tensors have the names that it will have; their sizes are not known before the
   * rows are.
   *
   * @throws InputException whose message begins with the key, if settings do not fit together
   */
  Predictor outline() {
    try {
      return images.isPresent()
          ? pictureMaker().outline(settings, images.get())
          : entry().maker().outline(settings);
    } catch (InputException e) {
      throw new InputException(JobSettings.MODEL + "." + e.getMessage(), e);
    }
  }

  private ModelTable.PictureMaker pictureMaker() {
    return (ModelTable.PictureMaker) entry().maker();
  }

  /**
   * The model for these rows.
   *
   * @throws InputException if they have other classes than it takes, or are too wide
   */
  Predictor build(Loaded data) {
    int classes = data.classes().map(found -> found.count()).orElse(0);
    if (type.equals(LogisticRegression.TYPE) && classes != ModelTable.FEWEST_CLASSES) {
      throw new InputException(
          "data.label: there are %d classes, %s; model.type = %s takes two, %s takes any number"
              .formatted(
                  classes,
                  data.classes().orElseThrow(),
                  LogisticRegression.TYPE,
                  SoftmaxRegression.TYPE));
    }
    int columns = data.training().columns();
    try {
      return images.isPresent()
          ? pictureMaker().make(settings, images.get(), classes)
          : entry().maker().make(settings, columns, classes);
    } catch (InputException e) {
      throw new InputException(JobSettings.MODEL + "." + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "model.type = %s cannot be made for %d features%s: %s"
              .formatted(
                  type,
                  columns,
                  classes == 0 ? "" : " and %d classes".formatted(classes),
                  e.getMessage()),
          e);
    }
  }

  /**
   * The weights that it begins with, where they come from a file; read here.
   *
   * @throws InputException if they do not fit
   */
  Optional<Pretrained> pretrained(Predictor model, long seed) {
    try {
      return Pretrained.read(settings, entry().maker(), model, seed);
    } catch (InputException e) {
      throw new InputException(JobSettings.MODEL + "." + e.getMessage(), e);
    }
  }
}
