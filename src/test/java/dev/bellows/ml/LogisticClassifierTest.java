package dev.bellows.ml;

class LogisticClassifierTest
    extends ClassifierContract<LogisticClassifier, LogisticClassifierModel> {

  @Override
  LogisticClassifier estimator() {
    return new LogisticClassifier();
  }

  @Override
  LogisticClassifier plain() {
    return new LogisticClassifier();
  }

  @Override
  LogisticClassifier loadEstimator(String path) {
    return LogisticClassifier.load(path);
  }

  @Override
  LogisticClassifierModel loadModel(String path) {
    return LogisticClassifierModel.load(path);
  }
}
