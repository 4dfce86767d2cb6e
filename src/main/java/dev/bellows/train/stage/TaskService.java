package dev.bellows.train.stage;

import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.BatchSum;
import dev.bellows.train.exchange.BlockWork;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.ReplicaWork;
import dev.bellows.train.exchange.TaskKill;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a task answers. Between two rounds it keeps the states of its replicas; the driver has them
 * too, so nothing is lost with the task.
 */
final class TaskService {
  private static final double[] NO_STATE = new double[0];

  private final BlockWork work;
  private final ReplicaWork replicas; // null: none
  private final boolean stateful;
  private final Link link;
  private final OrderedSum answers;
  private final OrderedSum measures;
  private final BatchSum gradient = new BatchSum(this::zeros);
  private final Map<Integer, double[]> states = new HashMap<>(); // by block; the driver's too

  /**
   * A service.
   *
   * @param replicas null where gradients are wanted
   * @param blocks the number of blocks of all tasks
   */
  TaskService(BlockWork work, ReplicaWork replicas, int blocks, Passage passage, Link link) {
    this.work = work;
    this.replicas = replicas;
    this.link = link;
    stateful = passage.stateLength() > 0;
    answers = new OrderedSum(blocks, passage.answers().singles(), link::spare);
    measures = new OrderedSum(blocks);
  }

  /** Answers request after request. */
  void serve(HostedBlocks blocks) throws InterruptedException {
    for (Request request = link.next(); request != null; request = link.next()) {
      long begin = System.nanoTime();
      boolean validation = request.kind() == Request.Kind.VALIDATION_MEASURES;
      List<PackedBlock> asked = validation ? blocks.validation() : blocks.training();
      OrderedSum sum = request.kind().measures() ? measures : answers;
      for (PackedBlock block : asked) {
        TaskKill.check();
        sum.add(block.number(), answer(request, block));
      }
      link.answer(sum.take(), System.nanoTime() - begin);
    }
  }

  private Vector answer(Request request, PackedBlock block) {
    double[] parameters = link.parameters();
    return switch (request.kind()) {
      case GRADIENT -> work.gradient(block, request.epoch(), request.batch(), parameters, gradient);
      case ROUND -> new DenseVector(round(request, block, parameters));
      case TRAINING_MEASURES, VALIDATION_MEASURES ->
          new DenseVector(work.measures(block, parameters));
    };
  }

  private double[] round(Request request, PackedBlock block, double[] sent) {
    if (!stateful) {
      return replicas.run(block, request.steps(), sent, NO_STATE, link::array);
    }
    int number = block.number();
    double[] before = request.states() ? link.state(number) : states.get(number);
    double[] state = before.clone();
    double[] answer = replicas.run(block, request.steps(), sent, state, link::array);
    states.put(number, state);
    link.leave(number, state);
    return answer;
  }

  private double[] zeros(int length) {
    double[] array = link.array(length);
    Arrays.fill(array, 0);
    return array;
  }
}
