package dev.bellows.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.source.SourceSettings.Format;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSourceTest {
  @TempDir private Path folder;

  /** The bytes of a file: its head, and whatever values stand behind it. */
  private static byte[] idx(int type, int[] sizes, Values values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {0, 0, (byte) type, (byte) sizes.length});
    for (int size : sizes) {
      out.writeInt(size);
    }
    values.writeTo(out);
    return bytes.toByteArray();
  }

  private interface Values {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
      out.write(bytes);
    }
    return file;
  }

  /** Seven records of 2 x 3 bytes: 0, 6, 12, … */
  private Path records(String name) throws IOException {
    return write(
        name,
        idx(
            0x08,
            new int[] {7, 2, 3},
            out -> {
              for (int i = 0; i < 42; i++) {
                out.write(6 * i);
              }
            }));
  }

  private Path labels(String name, int count) throws IOException {
    return write(
        name,
        idx(
            0x08,
            new int[] {count},
            out -> {
              for (int i = 0; i < count; i++) {
                out.write(i);
              }
            }));
  }

  private static Settings at(Path records, Path labels) {
    return Settings.DEFAULTS
        .with(SourceSettings.PATH, records.toString())
        .with(SourceSettings.LABELS, labels.toString())
        .with(SourceSettings.FORMAT, Format.IDX);
  }

  private static List<SourceRow> rows(Settings settings, int blocks) {
    return RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS, blocks)
        .rows()
        .collect();
  }

  @Test
  void recordsAreRowsOfTheirValuesPlainOrCompressedInAnyNumberOfPartitions() throws IOException {
    for (String ending : new String[] {"", ".gz"}) {
      Settings settings = at(records("records" + ending), labels("labels" + ending, 7));
      for (int blocks : new int[] {1, 2, 3, 50}) {
        List<SourceRow> rows = rows(settings, blocks);

        assertThat(rows).hasSize(7);
        for (int r = 0; r < 7; r++) {
          assertThat(rows.get(r).label()).isEqualTo(r);
          for (int c = 0; c < 6; c++) {
            assertThat(rows.get(r).values()[c]).isEqualTo(6 * (6 * r + c));
          }
        }
      }
    }
  }

  @Test
  void everyTypeIsRead() throws IOException {
    Path labels = labels("labels", 2);
    assertThat(values(0x08, out -> out.write(new byte[] {1, -1, 0, 127}), labels))
        .containsExactly(1, 255, 0, 127);
    assertThat(values(0x09, out -> out.write(new byte[] {1, -1, 0, 127}), labels))
        .containsExactly(1, -1, 0, 127);
    assertThat(
            values(
                0x0B,
                out -> {
                  for (int i : new int[] {300, -300, 0, 7}) {
                    out.writeShort(i);
                  }
                },
                labels))
        .containsExactly(300, -300, 0, 7);
    assertThat(
            values(
                0x0C,
                out -> {
                  for (int i : new int[] {100_000, -5, 0, 7}) {
                    out.writeInt(i);
                  }
                },
                labels))
        .containsExactly(100_000, -5, 0, 7);
    assertThat(
            values(
                0x0D,
                out -> {
                  for (float f : new float[] {0.5f, -2, 0, 7}) {
                    out.writeFloat(f);
                  }
                },
                labels))
        .containsExactly(0.5, -2, 0, 7);
    assertThat(
            values(
                0x0E,
                out -> {
                  for (double d : new double[] {0.1, -2, 0, 7}) {
                    out.writeDouble(d);
                  }
                },
                labels))
        .containsExactly(0.1, -2, 0, 7);
  }

  /** The values of two records of two. */
  private double[] values(int type, Values values, Path labels) throws IOException {
    Path records = write("typed", idx(type, new int[] {2, 2}, values));
    return rows(at(records, labels), 2).stream()
        .flatMapToDouble(row -> Arrays.stream(row.values()))
        .toArray();
  }

  private void assertRefused(Settings settings, String... parts) {
    assertThatThrownBy(() -> rows(settings, 2))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void whatIsNoIdxFileIsToldByItsFirstBytes() throws IOException {
    Path zip = write("zip", new byte[] {0x50, 0x4B, 3, 4, 5});

    assertRefused(
        at(zip, labels("labels", 7)), "zip is no IDX file: it begins with the bytes 50 4B 03 04");
    assertRefused(at(write("short", new byte[] {0, 0}), zip), "begins with the bytes 00 00;");
    assertRefused(at(write("type", new byte[] {0, 0, 7, 1}), zip), "a type from 08 to 0E");
    assertRefused(at(write("head", new byte[] {0, 0, 8, 3, 0}), zip), "head is torn");
    assertRefused(
        at(write("less", idx(8, new int[] {-1, 2}, out -> {})), zip),
        "less is damaged: its head says -1 x 2");
  }

  @Test
  void filesThatDoNotFitTogetherAreToldWithTheirCounts() throws IOException {
    Path records = records("records");
    Path labels = labels("labels", 6);

    assertRefused(at(records, labels), "labels has 6 labels,", "records has 7 records");
    assertRefused(at(records, records), "7 x 2 x 3 values", "is it the file of the records?");
    assertRefused(at(labels, labels), "no features; is it the file of the labels?");
    assertRefused(at(records, labels).without(SourceSettings.LABELS), "data.labels is missing");
    assertRefused(at(folder, labels), "names 2 files; data.format = idx takes one");
    assertRefused(at(folder.resolve("none"), labels), "data.path", "there is no such file");
    assertRefused(at(records, folder.resolve("none")), "data.labels", "there is no such file");
    assertRefused(
        at(records, labels).with(SourceSettings.WEIGHT, "1"),
        "data.weight: data.format = idx does not take it; csv, tsv, parquet do");
  }

  @Test
  void aTornFileIsToldWithItsPlace() throws IOException {
    byte[] whole = Files.readAllBytes(records("records"));
    Path labels = labels("labels", 7);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 7));

    assertRefused(at(cut, labels), "cut is damaged: by its head, 7 x 2 x 3, it has 58 bytes");

    Path packed = write("cut.gz", Arrays.copyOf(whole, whole.length - 7));
    SourceRow last = rows(at(packed, labels), 1).get(5);
    assertThat(last.isRow()).isFalse();
    assertThat(last.line()).isEqualTo(6);
    assertThat(last.problem()).contains("cut.gz is torn: it ends before this row");
  }

  @Test
  void aValueThatIsNoNumberIsToldWithItsPlace() throws IOException {
    Path records =
        write(
            "floats",
            idx(
                0x0D,
                new int[] {2, 2},
                out -> {
                  for (float f : new float[] {1, 2, 3, Float.NaN}) {
                    out.writeFloat(f);
                  }
                }));

    SourceRow bad = rows(at(records, labels("labels", 2)), 1).get(1);

    assertThat(bad.problem()).isEqualTo("value 2 is 'NaN', which no model can be fitted to");
  }
}
