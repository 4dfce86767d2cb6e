package dev.bellows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Python of this machine that has the peers which some tests ask; where there is none, they are
 * skipped.
 */
public record Python(String command) {

  /** One that can import these modules, or the test ends here. */
  public static Python with(String modules) {
    Optional<Python> found =
        List.of("python3", "/usr/bin/python3").stream()
            .map(Python::new)
            .filter(python -> python.run("import " + modules).code() == 0)
            .findFirst();
    assumeTrue(found.isPresent(), "no python3 here has " + modules);
    return found.get();
  }

  private record Result(int code, String output) {}

  /** What a program prints, which has to end well. */
  public String ask(String program, Object... arguments) {
    Result result = run(program, arguments);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output().trim();
  }

  private Result run(String program, Object... arguments) {
    List<String> words = new ArrayList<>(List.of(command, "-c", program));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      return new Result(-1, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
