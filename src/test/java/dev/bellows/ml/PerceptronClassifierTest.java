package dev.bellows.ml;

class PerceptronClassifierTest
    extends ClassifierContract<PerceptronClassifier, PerceptronClassifierModel> {

  @Override
  PerceptronClassifier estimator() {
    return new PerceptronClassifier().setHiddenLayers(5).setLearningRate(0.02).setEpochs(6);
  }

  @Override
  PerceptronClassifier plain() {
    return new PerceptronClassifier();
  }

  @Override
  PerceptronClassifier loadEstimator(String path) {
    return PerceptronClassifier.load(path);
  }

  @Override
  PerceptronClassifierModel loadModel(String path) {
    return PerceptronClassifierModel.load(path);
  }
}
