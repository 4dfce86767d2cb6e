package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A module that PyTorch has saved with its program ({@code torch.jit.save}): its tensors by name,
 * read without PyTorch, and the program, which only PyTorch's interpreter runs. The interpreter
 * knows no Python, and of its operations those that reach files are refused.
 *
 * <p>A tensor that stands in a module twice has its first name; parameters and buffers of other
 * types than 32-bit floats stay as the file has them.
 *
 * @param tensors parameters and buffers
 * @param program an archive for PyTorch in which these tensors are zeros, and in which the method
 *     {@link #TENSORS} gives them back, in this order, and behind them those that stay
 * @param draws whether the program draws at random somewhere
 */
public record TorchScript(List<Part> tensors, byte[] program, boolean draws) {
  /** The method of the program that gives its tensors back. */
  public static final String TENSORS = "bellows_tensors";

  private static final String FOLDER = "module/";
  private static final int DEEPEST = 200;

  /**
   * A tensor of a module.
   *
   * @param tensor name, shape and elements
   * @param trained whether it is a parameter; else it is a buffer, which the program itself changes
   */
  public record Part(Tensor tensor, boolean trained) {}

  /** Keeps its own list. */
  public TorchScript {
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads a file.
   *
   * @throws InputException if there is no such file, if it is no module, if it is damaged, or if
   *     its program reaches files
   */
  public static TorchScript read(Path path) throws IOException {
    return new Reader(TorchScriptFile.read(path)).read(null);
  }

  /**
   * Reads {@link #program} again.
   *
   * @param file what messages call it
   */
  public static TorchScript read(String file, byte[] program) throws IOException {
    return new Reader(TorchScriptFile.read(file, program)).read(program);
  }

  /** Reads an archive. */
  private static final class Reader {
    private final TorchScriptFile archive;
    private final ScriptCode code;
    private final Map<String, TensorView> taken = new LinkedHashMap<>();
    private final Map<String, Boolean> trained = new LinkedHashMap<>();
    private final List<String> staying = new ArrayList<>();
    private final Set<ScriptObject> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    Reader(TorchScriptFile archive) {
      this.archive = archive;
      code = new ScriptCode(archive);
    }

    /** Reads it; {@code made} is its program where that has been made before. */
    TorchScript read(byte[] made) throws IOException {
      code.requireHarmless();
      Object root = pickle(TorchScriptFile.OBJECTS, TorchScriptFile.DATA);
      pickle(TorchScriptFile.CONSTANTS + ".pkl", TorchScriptFile.CONSTANTS + "/");
      if (!(root instanceof ScriptObject module)) {
        throw new InputException(archive.file() + " holds no TorchScript module");
      }
      walk(module, "", 0);
      if (!trained.containsValue(true)) {
        throw new InputException(
            archive.file()
                + ": the module has no parameters (torch.jit.freeze makes constants of them)");
      }
      requireApart();
      List<Part> parts = new ArrayList<>();
      for (Map.Entry<String, TensorView> named : taken.entrySet()) {
        double[] values = values(named.getKey(), named.getValue());
        Tensor tensor = new Tensor(named.getKey(), named.getValue().shape(), values);
        parts.add(new Part(tensor, trained.get(named.getKey())));
      }
      byte[] program = made == null ? program(module.className()) : made;
      return new TorchScript(parts, program, code.draws());
    }

    private Object pickle(String entry, String folder) throws IOException {
      byte[] bytes = archive.entries().get(entry);
      PickleInput in =
          new PickleInput(new ByteArrayInputStream(bytes), bytes.length, archive.file());
      return new PickleReader(in, id -> storage(in, id, folder), ScriptClass::named).read();
    }

    private Storage storage(PickleInput in, List<?> id, String folder) {
      Storage storage = Storage.of(in, id);
      byte[] bytes = archive.entries().get(folder + storage.key());
      int width = storage.type().bytes();
      if (bytes == null || bytes.length % width != 0 || bytes.length / width != storage.whole()) {
        throw in.broken(
            "storage '%s' is missing or has another size than it should"
                .formatted(PickleInput.shown(storage.key())));
      }
      return storage;
    }

    private void walk(ScriptObject module, String path, int depth) {
      if (!seen.add(module)) {
        return; // PyTorch, too, counts a layer that is used twice once
      }
      if (depth > DEEPEST) {
        throw PickleInput.broken(archive.file(), "its modules are nested too deep");
      }
      ScriptCode.Declaration declared = code.declaration(module.className());
      module
          .attributes()
          .forEach(
              (name, value) -> {
                if (!name.matches("\\w+")) {
                  throw PickleInput.broken(
                      archive.file(), "'%s' is no name".formatted(PickleInput.shown(name)));
                }
                boolean parameter = declared.parameters().contains(name);
                if (value instanceof TensorView view
                    && (parameter || declared.buffers().contains(name))) {
                  take(path + name, view, parameter);
                } else if (value instanceof ScriptObject inner) {
                  walk(inner, path + name + ".", depth + 1);
                }
              });
    }

    private void take(String name, TensorView view, boolean parameter) {
      if (taken.containsValue(view)) {
        return;
      }
      if (view.storage().type() != TensorType.F32 || view.elements() == 0) {
        if (parameter) {
          throw new InputException(
              "%s: parameter '%s' has %s; networks compute in single precision (module.float())"
                  .formatted(
                      archive.file(),
                      name,
                      view.elements() == 0
                          ? "no elements"
                          : "elements of the type " + view.storage().type()));
        }
        staying.add(name);
        return;
      }
      if (!view.isContiguous()) {
        throw new InputException(
            "%s: the elements of '%s' stand in another order than its shape says; save the module"
                    .formatted(archive.file(), name)
                + " with contiguous tensors");
      }
      taken.put(name, view);
      trained.put(name, parameter);
    }

    /** Tensors are written one by one, so that none may be a part of another. */
    private void requireApart() {
      Map<String, String> owners = new HashMap<>();
      taken.forEach(
          (name, view) -> {
            String other = owners.put(view.storage().key(), name);
            if (other != null) {
              throw new InputException(
                  "%s: '%s' and '%s' share their elements in part; save the module with tensors of"
                          .formatted(archive.file(), other, name)
                      + " their own (clone)");
            }
          });
    }

    private double[] values(String name, TensorView view) throws IOException {
      byte[] bytes = archive.entries().get(TorchScriptFile.DATA + view.storage().key());
      double[] values;
      try {
        values = view.read(new ByteArrayInputStream(bytes), ByteOrder.LITTLE_ENDIAN);
      } catch (EOFException e) {
        throw PickleInput.broken(archive.file(), "it ends within tensor '" + name + "'");
      }
      if (!Arrays.stream(values).allMatch(Double::isFinite)) {
        throw new InputException(
            "%s: tensor '%s' has elements that are not finite".formatted(archive.file(), name));
      }
      return values;
    }

    private byte[] program(String className) throws IOException {
      List<String> names = new ArrayList<>(taken.keySet());
      names.addAll(staying);
      String header = "  def %s(self: %s) -> List[Tensor]:".formatted(TENSORS, className);
      String list =
          names.stream()
              .map(Reader::expression)
              .collect(Collectors.joining(", ", "    return [", "]"));
      Map<String, byte[]> entries = code.withMethod(className, List.of(header, list));
      taken
          .values()
          .forEach(
              view ->
                  entries.computeIfPresent(
                      TorchScriptFile.DATA + view.storage().key(),
                      (name, bytes) -> new byte[bytes.length]));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          ZipEntry written = new ZipEntry(FOLDER + entry.getKey());
          written.setTime(0); // the same bytes at any time
          zip.putNextEntry(written);
          zip.write(entry.getValue());
          zip.closeEntry();
        }
      }
      return out.toByteArray();
    }

    /** A tensor of the module; a cast, because one may be declared as perhaps missing. */
    private static String expression(String name) {
      String object = "self";
      for (String part : name.split("\\.")) {
        object = "getattr(%s, \"%s\")".formatted(object, part);
      }
      return "unchecked_cast(Tensor, %s)".formatted(object);
    }
  }
}
