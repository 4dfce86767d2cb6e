package dev.bellows.model.perceptron;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;

/** A sum over rows that are gathered into tiles, whatever pieces they come from. */
final class TileSum<A> implements GradientSum {
  private final Workspaces<A> workspaces;
  private final Workspace<A> workspace;
  private final OutputLoss outputLoss;
  private final Dropout dropout;
  private final double[] gradient; // null where only the loss is wanted
  private double loss;

  TileSum(
      Workspaces<A> workspaces,
      OutputLoss outputLoss,
      Dropout dropout,
      double[] parameters,
      double[] gradient) {
    this.workspaces = workspaces;
    this.outputLoss = outputLoss;
    this.dropout = dropout;
    this.gradient = gradient;
    workspace = workspaces.take();
    workspace.begin(parameters);
  }

  @Override
  public void add(Examples piece, long firstRow, int[] rows, int count) {
    LabelledRows examples = (LabelledRows) piece;
    for (int i = 0; i < count; i++) {
      if (!workspace.takes(examples.features())) {
        flush();
      }
      workspace.add(examples, rows[i], firstRow + rows[i]);
    }
  }

  @Override
  public double finish() {
    if (workspace.rows() > 0) {
      flush();
    }
    workspaces.give(workspace);
    return loss;
  }

  private void flush() {
    workspace.forward(dropout);
    loss += workspace.loss(outputLoss);
    if (gradient != null) {
      workspace.backward(gradient);
    }
    workspace.clear();
  }
}
