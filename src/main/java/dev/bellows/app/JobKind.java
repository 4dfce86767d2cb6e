package dev.bellows.app;

import dev.bellows.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of jobs, each named as the command that takes it. */
enum JobKind {
  TRAIN(JobSettings.TOP, JobSettings.SECTIONS),
  EMBED(EmbedJobSettings.TOP, EmbedJobSettings.SECTIONS),
  SEARCH(JobSettings.TOP, SearchSettings.SECTIONS);

  private final List<Setting<?>> top;
  private final Map<String, List<Setting<?>>> sections;

  JobKind(List<Setting<?>> top, Map<String, List<Setting<?>>> sections) {
    this.top = top;
    this.sections = sections;
  }

  /** The keys outside of sections. */
  List<Setting<?>> top() {
    return top;
  }

  /** The sections with their keys. */
  Map<String, List<Setting<?>>> sections() {
    return sections;
  }

  /** The sections that the other kind does not have. */
  Set<String> sectionsBeside(JobKind other) {
    Set<String> names = new TreeSet<>(sections.keySet());
    names.removeAll(other.sections.keySet());
    return names;
  }
}
