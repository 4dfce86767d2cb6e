package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.deep.script.Script;
import dev.bellows.deep.torch.TorchProbe;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.weights.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A module that PyTorch has saved with its program ({@code torch.jit.script(module).save(file)}).
 * It takes rows of one shape and makes a number of outputs of each; its parameters and buffers have
 * the module's own names.
 *
 * <p>Buffers of 32-bit floats are moving averages by the whole: in training the program moves its
 * copies of them as it does in PyTorch, and a step replaces them by the mean over all passes of the
 * batch, weighted by their rows. That is the rule of {@link NetworkObjective} for running
 * statistics, whatever their momentum is. Buffers of other types are, before each pass, what they
 * are in the file.
 *
 * <p>The program travels to tasks and into model files without its weights, which are parameters
 * like those of any other network.
 */
public final class ScriptedModule implements Architecture {
  private static final long serialVersionUID = 1L;

  private final RowShape input;
  private final Layout layout;
  private final Script script;
  private final transient double[] initial; // null: made of a model's file, or in a task

  private ScriptedModule(RowShape input, Layout layout, Script script, double[] initial) {
    this.input = input;
    this.layout = layout;
    this.script = script;
    this.initial = initial;
  }

  /**
   * Reads a module and tries it on rows of that shape.
   *
   * @throws InputException if it cannot be read, takes no such rows, has no gradient, or makes
   *     something else than units; or if what computes it is missing
   */
  public static ScriptedModule read(Path path, RowShape input) {
    Natives.require();
    TorchScript read;
    try {
      read = TorchScript.read(path);
    } catch (IOException e) {
      throw new InputException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
    Layout layout = layout(read);
    double[] initial = new double[layout.size()];
    read.tensors()
        .forEach(part -> layout.write(part.tensor().name(), part.tensor().values(), initial));
    Script untried = script(path.toString(), read, 0);
    int outputs = TorchProbe.outputs(untried, input, layout, initial);
    return new ScriptedModule(input, layout, script(path.toString(), read, outputs), initial);
  }

  /**
   * The module of a model's file.
   *
   * @param program as {@link #program} gave it
   * @param outputs the number of its outputs
   * @throws InputException if it is damaged
   */
  static ScriptedModule of(RowShape input, int outputs, byte[] program) {
    TorchScript read;
    try {
      read = TorchScript.read("its module", program);
    } catch (IOException e) {
      throw new InputException("its module cannot be read: " + e.getMessage(), e);
    }
    return new ScriptedModule(input, layout(read), script("the module", read, outputs), null);
  }

  private static Script script(String name, TorchScript read, int outputs) {
    List<String> names = read.tensors().stream().map(part -> part.tensor().name()).toList();
    return new Script(name, read.program(), names, read.draws(), outputs);
  }

  private static Layout layout(TorchScript read) {
    Layout.Builder layout = Layout.builder();
    for (TorchScript.Part part : read.tensors()) {
      layout.add(part.tensor().name(), part.tensor().shape(), part.trained() ? 0 : 1);
    }
    return layout.build();
  }

  @Override
  public RowShape input() {
    return input;
  }

  @Override
  public int outputs() {
    return script.outputs();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  /** The program. */
  Script script() {
    return script;
  }

  /** The program without its weights, to be kept in a model's file. */
  byte[] program() {
    return script.program();
  }

  /**
   * Those of the file, whatever the seed.
   *
   * @throws IllegalStateException where it was not read from a file of its own
   */
  @Override
  public double[] initialParameters(long seed) {
    if (initial == null) {
      throw new IllegalStateException("a module without its weights begins with those it is given");
    }
    return initial.clone();
  }

  /** None: where the program has its head nobody can tell. */
  @Override
  public List<String> head() {
    return List.of();
  }

  /** Its tensors, and how many numbers they hold. */
  @Override
  public String table() {
    StringBuilder text = new StringBuilder();
    int width = layout.tensors().stream().mapToInt(slot -> slot.name().length()).max().orElse(1);
    for (Layout.Slot slot : layout.tensors()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %,12d  %s%s%n",
              slot.name(),
              slot.size(),
              slot.shape(),
              slot.average() > 0 ? "  buffer" : ""));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%,d parameters and %,d numbers in buffers; %s in, %d out%n",
                numbers(false),
                numbers(true),
                input,
                outputs()))
        .toString();
  }

  private long numbers(boolean buffers) {
    return layout.tensors().stream()
        .filter(slot -> slot.average() > 0 == buffers)
        .mapToLong(Layout.Slot::size)
        .sum();
  }
}
