package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of the program in a TorchScript archive: Python's grammar, PyTorch's own language. */
final class ScriptCode {
  /**
   * These two of its operations reach the machine's files; the language has no others. Between the
   * dot and the name there may be spaces and remarks.
   */
  private static final Pattern FILES =
      Pattern.compile("\\.(?:\\s|\\\\\\n|#[^\\n]*\\n)*+(save|from_file)\\b");

  /** Operations that are neither the interpreter's nor PyTorch's on tensors. */
  private static final Pattern FOREIGN =
      Pattern.compile("(?<![\\w.])ops\\s*\\.\\s*(?!(?:prim|aten|quantized)\\b)(\\w+)");

  private static final Pattern RANDOM =
      Pattern.compile(
          "\\b\\w*(drop|rand|bernoulli|normal_?\\b|multinomial|poisson|exponential_|uniform|cauchy"
              + "|geometric_|rrelu)\\w*\\s*\\(");

  private static final Pattern LIST = Pattern.compile("\"([^\"]*)\"");

  private final TorchScriptFile archive;
  private final Map<String, Declaration> known = new LinkedHashMap<>();

  /**
   * What the class of a module says of its tensors.
   *
   * @param parameters names of those that are trained
   * @param buffers names of the others that belong to it
   */
  record Declaration(Set<String> parameters, Set<String> buffers) {}

  ScriptCode(TorchScriptFile archive) {
    this.archive = archive;
  }

  /**
   * Refuses programs that reach files.
   *
   * @throws InputException with the operation
   */
  void requireHarmless() {
    archive
        .entries()
        .forEach(
            (name, bytes) -> {
              if (name.startsWith(TorchScriptFile.CODE)) {
                String text = new String(bytes, StandardCharsets.UTF_8);
                Matcher files = FILES.matcher(text);
                Matcher foreign = FOREIGN.matcher(text);
                if (files.find()) {
                  throw refused(name, files.group(1) + ", which reaches files");
                }
                if (foreign.find()) {
                  throw refused(name, "ops." + foreign.group(1) + ", which is not PyTorch's own");
                }
              }
            });
  }

  private InputException refused(String entry, String what) {
    return new InputException(
        "%s: its program (%s) calls %s; it was not run"
            .formatted(archive.file(), PickleInput.shown(entry), what));
  }

  /** Whether it draws at random somewhere. */
  boolean draws() {
    return archive.entries().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(TorchScriptFile.CODE))
        .anyMatch(
            entry -> RANDOM.matcher(new String(entry.getValue(), StandardCharsets.UTF_8)).find());
  }

  /** What the class of an object says; nothing is trained in those that are no modules. */
  Declaration declaration(String className) {
    return known.computeIfAbsent(className, this::read);
  }

  private Declaration read(String className) {
    Set<String> parameters = Set.of();
    Set<String> buffers = Set.of();
    for (String line : body(className)) {
      if (line.startsWith("  __parameters__ = [")) {
        parameters = names(line);
      } else if (line.startsWith("  __buffers__ = [")) {
        buffers = names(line);
      }
    }
    return new Declaration(parameters, buffers);
  }

  private static Set<String> names(String line) {
    return Set.copyOf(
        LIST.matcher(line).results().map(found -> found.group(1)).distinct().toList());
  }

  private List<String> body(String className) {
    List<String> lines = lines(className);
    return lines.subList(begin(lines, className), end(lines, className));
  }

  private List<String> lines(String className) {
    byte[] text = archive.entries().get(entry(className));
    if (text == null) {
      throw PickleInput.broken(
          archive.file(), "the code of '%s' is missing".formatted(PickleInput.shown(className)));
    }
    return new ArrayList<>(List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1)));
  }

  private static String entry(String className) {
    String module = className.substring(0, className.lastIndexOf('.'));
    return TorchScriptFile.CODE + module.replace('.', '/') + TorchScriptFile.CODE_SUFFIX;
  }

  private int begin(List<String> lines, String className) {
    String own = "class " + className.substring(className.lastIndexOf('.') + 1);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(own)
          && line.length() > own.length()
          && "(:".indexOf(line.charAt(own.length())) >= 0) {
        return i;
      }
    }
    throw PickleInput.broken(
        archive.file(), "the code of '%s' is missing".formatted(PickleInput.shown(className)));
  }

  private int end(List<String> lines, String className) {
    int end = begin(lines, className) + 1;
    while (end < lines.size() && (lines.get(end).isEmpty() || lines.get(end).startsWith(" "))) {
      end++;
    }
    while (lines.get(end - 1).isEmpty()) {
      end--;
    }
    return end;
  }

  /**
   * The archive's entries, with one more method of a class.
   *
   * @param method its lines, as they stand in a class
   */
  Map<String, byte[]> withMethod(String className, List<String> method) {
    List<String> lines = lines(className);
    lines.addAll(end(lines, className), method);
    Map<String, byte[]> entries = new LinkedHashMap<>(archive.entries());
    entries.put(entry(className), String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    return entries;
  }
}
