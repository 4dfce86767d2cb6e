package dev.bellows.embed.replica;

import dev.bellows.embed.replica.Message.Changes;
import dev.bellows.embed.replica.Message.Failed;
import dev.bellows.embed.replica.Message.Merged;
import dev.bellows.linalg.FloatTable;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Adds up the changes of the blocks that a replica answers for, in the order of the replicas,
 * whoever comes first.
 */
final class MergeDesk implements Desk {
  private final Tables base;
  private final Contraction contraction;
  private final int replicas;
  private final Map<Key, Pending> pending = new ConcurrentHashMap<>();

  private record Key(long round, int table, int first) {}

  /** What has come for one block of a round. */
  private static final class Pending {
    private final Changes[] changes;
    private final Consumer<Message>[] answers;
    private int missing;

    @SuppressWarnings("unchecked")
    Pending(int replicas) {
      changes = new Changes[replicas];
      answers = new Consumer[replicas];
      missing = replicas;
    }

    synchronized boolean isComplete(Changes change, Consumer<Message> answer) {
      if (changes[change.replica()] != null) {
        throw new IllegalStateException("replica " + change.replica() + " said it twice");
      }
      changes[change.replica()] = change;
      answers[change.replica()] = answer;
      return --missing == 0;
    }
  }

  /**
   * A desk.
   *
   * @param base the tables after the last merge; only read
   */
  MergeDesk(Tables base, Contraction contraction, int replicas) {
    this.base = base;
    this.contraction = contraction;
    this.replicas = replicas;
  }

  @Override
  public void take(Message question, Consumer<Message> answer) {
    if (!(question instanceof Changes change)) {
      answer.accept(new Failed("a replica was asked " + question.getClass().getSimpleName()));
      return;
    }
    Key key = new Key(change.round(), change.table(), change.first());
    Pending block = pending.computeIfAbsent(key, k -> new Pending(replicas));
    if (block.isComplete(change, answer)) {
      pending.remove(key);
      Merged merged = merged(block.changes);
      for (Consumer<Message> each : block.answers) {
        each.accept(merged);
      }
    }
  }

  private Merged merged(Changes[] changes) {
    int table = changes[0].table();
    int first = changes[0].first();
    FloatTable rows = base.table(table);
    int columns = rows.columns();
    int length = Tables.endOfBlock(first, rows.rows()) - first;
    int[] place = new int[length];
    for (Changes each : changes) {
      for (int row : each.rows()) {
        place[row - first] = 1;
      }
    }
    int[] moved = new int[length];
    int count = 0;
    for (int r = 0; r < length; r++) {
      if (place[r] != 0) {
        moved[count] = first + r;
        place[r] = count++;
      }
    }
    float[] values = new float[count * columns];
    for (Changes each : changes) {
      for (int i = 0; i < each.rows().length; i++) {
        int to = place[each.rows()[i] - first] * columns;
        for (int c = 0; c < columns; c++) {
          values[to + c] += each.values()[i * columns + c];
        }
      }
    }
    for (int m = 0; m < count; m++) {
      float share = contraction.share(table, moved[m]);
      float[] array = rows.array(moved[m]);
      int at = rows.offset(moved[m]);
      for (int c = 0; c < columns; c++) {
        values[m * columns + c] = array[at + c] + share * values[m * columns + c];
      }
    }
    return new Merged(Arrays.copyOf(moved, count), values);
  }
}
