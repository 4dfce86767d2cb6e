package dev.bellows.app;

import java.util.ArrayList;
import java.util.List;

/** The keys of a job file, for tests outside of this package. */
public final class JobKeys {
  private JobKeys() {}

  /** All of them but the optimizer's own, the model's too, and those of a search. */
  public static List<String> all() {
    List<String> keys = new ArrayList<>();
    JobSettings.TOP.forEach(setting -> keys.add(setting.name()));
    JobSettings.SECTIONS.forEach(
        (section, settings) -> settings.forEach(s -> keys.add(section + "." + s.name())));
    ModelTable.settings().forEach(setting -> keys.add(JobSettings.MODEL + "." + setting.name()));
    SearchSettings.ALL.forEach(setting -> keys.add(SearchSettings.SEARCH + "." + setting.name()));
    return keys;
  }
}
