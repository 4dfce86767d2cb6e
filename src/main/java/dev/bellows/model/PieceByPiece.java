package dev.bellows.model;

import dev.bellows.linalg.Examples;

/** The sum of an objective that is asked about each piece by itself. */
final class PieceByPiece implements GradientSum {
  private final Objective objective;
  private final double[] parameters;
  private final double[] gradient;
  private double loss;

  PieceByPiece(Objective objective, double[] parameters, double[] gradient) {
    this.objective = objective;
    this.parameters = parameters;
    this.gradient = gradient;
  }

  @Override
  public void add(Examples piece, long firstRow, int[] rows, int count) {
    loss += objective.addLossAndGradient(piece, rows, count, parameters, gradient);
  }

  @Override
  public double finish() {
    return loss;
  }
}
