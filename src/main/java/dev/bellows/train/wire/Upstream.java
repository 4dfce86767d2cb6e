package dev.bellows.train.wire;

import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.SumForm;
import dev.bellows.train.stage.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes up from a task: its own sums, folded with those of its children where it has some. The
 * children's come in on the network's threads while the task's thread computes.
 */
final class Upstream {
  private final boolean alone;
  private final Junction answers;
  private final Junction measures;
  private volatile Junction junction; // of the last request; null: none yet
  private volatile long request;
  private volatile Peer parent; // null: not known yet

  Upstream(NetworkInvitation invitation, int task) {
    TaskTree tree = invitation.tree();
    int arrivals = tree.arrivals(task);
    alone = tree.children(task).isEmpty();
    answers = new Junction(tree.blocks(), invitation.passage().answers(), arrivals, this::up);
    measures = new Junction(tree.blocks(), invitation.passage().measures(), arrivals, this::up);
  }

  /** Says where sums go, before the first request. */
  void connect(Peer to) {
    parent = to;
  }

  /** A request has come, before the children have it. */
  void begin(Request asked) {
    Junction next = asked.kind().measures() ? measures : answers;
    next.expect(asked.id());
    request = asked.id();
    junction = next;
  }

  /** Chunks of a child's sum; null where they are late. */
  ChunkReader chunks(ChunkHeader header) {
    Junction meeting = junction;
    if (meeting == null || !meeting.expects(header.request())) {
      return null;
    }
    return meeting.reader(header, chunk -> meeting.room());
  }

  /** The task's own sum, a vector that is not written into until the next request. */
  void add(Node<Vector> sum, long nanos) {
    Junction meeting = junction;
    List<Segment> segments = segments(sum.value(), meeting);
    if (alone) {
      send(meeting, sum, segments, nanos);
      return;
    }
    for (int chunk = 0; chunk < meeting.chunks(); chunk++) {
      meeting.add(chunk, sum.level(), sum.number(), segments.get(chunk), nanos);
    }
  }

  /** A vector chunk by chunk. */
  private static List<Segment> segments(Vector vector, Junction meeting) {
    List<Segment> segments = new ArrayList<>();
    int from = 0;
    for (int chunk = 0; chunk < meeting.chunks(); chunk++) {
      int offset = Chunks.offset(chunk);
      if (vector.isNothing()) {
        segments.add(Segment.ZEROS);
      } else if (vector instanceof SparseVector listed) {
        int count = Chunks.length(chunk, listed.length());
        int to = listed.countBefore(offset + count);
        segments.add(new Segment(listed.part(from, to, offset, count)));
        from = to;
      } else {
        segments.add(new Segment(vector.toArray(), offset, false));
      }
    }
    return segments;
  }

  /** Where no others' sums come in, all chunks go together. */
  private void send(Junction meeting, Node<Vector> sum, List<Segment> segments, long nanos) {
    Elements elements = new Elements();
    for (int chunk = 0; chunk < meeting.chunks(); chunk++) {
      write(elements, meeting.form(), sum.level(), chunk, segments.get(chunk));
    }
    ChunkHeader header = elements.header(request, sum.level(), sum.number(), nanos);
    parent.send(Messages.SUM, header, elements, () -> {});
  }

  /** Hands a chunk on to the parent. */
  private void up(long of, int chunk, List<Node<Segment>> sums, long nanos) {
    Junction meeting = junction;
    for (Node<Segment> sum : sums) {
      Segment segment = sum.value();
      Elements elements = new Elements();
      write(elements, meeting.form(), sum.level(), chunk, segment);
      ChunkHeader header = elements.header(of, sum.level(), sum.number(), nanos);
      parent.send(Messages.SUM, header, elements, () -> meeting.release(segment));
    }
  }

  private static void write(
      Elements elements, SumForm form, int level, int chunk, Segment segment) {
    int count = Chunks.length(chunk, form.length());
    Precision precision = form.precision(level, Chunks.offset(chunk) + count);
    if (segment.isListed()) {
      elements.add(chunk, segment.listed(), precision);
    } else {
      elements.add(chunk, segment.array(), segment.offset(), count, precision);
    }
  }
}
