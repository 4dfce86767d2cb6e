package dev.bellows.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user wrote for a job of any kind: a file (HOCON) and {@code --set key=value} over it, with
 * all variables put in; no key is looked at yet.
 *
 * @param name the file's name without its ending, fit to name a run
 * @param root the keys, each with its place
 */
record JobSource(String name, ConfigObject root) {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

  /**
   * Reads it.
   *
   * @param file the job file
   * @param sets {@code key=value} words that override it
   * @throws InputException with the place, if there is no such file or it is no HOCON
   */
  static JobSource read(Path file, List<String> sets) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("%s: there is no such job file%s".formatted(file, similar(file)));
    }
    Config config;
    try {
      config =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      for (String set : sets) {
        config = SetOption.parse(set).withFallback(config);
      }
      config = config.resolve();
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw unresolved(file, e);
    } catch (ConfigException e) {
      throw new InputException(oneLine(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new InputException(file + ": it is nested too deeply", e);
    }
    String name =
        file.getFileName()
            .toString()
            .replaceFirst("\\.[^.]*$", "")
            .replaceAll("[^\\p{L}\\p{N}_.-]+", "-");
    return new JobSource(name, config.root());
  }

  private static String similar(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    File[] others = parent == null ? null : parent.toFile().listFiles();
    List<String> names = new ArrayList<>();
    for (File other : others == null ? new File[0] : others) {
      names.add(other.getName());
    }
    return Spelling.hint(file.getFileName().toString(), names);
  }

  private static InputException unresolved(Path file, ConfigException e) {
    Matcher named = SUBSTITUTION.matcher(String.valueOf(e.getMessage()));
    String name = named.find() ? named.group(1) : "a variable";
    String help =
        name.equals("BELLOWS_DATA")
            ? "the folder of the real data sets (data/README.md says where they are had)"
            : "it, or the key of that name";
    if (String.valueOf(e.getMessage()).contains("cycle")) {
      help = "what it should be; it refers to itself";
    }
    ConfigOrigin origin = e.origin();
    String where = origin == null ? file.toString() : ConfigPlace.of(origin);
    return new InputException(
        "%s: %s is not set in the environment; set %s".formatted(where, name, help), e);
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\n\\s*", " ");
  }
}
