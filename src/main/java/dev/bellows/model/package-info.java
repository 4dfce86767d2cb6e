/**
 * Floor 2: what is trained. An {@link dev.bellows.model.Objective} is a loss and its gradient over
 * packed examples, with a {@link dev.bellows.model.Support} where that gradient is sparse; a {@link
 * dev.bellows.model.Predictor} is one that predicts labels ({@code LinearPredictor} is the shape
 * that all linear ones share); a {@link dev.bellows.model.TrainedModel} is what training leaves,
 * with its file format. {@link dev.bellows.model.GradientCheck} tells whether an objective's
 * gradient is right. No Spark type lives here: an objective is called inside a task, a model also
 * in a service.
 */
package dev.bellows.model;
