package dev.bellows.train.stage;

import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.train.exchange.BlockWork;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What a task of the stage does: it joins the driver and answers requests over its blocks until
 * there are no more. It keeps nothing that a new attempt would need.
 */
final class StageTask extends AbstractFunction1<Iterator<HostedBlocks>, Iterator<Boolean>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BlockWork work;
  private final TaskRanges ranges;
  private final int singles;
  private final Invitation invitation;

  /**
   * A task.
   *
   * @param work what it computes of a block
   * @param ranges which blocks it hosts
   * @param singles how many first elements of a gradient are rounded to single precision
   * @param invitation how it joins the driver
   */
  StageTask(BlockWork work, TaskRanges ranges, int singles, Invitation invitation) {
    this.work = work;
    this.ranges = ranges;
    this.singles = singles;
    this.invitation = invitation;
  }

  @Override
  public Iterator<Boolean> apply(Iterator<HostedBlocks> hosted) {
    HostedBlocks blocks = hosted.next();
    try (Link link = invitation.join(TaskContext.getPartitionId())) {
      serve(link, blocks);
    } catch (IOException e) {
      throw new IllegalStateException("cannot join the driver: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return scala.collection.Iterator$.MODULE$.empty();
  }

  private void serve(Link link, HostedBlocks blocks) throws InterruptedException {
    OrderedSum gradients = new OrderedSum(ranges.blocks(), singles, link::spare);
    OrderedSum losses = new OrderedSum(ranges.blocks());
    for (Request request = link.next(); request != null; request = link.next()) {
      long begin = System.nanoTime();
      boolean gradient = request.kind() == Request.Kind.GRADIENT;
      boolean validation = request.kind() == Request.Kind.VALIDATION_LOSS;
      OrderedSum sum = gradient ? gradients : losses;
      List<PackedBlock> asked = validation ? blocks.validation() : blocks.training();
      double[] parameters = link.parameters();
      for (PackedBlock block : asked) {
        TaskKill.check();
        sum.add(
            block.number(),
            gradient
                ? work.gradient(
                    block, request.epoch(), request.batch(), parameters, n -> zeros(link, n))
                : work.loss(block, parameters));
      }
      link.answer(sum.take(), System.nanoTime() - begin);
    }
  }

  private static double[] zeros(Link link, int length) {
    double[] array = link.array(length);
    Arrays.fill(array, 0);
    return array;
  }
}
