package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.search.space.Choice;
import dev.bellows.search.space.Dimension;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of a search's trials: what all have in common, and a trial's settings over it, read and
 * checked as a job of {@code train} is.
 */
final class TrialJobs {
  /** So many settings of a trial are all told; of more those that a message names. */
  private static final int FEW = 4;

  /** So many jobs that were made last are not made again; all would fill the driver's memory. */
  private static final int REMEMBERED = 512;

  private final ConfigObject common;
  private final String name;
  private final SpaceReader reader;
  private final Space space;
  private final Map<Integer, Job> lately =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Job> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * The jobs of a space's trials.
   *
   * @param common what all have in common
   * @param name of the search
   */
  TrialJobs(ConfigObject common, String name, SpaceReader reader, Space space) {
    this.common = common;
    this.name = name;
    this.reader = reader;
    this.space = space;
  }

  /**
   * The job of a trial: of one number there is one trial.
   *
   * @throws InputException with key, value, place and the trial's settings, if there can be no such
   *     training
   */
  synchronized Job job(Trial trial) {
    Job known = lately.get(trial.number());
    if (known != null) {
      return known;
    }
    try {
      Job job = read(trial);
      lately.put(trial.number(), job);
      return job;
    } catch (InputException e) {
      throw impossible(trial, e);
    }
  }

  private Job read(Trial trial) {
    return JobFile.of(reader.over(common, trial), name);
  }

  private InputException impossible(Trial trial, InputException fault) {
    String message = fault.getMessage();
    return new InputException(
        "%s; so it is in trial %d: %s%s"
            .formatted(message, trial.number(), settings(trial, message), advice(trial, message)),
        fault);
  }

  /**
   * A trial's settings in words: {@code optimizer.name = adam, batch-size = 10}.
   *
   * @param message of many settings those that it names, by their key or value
   */
  private static String settings(Trial trial, String message) {
    Map<String, Object> named = new LinkedHashMap<>(trial.settings());
    if (named.size() > FEW) {
      named.entrySet().removeIf(setting -> !isNamed(setting, message));
    }
    return inWords(named.isEmpty() ? trial.settings() : named);
  }

  private static boolean isNamed(Map.Entry<String, Object> setting, String message) {
    return (" " + message.replaceAll("[:,;=]", " ") + " ")
        .matches("(?s).* (\\Q%s\\E|\\Q%s\\E) .*".formatted(setting.getKey(), setting.getValue()));
  }

  /** Settings as a person reads them: {@code optimizer.name = adam, batch-size = 10}. */
  static String inWords(Map<String, Object> settings) {
    List<String> words = new ArrayList<>();
    settings.forEach((key, value) -> words.add(key + " = " + Setting.word(value)));
    return String.join(", ", words);
  }

  /** If it is another setting that makes this one impossible: with which values it would not. */
  private String advice(Trial trial, String message) {
    Optional<String> culprit = culprit(message);
    for (Dimension other : space.dimensions()) {
      String key = other.key();
      if (!(other.range() instanceof Choice choice)
          || !trial.settings().containsKey(key)
          || culprit.equals(Optional.of(key))) {
        continue;
      }
      List<String> possible =
          choice.values().stream()
              .filter(value -> isPossible(trial, key, value))
              .map(Setting::word)
              .toList();
      if (!possible.isEmpty()) {
        String when = "when { %s = [%s] }".formatted(key, String.join(", ", possible));
        return culprit
            .map(of -> "; give search.space.%s a condition: %s".formatted(of, when))
            .orElse("; move it into search.space as { values = [ … ], %s }".formatted(when));
      }
    }
    return "";
  }

  /** The searched key that a message begins with, behind its place. */
  private Optional<String> culprit(String message) {
    return space.keys().stream()
        .filter(key -> message.matches("(?s)[^ ]*:? ?\\Q%s\\E[ :].*".formatted(key)))
        .findFirst();
  }

  private boolean isPossible(Trial trial, String key, Object value) {
    Map<String, Object> settings = new LinkedHashMap<>(trial.settings());
    settings.put(key, value);
    try {
      read(new Trial(trial.number(), settings));
      return true;
    } catch (InputException e) {
      return false;
    }
  }
}
