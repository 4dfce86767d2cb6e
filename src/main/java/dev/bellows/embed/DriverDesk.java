package dev.bellows.embed;

import dev.bellows.embed.EmbedListener.Moment;
import dev.bellows.embed.EmbeddingTraining.From;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Desk;
import dev.bellows.embed.replica.Message;
import dev.bellows.embed.replica.Message.Address;
import dev.bellows.embed.replica.Message.Done;
import dev.bellows.embed.replica.Message.Failed;
import dev.bellows.embed.replica.Message.Fetch;
import dev.bellows.embed.replica.Message.Given;
import dev.bellows.embed.replica.Message.Join;
import dev.bellows.embed.replica.Message.Order;
import dev.bellows.embed.replica.Message.Report;
import dev.bellows.embed.replica.Message.Rows;
import dev.bellows.embed.replica.Message.Start;
import dev.bellows.embed.replica.Message.Whole;
import dev.bellows.embed.replica.Tables;
import dev.bellows.linalg.FloatTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The driver's side of one attempt: answers the replicas, and knows how far they are. */
final class DriverDesk implements Desk {
  /** A row that is longer has left all reason: usual ones are shorter than 10. */
  private static final double LARGEST_SQUARE = 1e8;

  private final Blueprint blueprint;
  private final int words;
  private final Optional<From> from;
  private final EmbedListener listener;
  private final EpochLosses losses;
  private final Address[] addresses;
  private final List<Consumer<Message>> waiting = new ArrayList<>(); // for the start
  private final Map<Long, Order> orders = new HashMap<>();
  private final long[] read; // words, by replica
  private final Report[] reports; // in the round under way, by replica
  private int reported; // how many of them
  private long rounds; // that all replicas have ended
  private Tables tables; // null: none given yet
  private List<Consumer<Message>> givers = new ArrayList<>();
  private Report last;
  private String failure;

  DriverDesk(EmbeddingTraining training, EmbedListener listener) {
    blueprint = training.blueprint();
    words = training.counts().length;
    from = training.from();
    this.listener = listener;
    losses =
        from.map(earlier -> earlier.losses().copy(blueprint.epochs()))
            .orElseGet(() -> new EpochLosses(blueprint.epochs()));
    addresses = new Address[blueprint.replicas()];
    read = new long[addresses.length];
    reports = new Report[addresses.length];
    rounds = from.map(From::round).orElse(0L);
  }

  @Override
  public void take(Message question, Consumer<Message> answer) {
    if (question instanceof Join join) {
      join(join, answer);
    } else if (question instanceof Report report) {
      answer.accept(report(report));
    } else if (question instanceof Fetch fetch) {
      answer.accept(fetch(fetch));
    } else if (question instanceof Rows rows) {
      keep(rows);
      answer.accept(new Done());
    } else if (question instanceof Whole whole) {
      keep(whole);
      answer.accept(new Done());
    } else if (question instanceof Given) {
      given(answer);
    } else {
      answer.accept(new Failed("the driver was asked " + question.getClass().getSimpleName()));
    }
  }

  private void join(Join join, Consumer<Message> answer) {
    List<Consumer<Message>> all = List.of();
    synchronized (this) {
      addresses[join.replica()] = join.address();
      waiting.add(answer);
      if (waiting.size() == addresses.length) {
        all = List.copyOf(waiting);
      }
    }
    Start start = new Start(Arrays.asList(addresses), rounds, from.isPresent());
    all.forEach(each -> each.accept(start));
  }

  private synchronized Message report(Report report) {
    last = report;
    read[report.replica()] = report.words();
    if (report.round() < 0) {
      return new Done();
    }
    if (!(report.largest() <= LARGEST_SQUARE)) {
      failure =
          "the vectors explode: in epoch %d a row %s; lower learning-rate"
              .formatted(
                  report.epoch() + 1,
                  Double.isNaN(report.largest())
                      ? "is not finite"
                      : "has the norm %.0f".formatted(Math.sqrt(report.largest())));
      return new Failed(failure);
    }
    Order order = orders.computeIfAbsent(report.round(), this::order);
    reports[report.replica()] = report;
    reported++;
    if (reported == addresses.length) {
      reported = 0;
      rounds = report.round() + 1;
      orders.remove(report.round());
      for (Report each : reports) { // in this order, whoever came first
        losses.add(each.epoch(), each.loss(), each.pairs());
      }
    }
    return order;
  }

  private Order order(long round) {
    if ((round + 1) % blueprint.fullMerge() != 0) {
      return new Order(false, false); // the replicas' tables are not one
    }
    boolean end = round + 1 == blueprint.allRounds();
    boolean stop = end || listener.wantsToStop();
    return new Order(stop || listener.wantsToSave(round + 1), stop);
  }

  private Message fetch(Fetch fetch) {
    FloatTable table = from.orElseThrow().tables().table(fetch.table());
    float[] values = new float[fetch.count() * table.columns()];
    for (int i = 0; i < fetch.count(); i++) {
      table.copyRow(fetch.first() + i, values, i * table.columns());
    }
    return new Rows(fetch.table(), fetch.first(), values);
  }

  private synchronized Tables own() {
    if (tables == null) {
      // What it began from is needed by no replica any more, so it is written over.
      tables = from.map(From::tables).orElseGet(() -> Tables.zeros(words, blueprint.dimensions()));
    }
    return tables;
  }

  private void keep(Rows rows) {
    FloatTable table = own().table(rows.table());
    int columns = table.columns();
    for (int i = 0; i * columns < rows.values().length; i++) {
      table.setRow(rows.first() + i, rows.values(), i * columns);
    }
  }

  private synchronized void keep(Whole whole) {
    tables = whole.tables();
  }

  private synchronized void given(Consumer<Message> answer) {
    givers.add(answer);
  }

  // --- for the driver's own thread ---------------------------------------------------------------

  /** Whether all replicas have given their rows, and wait. */
  synchronized boolean isGiven() {
    return givers.size() == addresses.length;
  }

  /** Lets them go on. */
  void release() {
    List<Consumer<Message>> all;
    synchronized (this) {
      all = givers;
      givers = new ArrayList<>();
    }
    all.forEach(each -> each.accept(new Done()));
  }

  /** The rounds that all replicas have ended. */
  synchronized long rounds() {
    return rounds;
  }

  /** The tables as they were given last, or as it began. */
  synchronized Tables tables() {
    return tables != null ? tables : from.map(From::tables).orElse(null);
  }

  /** The losses so far. */
  synchronized EpochLosses losses() {
    return losses.copy(blueprint.epochs());
  }

  /** How far it is; empty before the first report. */
  synchronized Optional<Moment> moment() {
    return Optional.ofNullable(last)
        .map(
            report ->
                new Moment(
                    Arrays.stream(read).sum(),
                    report.epoch() + 1,
                    report.rate(),
                    losses.mean(report.epoch())));
  }

  /** Why it cannot go on; null: it can. */
  synchronized String failure() {
    return failure;
  }
}
