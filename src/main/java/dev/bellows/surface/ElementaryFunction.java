package dev.bellows.surface;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.util.FastMath;

/** The functions that an expression may call: each takes one argument; angles are in radians. */
enum ElementaryFunction {
  SIN(FastMath::sin, DerivativeStructure::sin),
  COS(FastMath::cos, DerivativeStructure::cos),
  TAN(FastMath::tan, DerivativeStructure::tan),
  ASIN(FastMath::asin, DerivativeStructure::asin),
  ACOS(FastMath::acos, DerivativeStructure::acos),
  ATAN(FastMath::atan, DerivativeStructure::atan),
  SINH(FastMath::sinh, DerivativeStructure::sinh),
  COSH(FastMath::cosh, DerivativeStructure::cosh),
  TANH(FastMath::tanh, DerivativeStructure::tanh),
  EXP(FastMath::exp, DerivativeStructure::exp),
  LOG(FastMath::log, DerivativeStructure::log),
  LN(FastMath::log, DerivativeStructure::log),
  LOG10(FastMath::log10, DerivativeStructure::log10),
  SQRT(FastMath::sqrt, DerivativeStructure::sqrt),
  /** Its derivative at 0 is 0, as frameworks have it. */
  ABS(FastMath::abs, argument -> argument.multiply(FastMath.signum(argument.getValue())));

  private final DoubleUnaryOperator value;
  private final UnaryOperator<DerivativeStructure> derivatives;

  ElementaryFunction(DoubleUnaryOperator value, UnaryOperator<DerivativeStructure> derivatives) {
    this.value = value;
    this.derivatives = derivatives;
  }

  double value(double argument) {
    return value.applyAsDouble(argument);
  }

  DerivativeStructure derivatives(DerivativeStructure argument) {
    return derivatives.apply(argument);
  }

  /** The function that a user calls by this name, in either case. */
  static Optional<ElementaryFunction> named(String name) {
    return Arrays.stream(values())
        .filter(function -> function.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** The names as users write them. */
  static List<String> names() {
    return Arrays.stream(values()).map(f -> f.name().toLowerCase(Locale.ROOT)).toList();
  }
}
