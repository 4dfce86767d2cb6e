package dev.bellows.app;

import dev.bellows.Settings;
import java.util.Map;

/**
 * A job of word embeddings: everything that {@code embed} has to know, checked.
 *
 * @param name names the run directory
 * @param top the keys outside of sections
 * @param sections the settings of the sections, by name
 */
record EmbedJob(String name, Settings top, Map<String, Settings> sections) {

  /** The section of that name. */
  Settings section(String named) {
    return sections.get(named);
  }

  /** The section of that name. */
  Settings corpus() {
    return section(EmbedJobSettings.CORPUS);
  }

  /** The folder that the user named for the run; null for none. */
  String output() {
    return section(JobSettings.OUTPUT).get(JobSettings.OUTPUT_DIR);
  }

  /** The job as a file that gives this job again, defaults written out. */
  String render() {
    return text().render();
  }

  /** All keys with their values as a job file has them, defaults too, but where the run is kept. */
  Map<String, String> written() {
    return text().written();
  }

  private JobText text() {
    JobText text = new JobText(name);
    text.addTop(EmbedJobSettings.TOP, top);
    text.addSections(EmbedJobSettings.SECTIONS, sections);
    return text;
  }
}
