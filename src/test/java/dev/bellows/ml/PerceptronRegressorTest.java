package dev.bellows.ml;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class PerceptronRegressorTest
    extends PredictorContract<PerceptronRegressor, PerceptronRegressorModel> {

  @Override
  PerceptronRegressor estimator() {
    return new PerceptronRegressor().setHiddenLayers(5).setLearningRate(0.02).setEpochs(6);
  }

  @Override
  PerceptronRegressor plain() {
    return new PerceptronRegressor();
  }

  @Override
  PerceptronRegressor loadEstimator(String path) {
    return PerceptronRegressor.load(path);
  }

  @Override
  PerceptronRegressorModel loadModel(String path) {
    return PerceptronRegressorModel.load(path);
  }

  @Override
  Dataset<Row> frame() {
    return Frames.line(120);
  }

  @Override
  List<String> added() {
    return List.of("prediction");
  }
}
