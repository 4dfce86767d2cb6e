package dev.bellows.model;

import java.util.List;

/**
 * Kinds of predictors that another package brings to model files. It is named in {@code
 * META-INF/services/dev.bellows.model.PredictorTypes} and has a constructor without arguments.
 */
@FunctionalInterface
public interface PredictorTypes {
  /** The kinds, under names that no other has. */
  List<PredictorType<?>> types();
}
