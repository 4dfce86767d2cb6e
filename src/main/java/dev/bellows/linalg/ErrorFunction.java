package dev.bellows.linalg;

/**
 * The error function {@code erf(x) = 2/√π ∫₀ˣ e^(−t²) dt}, with an error of about one unit in the
 * last place: the rational approximations of fdlibm (Sun Microsystems, 1993, {@code s_erf.c}).
 */
public final class ErrorFunction {
  private static final double ONE_ULP_FROM_ONE = 6;
  private static final double SMALL = 0x1p-28;

  private static final double EFX = 1.28379167095512586316e-01; // 2/√π − 1
  private static final double ERX = 8.45062911510467529297e-01; // erf(1), rounded to a float

  // erf(x) = x + x·P(x²)/Q(x²) below 0.84375; coefficients from the highest power to the lowest.
  private static final double[] P = {
    -2.37630166566501626084e-05,
    -5.77027029648944159157e-03,
    -2.84817495755985104766e-02,
    -3.25042107247001499370e-01,
    1.28379167095512558561e-01
  };
  private static final double[] Q = {
    -3.96022827877536812320e-06,
    1.32494738004321644526e-04,
    5.08130628187576562776e-03,
    6.50222499887672944485e-02,
    3.97917223959155352819e-01,
    1
  };

  // erf(x) = ERX + P(x − 1)/Q(x − 1) up to 1.25.
  private static final double[] P_NEAR_ONE = {
    -2.16637559486879084300e-03,
    3.54783043256182359371e-02,
    -1.10894694282396677476e-01,
    3.18346619901161753674e-01,
    -3.72207876035701323847e-01,
    4.14856118683748331666e-01,
    -2.36211856075265944077e-03
  };
  private static final double[] Q_NEAR_ONE = {
    1.19844998467991074170e-02,
    1.36370839120290507362e-02,
    1.26171219808761642112e-01,
    7.18286544141962662868e-02,
    5.40397917702171048937e-01,
    1.06420880400844228286e-01,
    1
  };

  // erfc(x) = e^(−x² − 0.5625 + R(1/x²)/S(1/x²)) / x up to 1/0.35.
  private static final double[] R_MIDDLE = {
    -9.81432934416914548592e+00,
    -8.12874355063065934246e+01,
    -1.84605092906711035994e+02,
    -1.62396669462573470355e+02,
    -6.23753324503260060396e+01,
    -1.05586262253232909814e+01,
    -6.93858572707181764372e-01,
    -9.86494403484714822705e-03
  };
  private static final double[] S_MIDDLE = {
    -6.04244152148580987438e-02,
    6.57024977031928170135e+00,
    1.08635005541779435134e+02,
    4.29008140027567833386e+02,
    6.45387271733267880336e+02,
    4.34565877475229228821e+02,
    1.37657754143519042600e+02,
    1.96512716674392571292e+01,
    1
  };

  // The same beyond.
  private static final double[] R_FAR = {
    -4.83519191608651397019e+02,
    -1.02509513161107724954e+03,
    -6.37566443368389627722e+02,
    -1.60636384855821916062e+02,
    -1.77579549177547519889e+01,
    -7.99283237680523006574e-01,
    -9.86494292470009928597e-03
  };
  private static final double[] S_FAR = {
    -2.24409524465858183362e+01,
    4.74528541206955367215e+02,
    2.55305040643316442583e+03,
    3.19985821950859553908e+03,
    1.53672958608443695994e+03,
    3.25792512996573918826e+02,
    3.03380607434824582924e+01,
    1
  };

  private ErrorFunction() {}

  /** The error function; not a number where {@code x} is not. */
  public static double erf(double x) {
    double size = Math.abs(x);
    if (size < 0.84375) {
      double square = x * x;
      return size < SMALL ? x + EFX * x : x + x * (at(square, P) / at(square, Q));
    }
    return Double.isNaN(x) ? x : Math.copySign(ofLarge(size), x);
  }

  private static double ofLarge(double x) {
    if (x < 1.25) {
      return ERX + at(x - 1, P_NEAR_ONE) / at(x - 1, Q_NEAR_ONE);
    }
    if (x >= ONE_ULP_FROM_ONE) {
      return 1;
    }
    double inverse = 1 / (x * x);
    double exponent =
        x < 1 / 0.35
            ? at(inverse, R_MIDDLE) / at(inverse, S_MIDDLE)
            : at(inverse, R_FAR) / at(inverse, S_FAR);
    // x² in two parts, of which the first is exact: its rounding would be seen in the power.
    double head = Double.longBitsToDouble(Double.doubleToRawLongBits(x) & 0xFFFFFFFF00000000L);
    double power = Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + exponent);
    return 1 - power / x;
  }

  /** A polynomial by Horner's rule. */
  private static double at(double x, double[] coefficients) {
    double value = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
