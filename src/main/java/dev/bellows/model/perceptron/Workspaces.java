package dev.bellows.model.perceptron;

import dev.bellows.linalg.Rows;
import dev.bellows.model.OutputLoss;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The workspaces of a network that no thread uses at the moment. There are never more than there
 * were threads at a time.
 */
final class Workspaces<A> {
  private final Perceptron network;
  private final TileKernels<A> kernels;
  private final Queue<Workspace<A>> idle = new ConcurrentLinkedQueue<>();

  Workspaces(Perceptron network, TileKernels<A> kernels) {
    this.network = network;
    this.kernels = kernels;
  }

  /** A workspace that nobody else has. */
  Workspace<A> take() {
    Workspace<A> workspace = idle.poll();
    return workspace == null ? new Workspace<>(network, kernels) : workspace;
  }

  /** Gives one back, which ends its pass. One that failed is not given back. */
  void give(Workspace<A> workspace) {
    workspace.end();
    idle.add(workspace);
  }

  /** Begins a sum over rows; {@code gradient} is null where only the loss is wanted. */
  TileSum<A> begin(OutputLoss loss, Dropout dropout, double[] parameters, double[] gradient) {
    return new TileSum<>(this, loss, dropout, parameters, gradient);
  }

  /** The outputs for some rows. */
  void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    Workspace<A> workspace = take();
    workspace.begin(parameters);
    int at = 0;
    for (int i = 0; i < count; i++) {
      workspace.add(rows, chosen[i]);
      if (i == count - 1 || !workspace.takes(rows)) {
        workspace.forward(Dropout.NONE);
        int length = workspace.rows() * network.outputs();
        System.arraycopy(workspace.outputs(), 0, outputs, at, length);
        at += length;
        workspace.clear();
      }
    }
    give(workspace);
  }
}
