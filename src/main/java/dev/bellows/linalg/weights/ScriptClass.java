package dev.bellows.linalg.weights;

import java.util.List;

/**
 * A class of a TorchScript archive.
 *
 * @param name its whole name; empty for what gives back its first argument
 */
record ScriptClass(String name) implements TorchClass {
  private static final String OWN = "__torch__";

  private static final String COMPILED = OWN + ".torch.classes";

  /** Lists of one type, and values with the name of theirs. */
  private static final String HELPERS = "torch.jit._pickle";

  /** The class of that name: of the archive itself, or of those that state dictionaries have. */
  static TorchClass named(PickleInput in, String module, String name) {
    if (module.equals(HELPERS)) {
      return new ScriptClass("");
    }
    if (module.startsWith(COMPILED)) {
      throw in.unfit(
          "holds a '%s', a compiled class, as quantized modules do; modules of floats are trained"
              .formatted(PickleInput.shown(name)));
    }
    return module.equals(OWN) || module.startsWith(OWN + ".")
        ? new ScriptClass(module + "." + name)
        : TorchClass.named(in, module, name);
  }

  @Override
  public Object make(PickleInput in, List<?> arguments) {
    return name.isEmpty() ? in.require(Object.class, arguments, 0) : new ScriptObject(name);
  }
}
