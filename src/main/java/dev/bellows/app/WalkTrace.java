package dev.bellows.app;

import dev.bellows.report.AtomicFile;
import dev.bellows.report.chart.CurveChart;
import dev.bellows.report.chart.PathChart;
import dev.bellows.surface.CriticalPoint;
import dev.bellows.surface.Surface;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Optimizers that walk over a function from one point, printed and drawn.
 *
 * @param surface the function
 * @param traced the optimizers
 * @param start one number for each variable
 * @param steps how many, at least 1
 */
record WalkTrace(Surface surface, List<TracedOptimizer> traced, double[] start, int steps) {
  /** Walks, draws, prints; the exit code says whether all walks came to their end. */
  int run(PictureFile picture, PrintWriter out, PrintWriter err) {
    List<Walk> walks = new ArrayList<>();
    for (TracedOptimizer one : traced) {
      walks.add(Walk.over(surface, one.build(Walk.layout(surface), steps), start, steps));
    }
    if (walks.stream().anyMatch(walk -> walk.steps() > 0 || walk.problem().isEmpty())) {
      picture.write(
          TraceCommand.place(surface.name()),
          surface.variables() == 1 ? curve(walks) : contours(walks),
          err,
          "is the picture");
    }
    int code = 0;
    for (int i = 0; i < walks.size(); i++) {
      if (traced.size() > 1) {
        out.println(traced.get(i).label());
      }
      print(walks.get(i), out);
      if (!walks.get(i).problem().isEmpty()) {
        err.println("bellows: %s: %s".formatted(traced.get(i).label(), walks.get(i).problem()));
        code = Main.FAILED;
      }
    }
    return code;
  }

  /** The last point as the books print it, and what it is. */
  private void print(Walk walk, PrintWriter out) {
    double[] end = walk.end();
    out.println(
        surface.variables() == 1
            ? "epoch %d, x: %s".formatted(walk.steps(), PythonNumbers.repr(end[0]))
            : "epoch %d, x1 %s, x2 %s"
                .formatted(
                    walk.steps(),
                    PythonNumbers.decimals(end[0], 6),
                    PythonNumbers.decimals(end[1], 6)));
    CriticalPoint.at(surface, end).describe().forEach(line -> out.println("  " + line));
  }

  private AtomicFile.Content curve(List<Walk> walks) {
    CurveChart chart = new CurveChart(title(), surface::value);
    for (int i = 0; i < walks.size(); i++) {
      double[] path = walks.get(i).points().stream().mapToDouble(point -> point[0]).toArray();
      chart.addPath(traced.get(i).label(), path);
    }
    surface.landmarks().forEach(point -> chart.show(point[0]));
    return chart::write;
  }

  private AtomicFile.Content contours(List<Walk> walks) {
    PathChart chart = new PathChart(title(), surface::value);
    for (int i = 0; i < walks.size(); i++) {
      chart.addPath(traced.get(i).label(), walks.get(i).points().toArray(double[][]::new));
    }
    surface.landmarks().forEach(point -> chart.show(point[0], point[1]));
    return chart::write;
  }

  private String title() {
    String function =
        surface.name().equals(surface.expression())
            ? surface.name()
            : surface.name() + ": " + surface.expression();
    String from =
        Arrays.stream(start)
            .mapToObj(value -> PythonNumbers.repr(value).replaceFirst("\\.0$", ""))
            .collect(Collectors.joining(", "));
    return function + " from " + (start.length == 1 ? from : "(" + from + ")");
  }
}
