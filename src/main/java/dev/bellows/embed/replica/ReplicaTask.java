package dev.bellows.embed.replica;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.replica.Message.Address;
import dev.bellows.embed.replica.Message.Done;
import dev.bellows.embed.replica.Message.Fetch;
import dev.bellows.embed.replica.Message.Given;
import dev.bellows.embed.replica.Message.Join;
import dev.bellows.embed.replica.Message.Order;
import dev.bellows.embed.replica.Message.Report;
import dev.bellows.embed.replica.Message.Rows;
import dev.bellows.embed.replica.Message.Start;
import dev.bellows.embed.replica.Message.Whole;
import dev.bellows.linalg.FloatTable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What the task of a replica does, from the first round to the last. */
public final class ReplicaTask extends AbstractFunction1<Iterator<CorpusShare>, Iterator<Boolean>>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long REPORT_NANOS = 500_000_000L;
  private static final long LOOK_UP_MILLIS = 50;

  private final Blueprint blueprint;
  private final Broadcast<long[]> counts;
  private final Lines lines;
  private final boolean inProcess;

  /**
   * A task.
   *
   * @param counts how often each word is in the text
   * @param lines how it reaches driver and replicas
   * @param inProcess whether the driver is in the same process
   */
  public ReplicaTask(
      Blueprint blueprint, Broadcast<long[]> counts, Lines lines, boolean inProcess) {
    this.blueprint = blueprint;
    this.counts = counts;
    this.lines = lines;
    this.inProcess = inProcess;
  }

  @Override
  public Iterator<Boolean> apply(Iterator<CorpusShare> shares) {
    try {
      run(TaskContext.getPartitionId(), new Units(shares.next()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot reach driver or replicas: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return scala.collection.Iterator$.MODULE$.empty();
  }

  private void run(int number, Units units) throws IOException, InterruptedException {
    int words = counts.value().length;
    Tables tables = Tables.zeros(words, blueprint.dimensions());
    if (blueprint.replicas() == 1) {
      try (Lines.Opened opened = lines.open(number, null)) {
        Start start = join(number, opened);
        begin(tables, opened.driver(), start);
        new Run(number, units, tables, opened.driver(), null, null).from(start.round());
      }
      return;
    }
    Tables base = Tables.zeros(words, blueprint.dimensions());
    Contraction contraction =
        new Contraction(blueprint, counts.value(), (double) units.tokens() / blueprint.rounds());
    MergeDesk desk = new MergeDesk(base, contraction, blueprint.replicas());
    try (Lines.Opened opened = lines.open(number, desk)) {
      Start start = join(number, opened);
      begin(tables, opened.driver(), start);
      copy(tables, base);
      List<Line> owners = new ArrayList<>();
      for (int r = 0; r < blueprint.replicas(); r++) {
        owners.add(r == number ? Line.to(desk) : opened.replica(r, start.replicas().get(r)));
      }
      Touched touched = new Touched(words);
      Merger merger = new Merger(number, tables, base, touched, contraction, owners);
      new Run(number, units, tables, opened.driver(), touched, merger).from(start.round());
    }
  }

  private Start join(int number, Lines.Opened opened) throws InterruptedException {
    Address address = opened.address();
    return Answers.await(opened.driver().ask(new Join(number, address)), Start.class);
  }

  private void begin(Tables tables, Line driver, Start start) throws InterruptedException {
    if (!start.fetch()) {
      tables.begin(0, blueprint.seed());
      return;
    }
    for (int table = 0; table < 2; table++) {
      FloatTable rows = tables.table(table);
      for (int first = 0; first < tables.words(); first += Tables.BLOCK_ROWS) {
        int count = Tables.endOfBlock(first, tables.words()) - first;
        Rows fetched = Answers.await(driver.ask(new Fetch(table, first, count)), Rows.class);
        for (int i = 0; i < count; i++) {
          rows.setRow(first + i, fetched.values(), i * rows.columns());
        }
      }
    }
  }

  private static void copy(Tables from, Tables to) {
    for (int table = 0; table < 2; table++) {
      FloatTable rows = from.table(table);
      for (int row = 0; row < rows.rows(); row++) {
        to.table(table).setRow(row, rows.array(row), rows.offset(row));
      }
    }
  }

  /** The rounds of one replica. */
  private final class Run {
    private final int number;
    private final Units units;
    private final Tables tables;
    private final Line driver;
    private final Merger merger; // null: there is nobody to merge with
    private final Replica replica;
    private long wordsBefore;

    Run(int number, Units units, Tables tables, Line driver, Touched touched, Merger merger) {
      this.number = number;
      this.units = units;
      this.tables = tables;
      this.driver = driver;
      this.merger = merger;
      replica = new Replica(blueprint, counts.value(), units, tables, touched);
    }

    void from(long first) throws InterruptedException {
      int rounds = blueprint.rounds();
      wordsBefore =
          units.tokens() * blueprint.epoch(first)
              + units.before(units.first((int) (first % rounds), rounds));
      for (long round = first; round < blueprint.allRounds(); round++) {
        train(round);
        double largest;
        if (merger == null) {
          largest =
              Norms.larger(
                  Norms.largestSquare(tables.vectors()), Norms.largestSquare(tables.contexts()));
        } else {
          merger.merge(round);
          largest = merger.largest();
        }
        Report report = report(round, round, replica.takeLoss(), replica.takePairs(), largest);
        Order order = Answers.await(driver.ask(report), Order.class);
        if (order.save()) {
          give(round);
        }
        if (order.stop()) {
          return;
        }
      }
    }

    private void train(long round) throws InterruptedException {
      List<Thread> threads = replica.begin(round);
      long said = System.nanoTime();
      try {
        for (Thread thread : threads) {
          thread.join(LOOK_UP_MILLIS);
          while (thread.isAlive()) {
            if (System.nanoTime() - said > REPORT_NANOS) {
              said = System.nanoTime();
              driver.ask(report(-1, round, 0, 0, 0));
            }
            Answers.requireAlive();
            thread.join(LOOK_UP_MILLIS);
          }
        }
      } catch (InterruptedException | RuntimeException e) {
        replica.stop();
        throw e;
      }
      replica.requireWell();
    }

    private Report report(long ended, long round, double loss, long pairs, double largest) {
      long words = wordsBefore + replica.wordsRead();
      double all = (double) units.tokens() * blueprint.epochs();
      return new Report(
          number,
          ended,
          words,
          blueprint.rate(words / all),
          blueprint.epoch(round),
          loss,
          pairs,
          largest);
    }

    /** Gives the driver the rows that this replica answers for. */
    private void give(long round) throws InterruptedException {
      if (inProcess && blueprint.replicas() == 1) {
        Answers.await(driver.ask(new Whole(tables)), Done.class);
      } else {
        int words = tables.words();
        int step = Tables.BLOCK_ROWS * blueprint.replicas();
        for (int first = number * Tables.BLOCK_ROWS; first < words && first >= 0; first += step) {
          for (int table = 0; table < 2; table++) {
            Answers.await(driver.ask(rows(table, first)), Done.class);
          }
        }
      }
      Answers.await(driver.ask(new Given(number, round)), Done.class);
    }

    private Rows rows(int table, int first) {
      FloatTable rows = tables.table(table);
      int count = Tables.endOfBlock(first, rows.rows()) - first;
      float[] values = new float[count * rows.columns()];
      for (int i = 0; i < count; i++) {
        rows.copyRow(first + i, values, i * rows.columns());
      }
      return new Rows(table, first, values);
    }
  }
}
