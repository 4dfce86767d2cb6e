package dev.bellows.linalg.weights;

import dev.bellows.linalg.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pickle of PyTorch may make: the classes and functions that are let through. */
sealed interface TorchClass permits ScriptClass, TorchClass.Plain, TorchClass.StorageType {

  /** Makes one of these, as Python would by calling it with the arguments. */
  Object make(PickleInput in, List<?> arguments);

  /**
   * The class of that name.
   *
   * @throws dev.bellows.InputException if it is not let through
   */
  static TorchClass named(PickleInput in, String module, String name) {
    String full = module + "." + name;
    return switch (full) {
      case "collections.OrderedDict" -> Plain.DICTIONARY;
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Plain.TENSOR;
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          Plain.PARAMETER;
      case "torch.Size" -> Plain.SIZE;
      case "torch.device" -> Plain.DEVICE;
      default -> ofTorch(in, module, name);
    };
  }

  private static TorchClass ofTorch(PickleInput in, String module, String name) {
    boolean ofTorch = module.equals("torch") || module.equals("torch.cuda");
    TensorType type =
        switch (ofTorch ? name : "") {
          case "DoubleStorage" -> TensorType.F64;
          case "FloatStorage" -> TensorType.F32;
          case "HalfStorage" -> TensorType.F16;
          case "BFloat16Storage" -> TensorType.BF16;
          case "LongStorage" -> TensorType.I64;
          case "IntStorage" -> TensorType.I32;
          case "ShortStorage" -> TensorType.I16;
          case "CharStorage" -> TensorType.I8;
          case "ByteStorage" -> TensorType.U8;
          case "BoolStorage" -> TensorType.BOOL;
          default -> throw in.refused("wants to make '" + module + "." + name + "'");
        };
    return new StorageType(type);
  }

  /** The type of a storage, which is never called. */
  record StorageType(TensorType type) implements TorchClass {
    @Override
    public Object make(PickleInput in, List<?> arguments) {
      throw in.refused("wants to make a storage");
    }
  }

  /** What is made by calling. */
  enum Plain implements TorchClass {
    /** Without arguments, or of a list of pairs. */
    DICTIONARY {
      @Override
      public Object make(PickleInput in, List<?> arguments) {
        Map<String, Object> made = new LinkedHashMap<>();
        List<?> pairs = arguments.isEmpty() ? List.of() : in.require(List.class, arguments, 0);
        for (Object pair : pairs) {
          List<?> two = in.require(List.class, pair);
          made.put(in.require(String.class, two, 0), in.require(Object.class, two, 1));
        }
        return made;
      }
    },
    /** Of a storage, the place of the first element in it, sizes and strides. */
    TENSOR {
      @Override
      public Object make(PickleInput in, List<?> arguments) {
        return TensorView.of(in, arguments);
      }
    },
    /** Of a tensor. */
    PARAMETER {
      @Override
      public Object make(PickleInput in, List<?> arguments) {
        return in.require(TensorView.class, arguments, 0);
      }
    },
    /** Of a list. */
    SIZE {
      @Override
      public Object make(PickleInput in, List<?> arguments) {
        return in.require(List.class, arguments, 0);
      }
    },
    /** Of a text; it says nothing to us. */
    DEVICE {
      @Override
      public Object make(PickleInput in, List<?> arguments) {
        return "device";
      }
    }
  }
}
