package dev.bellows.search;

import java.util.List;

/**
 * How a search begins.
 *
 * @param trials how many trials there are
 * @param way {@code TASK} or {@code JOB}
 * @param reason why it is that way, in a few words
 * @param parallel how many tasks, or trainings, there are at once
 * @param replayed what was finished before, in the order of the record; empty unless resumed
 */
public record SearchStart(
    int trials, Way way, String reason, int parallel, List<LegResult> replayed) {}
