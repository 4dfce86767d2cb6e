package dev.bellows.search;

import dev.bellows.search.space.Trial;
import java.util.List;

/**
 * The rows that trials are trained on. Most searches have one group of rows for all trials; there
 * are several where settings of the rows are searched for.
 */
public interface SearchData {

  /** The group of a trial's rows: 0, or more where there are several. */
  default int group(Trial trial) {
    return 0;
  }

  /**
   * Loads a group's folds: one where a single split of the rows is all. The search frees them when
   * it needs them no more, and may then ask for the same group again: the rows must be the same.
   */
  List<Fold> load(int group);
}
