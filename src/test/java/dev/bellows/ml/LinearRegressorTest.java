package dev.bellows.ml;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class LinearRegressorTest extends PredictorContract<LinearRegressor, LinearRegressorModel> {

  @Override
  LinearRegressor estimator() {
    return new LinearRegressor();
  }

  @Override
  LinearRegressor plain() {
    return new LinearRegressor();
  }

  @Override
  LinearRegressor loadEstimator(String path) {
    return LinearRegressor.load(path);
  }

  @Override
  LinearRegressorModel loadModel(String path) {
    return LinearRegressorModel.load(path);
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
