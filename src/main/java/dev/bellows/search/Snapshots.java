package dev.bellows.search;

import dev.bellows.search.strategy.Leg;
import dev.bellows.train.checkpoint.Checkpoint;
import dev.bellows.train.checkpoint.CheckpointFailure;
import dev.bellows.train.checkpoint.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where trials can go on, in {@code trials/0012/rung-0/fold-0}. What is missing or damaged costs
 * time and nothing else: such a trial is trained from its start, to the same bits.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Path folder;
  private final Configuration hadoop;

  Snapshots(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  private Path folder(int trial) {
    return folder.resolve("%04d".formatted(trial));
  }

  private Path folder(int trial, int rung) {
    return folder(trial).resolve("rung-" + rung);
  }

  /** Where a leg's end is kept. */
  CheckpointStore store(Leg leg, int fold) {
    return store(leg.trial(), leg.rung(), fold);
  }

  private CheckpointStore store(int trial, int rung, int fold) {
    return new CheckpointStore(folder(trial, rung).resolve("fold-" + fold).toString(), hadoop, 1);
  }

  /** What a leg goes on from; nothing for the first one. */
  Optional<Checkpoint> before(Leg leg, int fold) {
    if (leg.rung() == 0) {
      return Optional.empty();
    }
    try {
      Optional<Checkpoint> found =
          store(leg.trial(), leg.rung() - 1, fold).newest(line -> LOG.warn("{}", line));
      if (found.isEmpty()) {
        LOG.warn("trial {} is trained from its start: it has no checkpoint", leg.trial());
      }
      return found;
    } catch (CheckpointFailure e) {
      LOG.warn("trial {} is trained from its start: {}", leg.trial(), e.getMessage());
      return Optional.empty();
    }
  }

  /** Writes the end of a leg, of every fold that has one. */
  void write(LegOutcome outcome) {
    List<Checkpoint> folds = outcome.checkpoints();
    for (int fold = 0; fold < folds.size(); fold++) {
      store(outcome.result().leg(), fold).write(folds.get(fold));
    }
  }

  /** Forgets what a leg has gone on from. */
  void forgetBefore(Leg leg) {
    if (leg.rung() > 0) {
      remove(folder(leg.trial(), leg.rung() - 1));
    }
  }

  /** The trials that something is kept of. */
  List<Integer> trials() {
    List<Integer> trials = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.map(path -> path.getFileName().toString())
            .filter(name -> name.matches("\\d{4,9}"))
            .forEach(name -> trials.add(Integer.valueOf(name)));
      } catch (IOException e) {
        LOG.warn("{} cannot be looked into: {}", folder, e.getMessage());
      }
    }
    return trials;
  }

  /** Forgets all of a trial. */
  void forget(int trial) {
    remove(folder(trial));
  }

  /** What cannot be removed does no harm. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", folder, e.getMessage());
    }
  }
}
