package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.optim.schedule.ScheduleTable;
import dev.bellows.optim.table.GroupSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code optimizers}: the tables of update rules, what goes around them, and schedules. */
@Command(
    name = "optimizers",
    description = "Lists the optimizers and schedules with their settings.")
final class OptimizersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    for (OptimizerTable.Entry entry : OptimizerTable.ENTRIES) {
      head(entry.name(), entry.formula(), entry.source());
      print(entry.own());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%nAround all of them but lbfgs, which takes no-weight-decay alone:%n");
    print(OptimizerSettings.AROUND);
    out.printf("%nKeys of a group:%n");
    print(GroupSpec.ALL);
    out.printf("%nSchedules, and their settings; in a list every part takes also for = N steps:%n");
    for (ScheduleTable.Entry entry : ScheduleTable.ENTRIES) {
      head(entry.name(), entry.formula(), entry.source());
      print(entry.settings());
    }
  }

  private void head(String name, String formula, String source) {
    spec.commandLine().getOut().printf("%-20s %s  (%s)%n", name, formula, source);
  }

  private void print(List<Setting<?>> settings) {
    for (Setting<?> setting : settings) {
      Object value = setting.defaultValue();
      boolean none = value == null || value.equals(List.of());
      spec.commandLine()
          .getOut()
          .printf(
              "    %-20s %-12s %s (%s)%n",
              setting.name(), none ? "-" : Setting.word(value), setting.help(), setting.allowed());
    }
  }

  private static String word(Object value) {
    return value instanceof Double number ? PythonNumbers.rounded(number) : Setting.word(value);
  }
}
