package dev.bellows.train.stage;

import dev.bellows.data.TaskRanges;
import dev.bellows.train.exchange.BlockWork;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.ReplicaWork;
import dev.bellows.train.exchange.Workload;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What a task of the stage does: it joins the driver and answers requests over its blocks until
 * there are no more.
 */
final class StageTask extends AbstractFunction1<Iterator<HostedBlocks>, Iterator<Boolean>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BlockWork work;
  private final ReplicaWork replicas; // null: gradients are wanted
  private final Passage passage;
  private final TaskRanges ranges;
  private final Invitation invitation;

  /**
   * A task.
   *
   * @param invitation how it joins the driver
   */
  StageTask(Workload workload, Passage passage, Invitation invitation) {
    work = new BlockWork(workload.objective(), workload.plan());
    replicas = workload.replicas().orElse(null);
    ranges = workload.rows().ranges();
    this.passage = passage;
    this.invitation = invitation;
  }

  @Override
  public Iterator<Boolean> apply(Iterator<HostedBlocks> hosted) {
    HostedBlocks blocks = hosted.next();
    try (Link link = invitation.join(TaskContext.getPartitionId())) {
      new TaskService(work, replicas, ranges.blocks(), passage, link).serve(blocks);
    } catch (IOException e) {
      throw new IllegalStateException("cannot join the driver: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return scala.collection.Iterator$.MODULE$.empty();
  }
}
