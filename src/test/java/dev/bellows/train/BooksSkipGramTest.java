package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.RealData;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.embed.windows.PlainText;
import dev.bellows.embed.windows.WindowExamples;
import dev.bellows.model.SkipGram;
import dev.bellows.optim.StepRecord;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The books' skip-gram over Penn Treebank learns as theirs does. */
@Tag("slow")
class BooksSkipGramTest {

  /** PyTorch's mean losses of the first two epochs: 1.97 and 0.62. */
  @Test
  void theMeanLossOfTheFirstEpochsIsPyTorchs() throws IOException {
    PlainText text = PlainText.read(RealData.file("ptb/ptb.train.txt"), 5);
    Dataset windows =
        WindowExamples.of(
            text.shares(TestSpark.context(), 2), text.vocabulary(), Settings.DEFAULTS, 1);
    SkipGram objective = new SkipGram(text.vocabulary().size(), 100);
    BatchPlan plan = new BatchPlan(windows.rows(), 512, true, 1);
    double[] sums = new double[3];

    Engine.of(Engine.Kind.SYNCHRONOUS)
        .train(
            Training.of(
                    objective,
                    TrainingRows.optimizer(objective.layout(), "adam", "learning-rate", 0.01),
                    windows,
                    plan)
                .epochs(2)
                .evaluate(Interval.NONE)
                .build(),
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                sums[step.epoch()] += step.loss();
              }
            });

    assertThat(sums[1] / plan.batches()).isEqualTo(1.97, within(0.03));
    assertThat(sums[2] / plan.batches()).isEqualTo(0.62, within(0.03));
    windows.unpersist();
  }
}
