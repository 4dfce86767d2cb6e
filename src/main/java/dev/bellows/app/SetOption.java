package dev.bellows.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set key=value}, as often as wanted. */
final class SetOption {
  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the job file; may be repeated.")
  private List<String> words = new ArrayList<>();

  List<String> words() {
    return words;
  }
}
