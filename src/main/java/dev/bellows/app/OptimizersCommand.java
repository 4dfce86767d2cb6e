package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.optim.OptimizerTable;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code optimizers}: the table of all update rules with their settings. */
@Command(name = "optimizers", description = "Lists the optimizers with their settings.")
final class OptimizersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    for (OptimizerTable.Entry entry : OptimizerTable.ENTRIES) {
      out.printf("%-10s %s  (%s)%n", entry.name(), entry.formula(), entry.source());
      for (Setting<?> setting : entry.settings()) {
        out.printf(
            "    %-18s %-10s %s (%s)%n",
            setting.name(),
            Setting.word((Object) setting.defaultValue()),
            setting.help(),
            setting.allowed());
      }
    }
  }
}
