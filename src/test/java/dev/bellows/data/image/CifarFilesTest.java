package dev.bellows.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.image.ImageDecoder;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.Pixels;
import dev.bellows.linalg.EncodedImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFilesTest {
  @TempDir private Path folder;

  /** Pictures whose class is their number, modulo 10, and whose red pixel (3, 2) is that number. */
  private void write(String name, int labels, int first, int count) throws IOException {
    byte[] bytes = new byte[count * (labels + 3072)];
    for (int i = 0; i < count; i++) {
      int record = i * (labels + 3072);
      bytes[record + labels - 1] = (byte) ((first + i) % 10);
      bytes[record + labels + 2 * 32 + 3] = (byte) (first + i);
      bytes[record + labels + 2048 + 31] = 99; // blue of pixel (31, 0)
    }
    Files.write(folder.resolve(name), bytes);
  }

  private CifarFiles find(String name) {
    return CifarFiles.find(new Configuration(), "data.path", folder.resolve(name).toString());
  }

  @Test
  void picturesOfSeveralFilesAreNumberedInTheirOrder() throws Exception {
    write("data_batch_1.bin", 1, 0, 7);
    write("data_batch_2.bin", 1, 7, 5);
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane");

    CifarFiles files = find("");
    Dataset dataset = files.load(TestSpark.context(), 3);

    assertThat(files.classes()).isEqualTo(10);
    assertThat(files.count()).isEqualTo(12);
    List<Integer> numbers = new ArrayList<>();
    List<Double> labels = new ArrayList<>();
    for (PackedBlock block : dataset.blocks().collect()) {
      List<byte[]> pictures = new ArrayList<>();
      block.visitAll(
          (piece, rows, count) -> {
            for (int i = 0; i < count; i++) {
              pictures.add(((EncodedImages) piece).file(rows[i]));
              labels.add(((EncodedImages) piece).labels()[rows[i]]);
            }
          });
      for (byte[] picture : pictures) {
        Pixels pixels = ImageDecoder.decode(picture, ImageLimits.DEFAULT);
        numbers.add(pixels.get(3, 2, 0));
        assertThat(pixels.get(31, 0, 2)).isEqualTo(99);
      }
    }
    assertThat(numbers).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(labels).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 0.0, 1.0);
    dataset.unpersist();
  }

  @Test
  void theFineClassOfCifar100Counts() throws IOException {
    write("train.bin", 2, 3, 2);

    CifarFiles files = find("train.bin");
    Dataset dataset = files.load(TestSpark.context(), 1);

    assertThat(files.classes()).isEqualTo(100);
    dataset
        .blocks()
        .collect()
        .get(0)
        .visitAll(
            (piece, rows, count) ->
                assertThat(((EncodedImages) piece).labels()).containsExactly(3, 4));
    dataset.unpersist();
  }

  @Test
  void testPicturesAmongThoseToTrainOnAreRefused() throws IOException {
    write("data_batch_1.bin", 1, 0, 1);
    write("test_batch.bin", 1, 0, 1);

    assertThatThrownBy(() -> find(""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("names the test pictures too")
        .hasMessageContaining("data_batch_*.bin");
    assertThat(find("data_batch_*.bin").count()).isEqualTo(1);
    assertThat(find("test_batch.bin").count()).isEqualTo(1);
  }

  @Test
  void aFileOfAnotherLengthIsRefused() throws IOException {
    Files.write(folder.resolve("x.bin"), new byte[3075]);

    assertThatThrownBy(() -> find("x.bin"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("x.bin has 3,075 bytes");
  }

  @Test
  void aClassThatThereIsNotIsRefused() throws IOException {
    byte[] bytes = new byte[3073];
    bytes[0] = 10;
    Files.write(folder.resolve("x.bin"), bytes);

    assertThatThrownBy(() -> find("x.bin").load(TestSpark.context(), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("x.bin, picture 1: its class is 10, and there are 10");
  }
}
