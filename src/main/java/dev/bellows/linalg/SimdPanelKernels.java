package dev.bellows.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The provider on the Vector API: four vectors times two registers of rows are eight sums, as many
 * as it takes to keep the multipliers busy, and fit the registers of every machine.
 */
final class SimdPanelKernels implements PanelKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public void products(float[] panel, int columns, float[] vectors, int first, float[] products) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector aLow = zero;
    FloatVector aHigh = zero;
    FloatVector bLow = zero;
    FloatVector bHigh = zero;
    FloatVector cLow = zero;
    FloatVector cHigh = zero;
    FloatVector dLow = zero;
    FloatVector dHigh = zero;
    for (int column = 0; column < columns; column++) {
      FloatVector low = FloatVector.fromArray(SPECIES, panel, column * WIDTH);
      FloatVector high = FloatVector.fromArray(SPECIES, panel, column * WIDTH + LANES);
      int at = first + column;
      aLow = aLow.add(low.mul(vectors[at]));
      aHigh = aHigh.add(high.mul(vectors[at]));
      bLow = bLow.add(low.mul(vectors[at + columns]));
      bHigh = bHigh.add(high.mul(vectors[at + columns]));
      cLow = cLow.add(low.mul(vectors[at + 2 * columns]));
      cHigh = cHigh.add(high.mul(vectors[at + 2 * columns]));
      dLow = dLow.add(low.mul(vectors[at + 3 * columns]));
      dHigh = dHigh.add(high.mul(vectors[at + 3 * columns]));
    }
    aLow.intoArray(products, 0);
    aHigh.intoArray(products, LANES);
    bLow.intoArray(products, WIDTH);
    bHigh.intoArray(products, WIDTH + LANES);
    cLow.intoArray(products, 2 * WIDTH);
    cHigh.intoArray(products, 2 * WIDTH + LANES);
    dLow.intoArray(products, 3 * WIDTH);
    dHigh.intoArray(products, 3 * WIDTH + LANES);
  }
}
