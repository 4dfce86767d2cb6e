package dev.bellows.app;

import dev.bellows.Settings;
import dev.bellows.train.Engine;
import dev.bellows.train.RoundSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A job: everything that {@code train} has to know, checked.
 *
 * @param name names the run directory
 * @param top the keys outside of sections
 * @param sections the settings of the sections but those of the model and of optimizers, by name
 * @param model what is trained
 * @param optimizer how parameters move
 * @param outer how the driver moves them after a round; empty: plain averaging
 */
record Job(
    String name,
    Settings top,
    Map<String, Settings> sections,
    NamedModel model,
    NamedOptimizer optimizer,
    Optional<NamedOptimizer> outer) {

  /** This job with other keys outside of sections. */
  Job withTop(Settings other) {
    return new Job(name, other, sections, model, optimizer, outer);
  }

  /** This job with another section. */
  Job withSection(String named, Settings section) {
    Map<String, Settings> others = new LinkedHashMap<>(sections);
    others.put(named, section);
    return new Job(name, top, others, model, optimizer, outer);
  }

  /** This job under another name. */
  Job named(String other) {
    return new Job(other, top, sections, model, optimizer, outer);
  }

  /** The section of that name. */
  Settings section(String named) {
    return sections.get(named);
  }

  /** The section of that name. */
  Settings data() {
    return section(JobSettings.DATA);
  }

  /** How often all rows are used; schedules may be those of more epochs. */
  long trainedEpochs() {
    return JobSettings.trainedEpochs(top, section(JobSettings.STOP));
  }

  /** Whether replicas go on by themselves. */
  boolean hasRounds() {
    return top.get(JobSettings.ENGINE) == Engine.Kind.ROUNDS;
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
    text.addTop(
        JobSettings.TOP.stream()
            .filter(setting -> hasRounds() || !RoundSettings.ALL.contains(setting))
            .toList(),
        top);
    if (top.get(JobSettings.BATCH_SIZE) == JobSettings.ALL_ROWS) {
      text.say(JobSettings.BATCH_SIZE.name(), "all");
    }
    text.say(JobSettings.MODEL + ".type", model.type());
    text.addSection(JobSettings.MODEL, model.entry().settings(), model.settings());
    text.addSections(JobSettings.SECTIONS, sections);
    add(text, optimizer);
    outer.ifPresent(other -> add(text, other));
    return text;
  }

  private static void add(JobText text, NamedOptimizer optimizer) {
    text.say(optimizer.section() + ".name", optimizer.name());
    text.addSection(optimizer.section(), optimizer.entry().settings(), optimizer.settings());
  }
}
