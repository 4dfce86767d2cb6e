package dev.bellows.data.source;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.data.source.SourceSettings.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Comma-, tab-, semicolon- or space-separated numbers, with or without a line of column names. */
final class DelimitedSource implements RowSource {
  private static final char SPACES = ' ';

  private final LineParser parser;
  private final JavaRDD<SourceRow> rows;

  DelimitedSource(JavaSparkContext spark, Opening opening) {
    Settings settings = opening.settings();
    List<Path> files = opening.files(spark.hadoopConfiguration());
    String first =
        files.stream()
            .flatMap(file -> TextLines.firstLine(spark.hadoopConfiguration(), file).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "%s = %s: there is no row in it"
                            .formatted(
                                opening.key(SourceSettings.PATH),
                                settings.get(SourceSettings.PATH))));
    char delimiter = delimiter(settings, first);
    String[] fields = new Splitter(delimiter, mostColumns(first, delimiter)).split(first);
    if (fields.length == 0) {
      throw new InputException(
          "%s: row 1, column 1: the line is not delimited text"
              .formatted(InputFiles.show(files.get(0))));
    }
    boolean header =
        switch (settings.get(SourceSettings.HEADER)) {
          case TRUE -> true;
          case FALSE -> false;
          case AUTO -> isHeader(fields);
        };
    List<String> names = new ArrayList<>();
    for (int c = 0; c < fields.length; c++) {
      names.add(header ? fields[c] : "column " + (c + 1));
    }
    ColumnChoice choice = ColumnChoice.resolve(names, opening, InputFiles.show(files.get(0)));
    boolean everywhere = settings.get(SourceSettings.HEADER) == Header.TRUE;
    parser = new LineParser(delimiter, header, everywhere, choice, opening.labels());
    rows = TextLines.rows(spark, files, parser);
  }

  @Override
  public Columns columns() {
    List<String> names = parser.choice.featureNames();
    List<String> positions =
        Arrays.stream(parser.choice.features()).mapToObj(String::valueOf).toList();
    boolean unique = new HashSet<>(parser.choice.names()).size() == parser.choice.names().size();
    return new Columns(
        names,
        parser.choice.labelName(),
        parser.choice.labelPlace(),
        parser.labels,
        parser.choice.weight() >= 0,
        false,
        parser.header && unique ? names : positions);
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    return rows;
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

  private static int mostColumns(String line, char delimiter) {
    return 1 + (int) line.chars().filter(letter -> letter == delimiter).count();
  }

  private static boolean isHeader(String[] fields) {
    return Arrays.stream(fields).noneMatch(DelimitedSource::isNumber)
        && Arrays.stream(fields).anyMatch(field -> !field.isEmpty());
  }

  private static boolean isNumber(String field) {
    return PlainNumber.parse(field).isPresent();
  }

  /**
   * Splits a line into trimmed fields; a line that is no text has none. The parser fills an array
   * as long as the most columns with references, for every task: so it is made for those that the
   * rows should have, and again for the first row that has more.
   */
  private static final class Splitter {
    private static final int MOST_COLUMNS = 1 << 20;
    private static final int LONGEST_FIELD = 1 << 16;

    private final char delimiter;
    private int columns;
    private CsvParser csv; // null: fields stand between any number of spaces

    Splitter(char delimiter, int columns) {
      this.delimiter = delimiter;
      if (delimiter != SPACES) {
        take(Math.min(columns, MOST_COLUMNS));
      }
    }

    private void take(int mostColumns) {
      CsvParserSettings settings = new CsvParserSettings();
      settings.getFormat().setDelimiter(delimiter);
      settings.getFormat().setComment('\0');
      settings.setNullValue("");
      settings.setEmptyValue("");
      settings.setMaxColumns(mostColumns);
      settings.setMaxCharsPerColumn(LONGEST_FIELD);
      csv = new CsvParser(settings);
      columns = mostColumns;
    }

    String[] split(String line) {
      if (csv == null) {
        return line.trim().split("\\s+");
      }
      try {
        String[] fields = csv.parseLine(line);
        return fields == null ? new String[0] : fields;
      } catch (TextParsingException e) { // a field too long, or too many of them
        if (columns == MOST_COLUMNS) {
          return new String[0];
        }
        take(MOST_COLUMNS);
        return split(line);
      }
    }
  }

  /** Reads the numbers of one line; what keeps it from that is told with the column. */
  private static final class LineParser implements TextLines.LineParser {
    private static final long serialVersionUID = 1L;

    private final char delimiter;
    private final boolean header; // the first line of the first file is one
    private final boolean headerEverywhere; // whatever the first lines of other files look like
    private final ColumnChoice choice;
    private final LabelKind labels;
    private transient Splitter splitter; // one parser serves one task

    LineParser(
        char delimiter,
        boolean header,
        boolean headerEverywhere,
        ColumnChoice choice,
        LabelKind labels) {
      this.delimiter = delimiter;
      this.header = header;
      this.headerEverywhere = headerEverywhere;
      this.choice = choice;
      this.labels = labels;
    }

    @Override
    public SourceRow parse(String file, long segment, long line, String text, boolean first) {
      splitter = splitter == null ? new Splitter(delimiter, choice.names().size()) : splitter;
      String[] fields = splitter.split(first ? text.replace("\uFEFF", "") : text);
      if (header && first && (headerEverywhere || isHeader(fields))) {
        return choice.names().equals(Arrays.asList(fields))
            ? SourceRow.skipped(file, segment, line)
            : SourceRow.bad(
                file,
                segment,
                line,
                "column 1: the header, %s, is not that of the first file, %s"
                    .formatted(String.join(", ", fields), String.join(", ", choice.names())));
      }
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
      double label = 0;
      String name = null;
      if (choice.label() >= 0) {
        String field = fields[choice.label()];
        label = number(field);
        boolean named = labels == LabelKind.CLASSES && !field.isEmpty() && !isNumber(field);
        name = named ? field : null;
        if (!named && !Double.isFinite(label)) {
          return SourceRow.bad(file, segment, line, problem(choice.label(), field));
        }
      }
      double[] values = new double[choice.features().length];
      for (int c = 0; c < values.length; c++) {
        int column = choice.features()[c];
        values[c] = number(fields[column]);
        if (!Double.isFinite(values[c])) {
          return SourceRow.bad(file, segment, line, problem(column, fields[column]));
        }
      }
      double weight = 1;
      if (choice.weight() >= 0) {
        String field = fields[choice.weight()];
        weight = number(field);
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
          return SourceRow.bad(file, segment, line, weightProblem(field, weight));
        }
      }
      return new SourceRow(file, segment, line, values, null, label, name, weight, null);
    }

    private String weightProblem(String field, double weight) {
      return weight < 0 && weight > Double.NEGATIVE_INFINITY
          ? "%s is '%s'; a weight is at least 0".formatted(choice.describe(choice.weight()), field)
          : problem(choice.weight(), field);
    }

    private static double number(String field) {
      return PlainNumber.parse(field).orElse(Double.NaN);
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
