package dev.bellows.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.bellows.InputException;
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

  /**
   * One {@code --set} word. A value that begins like a list, an object or a quoted text, or holds a
   * substitution, is HOCON; any other is taken as it stands.
   */
  static Config parse(String set) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      throw new InputException(
          "--set %s: it takes key=value, for example --set optimizer.learning-rate=0.1"
              .formatted(set));
    }
    return parse(set.substring(0, equals).trim(), set.substring(equals + 1).trim(), "--set " + set);
  }

  /**
   * A value that was written for a key, on the command line.
   *
   * @param origin the words of the command line, for messages
   */
  static Config parse(String key, String value, String origin) {
    boolean hocon = value.matches("(?s)[\\[{\"].*") || value.contains("${");
    try {
      return hocon
          ? ConfigFactory.parseString(
              key + " = " + value, ConfigParseOptions.defaults().setOriginDescription(origin))
          : ConfigFactory.empty()
              .withValue(
                  key, ConfigValueFactory.fromAnyRef(value.equals("null") ? null : value, origin));
    } catch (ConfigException e) {
      String why = e.getMessage().replaceAll("\\s*\\n\\s*", " ");
      why = why.startsWith(origin + ": ") ? why.substring(origin.length() + 2) : why;
      throw new InputException("%s: %s".formatted(origin, why.replaceFirst("^1: ", "")), e);
    }
  }
}
