package dev.bellows.app;

import dev.bellows.optim.Optimizer;
import dev.bellows.search.Fold;
import dev.bellows.search.TrialEngine;
import dev.bellows.search.TrialFactory;
import dev.bellows.search.space.Trial;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;

/** Makes the trainings of a search's trials, and their engines, as {@code train} would. */
final class TrialTrainings implements TrialFactory, TrialEngine {
  private final SearchJob search;
  private final SearchRows rows;

  TrialTrainings(SearchJob search, SearchRows rows) {
    this.search = search;
    this.rows = rows;
  }

  @Override
  public Training training(Trial trial, Fold fold) {
    Job job = search.jobs().job(trial);
    Training whole = new Preparation(job, rows.of(trial, fold)).training();
    return whole.toBuilder()
        .evaluate(evaluations(job, whole))
        .checkpoints(Checkpoints.NONE)
        .build();
  }

  /** A pass over all rows costs as much as an epoch: only what somebody looks at is measured. */
  private static Interval evaluations(Job job, Training training) {
    StopRules stop = training.stop();
    boolean needed =
        job.top().isSet(JobSettings.EVALUATE)
            || stop.lossBelow() > Double.NEGATIVE_INFINITY
            || stop.patience() < Long.MAX_VALUE
            || training.minimizer() instanceof Optimizer optimizer && optimizer.observes();
    return needed ? training.evaluate() : Interval.END;
  }

  @Override
  public Engine engine(Trial trial, ExchangeSettings.Kind exchange) {
    Job job = search.jobs().job(trial);
    boolean own = exchange == ExchangeSettings.Kind.AUTO;
    Job shown = own ? job : job.withTop(job.top().with(ExchangeSettings.KIND, exchange));
    return Preparation.engine(shown, rows.of(trial).get(0));
  }
}
