package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.data.ClassLabels;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the model of a job that was trained. */
final class JobModel {
  private static final List<Setting<?>> RECORDED =
      List.of(
          SourceSettings.FORMAT,
          SourceSettings.DELIMITER,
          SourceSettings.HEADER,
          SourceSettings.LABEL);

  private JobModel() {}

  /** These parameters, with all that is needed to use them on raw rows. */
  static TrainedModel of(Job job, Loaded data, Predictor objective, double[] parameters) {
    Map<String, String> input = new LinkedHashMap<>();
    for (Setting<?> setting : RECORDED) {
      input.put(setting.name(), Setting.word(job.data().get(setting)));
    }
    input.put(SourceSettings.FEATURES.name(), String.join("\n", data.columns().selected()));
    return new TrainedModel(
        objective,
        parameters,
        data.scaling().orElse(null),
        data.features(),
        data.columns().label(),
        data.classes().map(ClassLabels::names).orElse(List.of()),
        input);
  }
}
