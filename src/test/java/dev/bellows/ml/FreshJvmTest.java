package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.OtherJvm;
import dev.bellows.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model belongs to no process. */
class FreshJvmTest {
  @TempDir Path folder;

  /** What the other JVM does: loads the model, predicts, and writes the predictions. */
  public static final class Other {
    private Other() {}

    /** Takes the folder of the model, and that of the predictions. */
    public static void main(String[] args) {
      Dataset<Row> rows = TestSpark.session().read().parquet(args[1]);
      PipelineModel.load(args[0]).transform(rows).coalesce(1).write().parquet(args[2]);
    }
  }

  @Test
  void savedModelPredictsTheSameInAnotherProcess() throws Exception {
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new PerceptronClassifier().setHiddenLayers(4).setEpochs(2),
                  new LinearRegressor().setPredictionCol("number")
                })
            .fit(Frames.classes(60, 3));
    List<String> paths =
        List.of("model", "rows", "predicted").stream()
            .map(name -> folder.resolve(name).toString())
            .toList();
    model.save(paths.get(0));
    Frames.classes(60, 3).coalesce(1).write().parquet(paths.get(1));
    OtherJvm.run(folder, 0, Other.class, List.of(), paths.toArray(String[]::new));
    List<Row> predicted = TestSpark.session().read().parquet(paths.get(2)).collectAsList();
    assertThat(predicted)
        .isEqualTo(
            model.transform(TestSpark.session().read().parquet(paths.get(1))).collectAsList());
  }
}
