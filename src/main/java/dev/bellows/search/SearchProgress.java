package dev.bellows.search;

import java.util.Optional;

/**
 * How far a search is.
 *
 * @param finished legs that have ended, however they did, those before a resumption included
 * @param running legs that were given to Spark and have not ended
 * @param waiting legs that could begin now
 * @param seconds since the search, or its resumption, began
 * @param best the best leg of the best trial, if any finished a leg
 */
public record SearchProgress(
    int finished, int running, int waiting, double seconds, Optional<LegResult> best) {}
