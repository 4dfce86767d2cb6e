package dev.bellows.deep.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;

/** PyTorch, loaded once in a JVM. */
final class TorchEngine {
  private static final Engine ENGINE = load();

  private TorchEngine() {}

  private static Engine load() {
    // Tasks take all cores: each computes in its own thread alone.
    usual("ai.djl.pytorch.num_threads", "1");
    usual("ai.djl.pytorch.num_interop_threads", "1");
    // Of no use to single operations, and with TorchScript it made the way backward 3 times slower.
    usual("ai.djl.pytorch.graph_optimizer", "false");
    // It neither fetches libraries nor tells its makers that it runs.
    usual("ai.djl.offline", "true");
    return Engine.getEngine("PyTorch");
  }

  private static void usual(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** What owns the tensors of one pass; they are freed when it is closed. */
  static PtNDManager manager() {
    return (PtNDManager) ENGINE.newBaseManager(Device.cpu());
  }
}
