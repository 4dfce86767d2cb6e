package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.deep.ImageInput;
import dev.bellows.deep.ScriptedModule;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.model.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Makes the networks whose program stands in a file, {@code model.type = torchscript}. */
final class ScriptMaker implements ModelTable.PictureMaker {
  static final String TYPE = "torchscript";

  static final Setting<String> FILE =
      Setting.text("path", null, "a module that torch.jit.save has written");

  @Override
  public Predictor make(Settings settings, int columns, int classes) {
    ScriptedModule module = module(settings);
    if (module.columns() != columns) {
      throw new InputException(
          "input = %s: that is %,d numbers a row; the rows have %,d features"
              .formatted(module.input(), module.columns(), columns));
    }
    if (!ModelTable.isRegression(settings)) {
      requireOutputs(module, classes);
    }
    return predictor(settings, module);
  }

  @Override
  public Predictor make(Settings settings, ImageInput images, int classes) {
    ScriptedModule module = module(settings);
    requireOutputs(module, classes);
    return named(() -> module.classification(images));
  }

  private static void requireOutputs(ScriptedModule module, int classes) {
    if (module.outputs() != classes) {
      throw new InputException(
          "path: the module has %d outputs; the rows have %d classes, and there is one output for"
                  .formatted(module.outputs(), classes)
              + " each");
    }
  }

  @Override
  public Predictor outline(Settings settings) {
    return predictor(settings, module(settings));
  }

  @Override
  public Predictor outline(Settings settings, ImageInput images) {
    ScriptedModule module = module(settings);
    return named(() -> module.classification(images));
  }

  private static ScriptedModule module(Settings settings) {
    String file = settings.get(FILE);
    if (file == null) {
      throw new InputException("path is missing: " + FILE.help());
    }
    try {
      return ScriptedModule.read(Path.of(file), RowShape.parse(settings.get(NetworkMaker.INPUT)));
    } catch (InputException e) {
      throw new InputException("path: " + e.getMessage(), e);
    }
  }

  private static Predictor predictor(Settings settings, ScriptedModule module) {
    return named(
        () -> ModelTable.isRegression(settings) ? module.regression() : module.classification());
  }

  private static Predictor named(Supplier<Predictor> predictor) {
    try {
      return predictor.get();
    } catch (InputException e) {
      throw new InputException("path: " + e.getMessage(), e);
    }
  }

  /** Its keys beside the loss. */
  static List<Setting<?>> settings() {
    return List.of(FILE, NetworkMaker.INPUT);
  }
}
