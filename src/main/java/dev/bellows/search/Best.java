package dev.bellows.search;

import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.report.AtomicFile;
import dev.bellows.search.SearchResult.Standing;
import dev.bellows.search.space.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The best trials so far, and the files with their models; the models of all others are gone. */
final class Best {
  private static final String ENDING = ".safetensors";

  private final Path folder;
  private final int keep;
  private final Metric metric;
  private final TreeMap<Rank, LegResult> ranks = new TreeMap<>();
  private final Map<Integer, Rank> rankOf = new HashMap<>();
  private boolean untidy = true; // there may be files of legs that are no longer among the best

  /**
   * None so far.
   *
   * @param keep so many models stay
   */
  Best(Path folder, int keep, Metric metric) {
    this.folder = folder;
    this.keep = keep;
    this.metric = metric;
  }

  /** The rank that a leg has to come before for its parameters to be wanted; null: none yet. */
  Rank bar() {
    return ranks.keySet().stream().skip(keep - 1L).findFirst().orElse(null);
  }

  /** Whether the parameters of a leg are wanted. */
  static boolean wants(LegResult result, Metric metric, Rank bar) {
    return result.finished() && (bar == null || Rank.of(result, metric).compareTo(bar) <= 0);
  }

  Optional<LegResult> first() {
    return ranks.isEmpty() ? Optional.empty() : Optional.of(ranks.firstEntry().getValue());
  }

  /**
   * Writes the models of those legs, all about to go on record, that will be among the best. The
   * files of legs before stay until {@link #tidyUp}.
   */
  void write(List<LegOutcome> ended) throws IOException {
    List<LegOutcome> good =
        ended.stream()
            .filter(outcome -> !outcome.parameters().isEmpty())
            .filter(outcome -> wants(outcome.result(), metric, bar()))
            .sorted(Comparator.comparing(outcome -> Rank.of(outcome.result(), metric)))
            .limit(keep)
            .toList();
    for (LegOutcome outcome : good) {
      write(outcome);
      untidy = true;
    }
  }

  private void write(LegOutcome outcome) throws IOException {
    Layout layout = outcome.layout();
    Files.createDirectories(folder);
    int folds = outcome.parameters().size();
    for (int fold = 0; fold < folds; fold++) {
      double[] parameters = outcome.parameters().get(fold);
      List<Tensor> tensors =
          layout.tensors().stream()
              .map(
                  slot ->
                      new Tensor(slot.name(), slot.shape(), layout.read(slot.name(), parameters)))
              .toList();
      Map<String, String> facts = Map.of("trial", String.valueOf(outcome.result().leg().trial()));
      AtomicFile.write(
          file(outcome.result(), fold, folds), out -> Safetensors.write(out, facts, tensors));
    }
  }

  private static String name(LegResult result) {
    return "%04d-rung-%d".formatted(result.leg().trial(), result.leg().rung());
  }

  private Path file(LegResult result, int fold, int folds) {
    String which = folds == 1 ? "" : "-fold-%04d".formatted(fold);
    return folder.resolve(name(result) + which + ENDING);
  }

  /** Takes a leg that is on record. */
  void add(LegResult result) {
    if (!result.finished()) {
      return;
    }
    Rank rank = Rank.of(result, metric);
    Rank before = rankOf.get(rank.trial());
    if (before != null && before.compareTo(rank) <= 0) {
      return; // it was better before
    }
    if (before != null) {
      ranks.remove(before);
    }
    rankOf.put(rank.trial(), rank);
    ranks.put(rank, result);
  }

  private List<LegResult> kept() {
    return ranks.values().stream().limit(keep).toList();
  }

  /** Removes the files of models that are no longer among the best. */
  void tidyUp() throws IOException {
    if (!untidy) {
      return;
    }
    Set<String> wanted = new HashSet<>();
    kept().forEach(result -> wanted.add(name(result)));
    for (Path file : files()) {
      if (!wanted.contains(legOf(file))) {
        Files.deleteIfExists(file);
      }
    }
    untidy = false;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().endsWith(ENDING)).sorted().toList();
    }
  }

  /** The name of the leg that a file is of. */
  private static String legOf(Path file) {
    return file.getFileName().toString().replaceFirst("(-fold-\\d+)?\\" + ENDING + "$", "");
  }

  /**
   * The best, with their models read.
   *
   * @throws InputException if somebody has taken a file away
   */
  List<Standing> standings(List<Trial> trials) throws IOException {
    Map<String, List<Path>> files = files().stream().collect(Collectors.groupingBy(Best::legOf));
    List<Standing> standings = new ArrayList<>();
    for (LegResult result : kept()) {
      List<Path> models = files.getOrDefault(name(result), List.of());
      if (models.isEmpty()) {
        throw new InputException(
            "%s is missing: it is the model of one of the best trials"
                .formatted(file(result, 0, 1)));
      }
      List<double[]> parameters = new ArrayList<>();
      for (Path model : models) {
        parameters.add(read(model));
      }
      standings.add(new Standing(trials.get(result.leg().trial()), result, models, parameters));
    }
    return standings;
  }

  /** The parameters of a model; its tensors lie one behind the other as its layout has them. */
  private static double[] read(Path file) throws IOException {
    return Safetensors.read(file).tensors().values().stream()
        .flatMapToDouble(tensor -> Arrays.stream(tensor.values()))
        .toArray();
  }
}
