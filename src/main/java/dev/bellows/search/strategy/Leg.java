package dev.bellows.search.strategy;

import java.io.Serializable;

/**
 * A piece of a trial's training, from where the last one ended. Budgets are epochs or steps, as the
 * search says; here they are numbers.
 *
 * @param trial the trial's number
 * @param rung 0 for the first leg of a trial, then 1, …
 * @param from the budget that was used up before, 0 for rung 0
 * @param to the budget that is used up when it ends, above {@code from}
 */
public record Leg(int trial, int rung, long from, long to) implements Serializable {}
