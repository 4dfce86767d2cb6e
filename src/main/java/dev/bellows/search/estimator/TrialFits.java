package dev.bellows.search.estimator;

import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits trials to the folds of a frame, several fits at once, as a strategy asks for them. A fit is
 * one fold of one trial; its model is dropped as soon as it is evaluated.
 */
final class TrialFits {
  private static final Logger LOG = LoggerFactory.getLogger(TrialFits.class);

  private final Estimator<?> estimator;
  private final Evaluator evaluator;
  private final ParamKeys keys;
  private final Optional<String> budget;
  private final List<FrameSplit> folds;

  /**
   * What is fitted.
   *
   * @param budget the key of the param that is set to a leg's budget
   * @param folds at least one
   */
  TrialFits(
      Estimator<?> estimator,
      Evaluator evaluator,
      ParamKeys keys,
      Optional<String> budget,
      List<FrameSplit> folds) {
    this.estimator = estimator;
    this.evaluator = evaluator;
    this.keys = keys;
    this.budget = budget;
    this.folds = folds;
  }

  /** One fold of a leg; the metric is not a number where there is a reason. */
  private record FoldFit(
      Leg leg, int fold, double metric, double seconds, Optional<String> reason) {}

  /**
   * Runs the search to its end.
   *
   * @param parallel so many fits run at once, at least 1
   * @return all fits, by trial and then by budget
   * @throws RuntimeException what is thrown where the program cannot go on; a failing fit is a
   *     result
   */
  List<TrialFit> run(Strategy strategy, List<Trial> trials, int parallel) {
    SparkContext spark = folds.get(0).training().sparkSession().sparkContext();
    String tag = "bellows-search-" + UUID.randomUUID();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            parallel,
            work ->
                new Thread(
                    () -> {
                      spark.addJobTag(tag); // not of the caller's thread, whose heirs would have it
                      work.run();
                    },
                    "bellows search"));
    try {
      return run(strategy, trials, new ExecutorCompletionService<>(threads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search was interrupted", e);
    } finally {
      threads.shutdownNow();
      spark.cancelJobsWithTag(tag, "the search has ended");
    }
  }

  private List<TrialFit> run(
      Strategy strategy, List<Trial> trials, CompletionService<FoldFit> threads)
      throws InterruptedException {
    List<TrialFit> fits = new ArrayList<>();
    Map<Leg, List<FoldFit>> ended = new HashMap<>();
    while (!strategy.done()) {
      for (Leg leg : strategy.next()) {
        for (int fold = 0; fold < folds.size(); fold++) {
          int number = fold;
          Trial trial = trials.get(leg.trial());
          threads.submit(() -> fit(trial, leg, number));
        }
      }
      FoldFit last = result(threads);
      List<FoldFit> all = ended.computeIfAbsent(last.leg(), leg -> new ArrayList<>());
      all.add(last);
      if (all.size() == folds.size()) {
        ended.remove(last.leg());
        TrialFit fit = joined(trials.get(last.leg().trial()), last.leg(), all);
        LOG.info("{}", fit);
        fits.add(fit);
        strategy.report(last.leg(), evaluator.isLargerBetter() ? -fit.metric() : fit.metric());
      }
    }
    fits.sort(Comparator.comparingInt(TrialFit::trial).thenComparingLong(TrialFit::budget));
    return fits;
  }

  private static FoldFit result(CompletionService<FoldFit> threads) throws InterruptedException {
    try {
      return threads.take().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("the search cannot go on: " + Causes.line(e), e);
    }
  }

  /** The whole leg; which fold tells the reason does not depend on which of them ended first. */
  private TrialFit joined(Trial trial, Leg leg, List<FoldFit> all) {
    List<FoldFit> inOrder = all.stream().sorted(Comparator.comparingInt(FoldFit::fold)).toList();
    double sum = 0;
    double seconds = 0;
    Optional<String> reason = Optional.empty();
    for (FoldFit fit : inOrder) {
      sum += fit.metric();
      seconds += fit.seconds();
      reason = reason.or(fit::reason);
    }
    return new TrialFit(
        trial.number(),
        keys.shown(trial.settings()),
        budget.isPresent() ? leg.to() : 0,
        sum / folds.size(),
        seconds,
        reason);
  }

  private FoldFit fit(Trial trial, Leg leg, int fold) throws InterruptedException {
    long begin = System.nanoTime();
    double metric = Double.NaN;
    Optional<String> reason = Optional.empty();
    try {
      metric = metric(params(trial, leg.to()), folds.get(fold));
      if (!Double.isFinite(metric)) {
        reason = Optional.of("the metric is " + metric);
        metric = Double.NaN;
      }
    } catch (Exception e) { // whatever an estimator throws, checked exceptions of Scala too
      if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("the search has ended");
      }
      LOG.debug("Trial {} failed", trial.number(), e);
      reason = Optional.of(Causes.line(e));
    }
    return new FoldFit(leg, fold, metric, (System.nanoTime() - begin) / 1e9, reason);
  }

  private double metric(ParamMap params, FrameSplit split) {
    Model<?> model = estimator.fit(split.training(), params);
    return evaluator.evaluate(model.transform(split.held(), params));
  }

  /** The params of a trial that has that budget. */
  private ParamMap params(Trial trial, long spent) {
    ParamMap params = keys.map(trial.settings());
    budget.ifPresent(key -> params.put(keys.pair(key, spent)));
    return params;
  }

  /** A model of all rows, with the params of a trial that has that budget. */
  Model<?> refitted(Trial trial, long spent, Dataset<?> frame) {
    return estimator.fit(frame, params(trial, spent));
  }
}
