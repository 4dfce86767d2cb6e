package dev.bellows.data.source;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.source.SourceSettings.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Comma-, tab-, semicolon- or space-separated numbers, with or without a line of column names. */
final class DelimitedSource implements RowSource {
  private static final char SPACES = ' ';

  private final JavaSparkContext spark;
  private final List<Path> files;
  private final LineParser parser;

  DelimitedSource(JavaSparkContext spark, Settings settings, boolean labelled) {
    this.spark = spark;
    files = TextLines.files(spark.hadoopConfiguration(), settings.get(SourceSettings.PATH));
    String first =
        files.stream()
            .flatMap(file -> TextLines.firstLine(spark.hadoopConfiguration(), file).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "data.path = %s: there is no row in it"
                            .formatted(settings.get(SourceSettings.PATH))));
    char delimiter = delimiter(settings, first);
    String[] fields = new Splitter(delimiter).split(first);
    boolean header =
        switch (settings.get(SourceSettings.HEADER)) {
          case TRUE -> true;
          case FALSE -> false;
          case AUTO -> Arrays.stream(fields).noneMatch(DelimitedSource::isNumber);
        };
    List<String> names = new ArrayList<>();
    for (int c = 0; c < fields.length; c++) {
      names.add(header ? fields[c] : "column " + (c + 1));
    }
    ColumnChoice choice =
        ColumnChoice.resolve(
            names,
            labelled ? settings.get(SourceSettings.LABEL) : null,
            settings.get(SourceSettings.FEATURES),
            TextLines.show(files.get(0)));
    parser = new LineParser(delimiter, header, choice);
  }

  @Override
  public Columns columns() {
    List<String> names = parser.choice.featureNames();
    List<String> positions =
        Arrays.stream(parser.choice.features()).mapToObj(String::valueOf).toList();
    return new Columns(names, parser.choice.labelName(), false, parser.header ? names : positions);
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    return TextLines.rows(spark, files, parser);
  }

  private static char delimiter(Settings settings, String firstLine) {
    String word = settings.get(SourceSettings.DELIMITER);
    boolean tsv = settings.get(SourceSettings.FORMAT) == Format.TSV;
    return switch (word) {
      case "auto" -> tsv ? '\t' : guess(firstLine);
      case "comma" -> ',';
      case "tab" -> '\t';
      case "semicolon" -> ';';
      case "space" -> SPACES;
      default -> {
        if (word.length() != 1) {
          throw new InputException(
              "data.delimiter = %s is not allowed; it takes auto, comma, tab, semicolon, space, or"
                      .formatted(word)
                  + " one character");
        }
        yield word.charAt(0);
      }
    };
  }

  private static char guess(String line) {
    for (char candidate : new char[] {'\t', ';', ','}) {
      if (line.indexOf(candidate) >= 0) {
        return candidate;
      }
    }
    return SPACES;
  }

  private static boolean isNumber(String field) {
    try {
      Double.parseDouble(field);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Splits a line into trimmed fields. */
  private static final class Splitter {
    private final CsvParser csv; // null: fields stand between any number of spaces

    Splitter(char delimiter) {
      if (delimiter == SPACES) {
        csv = null;
        return;
      }
      CsvParserSettings settings = new CsvParserSettings();
      settings.getFormat().setDelimiter(delimiter);
      settings.getFormat().setComment('\0');
      settings.setNullValue("");
      settings.setEmptyValue("");
      settings.setMaxColumns(1 << 20);
      settings.setMaxCharsPerColumn(1 << 16);
      csv = new CsvParser(settings);
    }

    String[] split(String line) {
      return csv == null ? line.trim().split("\\s+") : csv.parseLine(line);
    }
  }

  /** Reads the numbers of one line; what keeps it from that is told with the column. */
  private static final class LineParser implements TextLines.LineParser {
    private static final long serialVersionUID = 1L;

    private final char delimiter;
    private final boolean header;
    private final ColumnChoice choice;
    private transient Splitter splitter; // one parser serves one task

    LineParser(char delimiter, boolean header, ColumnChoice choice) {
      this.delimiter = delimiter;
      this.header = header;
      this.choice = choice;
    }

    @Override
    public SourceRow parse(String file, long segment, long line, String text) {
      if (header && segment == 0 && line == 1) {
        return SourceRow.skipped(file, segment, line);
      }
      splitter = splitter == null ? new Splitter(delimiter) : splitter;
      String[] fields = splitter.split(text);
      if (fields.length != choice.names().size()) {
        return SourceRow.bad(
            file,
            segment,
            line,
            "column %d: the row has %d columns, the first row has %d"
                .formatted(
                    Math.min(fields.length, choice.names().size()) + 1,
                    fields.length,
                    choice.names().size()));
      }
      double[] values = new double[choice.features().length];
      for (int c = -1; c < values.length; c++) {
        int column = c < 0 ? choice.label() : choice.features()[c];
        if (column >= 0 && !isUsable(fields[column])) {
          return SourceRow.bad(file, segment, line, problem(column, fields[column]));
        }
        if (c >= 0) {
          values[c] = Double.parseDouble(fields[column]);
        }
      }
      double label = choice.label() < 0 ? 0 : Double.parseDouble(fields[choice.label()]);
      return new SourceRow(file, segment, line, values, null, label, null);
    }

    private static boolean isUsable(String field) {
      return isNumber(field) && Double.isFinite(Double.parseDouble(field));
    }

    private String problem(int column, String field) {
      String what =
          field.isEmpty()
              ? "is empty"
              : isNumber(field)
                  ? "is '%s', which no model can be fitted to".formatted(field)
                  : "is '%s', not a number".formatted(field);
      return choice.describe(column) + " " + what;
    }
  }
}
