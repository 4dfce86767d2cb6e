package dev.bellows.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checkpoints to write and what to compare when they are read. */
final class Examples {
  private Examples() {}

  /** A checkpoint all of whose numbers depend on its step and on {@code course}. */
  static Checkpoint checkpoint(long step, int course) {
    double[] many = new double[40];
    Arrays.setAll(many, i -> Math.sin(step * 31 + course * 17 + i));
    return new Checkpoint(
        step,
        new ObjectMapper().createObjectNode().put("course", course).put("name", "größer \" }"),
        List.of(
            new Tensor("weight", List.of(5, 8), many),
            Tensor.vector("state/moment", step, -0.0, course)));
  }

  static Checkpoint checkpoint(long step) {
    return checkpoint(step, 0);
  }

  /** Equal to the bit. */
  static void assertSame(Checkpoint found, Checkpoint expected) {
    assertThat(found.step()).isEqualTo(expected.step());
    assertThat(found.facts().toString()).isEqualTo(expected.facts().toString());
    assertThat(found.tensors())
        .extracting(Tensor::name)
        .containsExactlyElementsOf(expected.tensors().stream().map(Tensor::name).toList());
    for (int t = 0; t < expected.tensors().size(); t++) {
      assertThat(found.tensors().get(t).shape()).isEqualTo(expected.tensors().get(t).shape());
      assertThat(bits(found.tensors().get(t))).isEqualTo(bits(expected.tensors().get(t)));
    }
  }

  static long[] bits(Tensor tensor) {
    return Arrays.stream(tensor.values()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  /** The names of the files in a folder, sorted. */
  static TreeSet<String> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      TreeSet<String> names = new TreeSet<>();
      all.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
