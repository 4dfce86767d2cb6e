package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatProductsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 97, 101, 300})
  void aVectorIsMultipliedByEveryRowAskedFor(int columns) {
    FloatTable table = new FloatTable(50, columns);
    for (int row = 0; row < 50; row++) {
      for (int column = 0; column < columns; column++) {
        table.array(row)[table.offset(row) + column] = (float) Math.sin(row * 31 + column);
      }
    }
    float[] vector = new float[table.stride()];
    for (int column = 0; column < columns; column++) {
      vector[column] = (float) Math.cos(column);
    }
    float[] products = new float[37];
    Arrays.fill(products, Float.NaN); // what stood there doesn't count

    FloatProducts.of(table, 13, 37, vector, products);

    for (int r = 0; r < 37; r++) {
      double expected = 0;
      for (int column = 0; column < columns; column++) {
        expected += (double) table.get(13 + r, column) * vector[column];
      }
      assertThat((double) products[r]).isCloseTo(expected, within(1e-4));
    }
  }
}
