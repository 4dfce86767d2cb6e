package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate falls with a power of time: η·t^α with t = 1, 2, …, the books' polynomial decay. Robbins
 * and Monro (1951) ask for −1 ≤ α &lt; −1/2, so that the rates sum to infinity and their squares do
 * not.
 *
 * @param base η, the rate of the first step
 * @param exponent α, at most 0
 */
public record TimePower(double base, double exponent) implements Schedule {

  @Override
  public double rate(long step) {
    return base * Math.pow(step, exponent);
  }
}
