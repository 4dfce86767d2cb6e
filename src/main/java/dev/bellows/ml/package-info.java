/**
 * Floor 4: Spark ML estimators and models over the engines of {@code train} and the trainer of
 * {@code embed}. {@link dev.bellows.ml.PredictorEstimator} is the common fit and {@link
 * dev.bellows.ml.PredictorModel} the common transform; the concrete classes say what is trained.
 *
 * <p>They extend Spark's {@code Estimator} and {@code Model}, with the columns and params of
 * MLlib's predictors, and not its {@code Predictor}: that class makes its params, which carry the
 * stage's identifier, before a Java subclass can know it. In a {@code Pipeline} Spark tells its
 * listeners of their fits, transforms and saves, as of its own stages'. Start reading at {@link
 * dev.bellows.ml.LinearRegressor}.
 */
package dev.bellows.ml;
