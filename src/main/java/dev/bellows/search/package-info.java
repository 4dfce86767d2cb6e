/**
 * Hyperparameter search: many trainings of one job with different settings, the good ones trained
 * on, the bad ones left. {@link dev.bellows.search.space} says what may be tried, {@link
 * dev.bellows.search.strategy} decides which trial is trained how far; here trials are run, on
 * Spark's tasks or in their place, and kept. Start at {@link dev.bellows.search.Search}: it hands
 * legs to a crew ({@code LocalCrew}, {@code TaskCrew} or {@code JobCrew}), puts what comes back on
 * record ({@code SearchRecord}), and tells the strategy.
 */
package dev.bellows.search;
