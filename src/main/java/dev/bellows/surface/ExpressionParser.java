package dev.bellows.surface;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import dev.bellows.InputException;
import dev.bellows.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an expression in x and y (or x1 and x2) once, into a {@link Term}. EvalEx splits the text
 * and knows which operator binds first; its own arithmetic, in decimal numbers, is not used.
 *
 * <p>As in print, {@code -x^2} is {@code -(x^2)} and {@code 2^3^2} is {@code 2^(3^2)}. A
 * multiplication is always written out, because {@code 1/2x} has two readings.
 */
final class ExpressionParser {
  /** Variables by name. */
  private static final Map<String, Integer> VARIABLES = Map.of("x", 0, "y", 1, "x1", 0, "x2", 1);

  private static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI, "e", Math.E);

  /** Far more than anybody writes, and few enough for the stack: a term is no deeper than this. */
  private static final int MOST_CHARACTERS = 1000;

  private static final int MOST_QUOTED = 60;

  /** What EvalEx would read, or explain worse than we can. */
  private static final Pattern MISPLACED = Pattern.compile("\\(\\s*\\)|,|\\*\\*|\"");

  /** Where two operands meet: before what follows a bracket or a blank. */
  private static final Pattern NO_OPERATOR =
      Pattern.compile("[\\p{Alnum}.)](\\s+(?=[\\p{Alnum}.(])|(?<=\\))(?=\\p{Alnum}))");

  private static final ExpressionConfiguration CONFIGURATION =
      ExpressionConfiguration.builder()
          .implicitMultiplicationAllowed(false)
          .arraysAllowed(false)
          .structuresAllowed(false)
          .functionDictionary(new OurFunctions())
          .build();

  private final String text;

  private ExpressionParser(String text) {
    this.text = text;
  }

  /**
   * The term that a text stands for.
   *
   * @throws InputException in one line, with what is wrong and at which character, counted from 1
   */
  static Term parse(String expression) {
    String text = expression.strip().replaceAll("\\s", " ");
    if (text.isEmpty()) {
      throw new InputException("an expression is empty; write one such as x^2 + 3*y^2");
    }
    if (text.length() > MOST_CHARACTERS) {
      throw new InputException(
          "%s: an expression of %d characters; at most %d are allowed"
              .formatted(quoted(text), text.length(), MOST_CHARACTERS));
    }
    return new ExpressionParser(text).parse();
  }

  /** Names that may stand in an expression without brackets. */
  static boolean isValueName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return VARIABLES.containsKey(lower) || CONSTANTS.containsKey(lower);
  }

  /** A text as messages show it: the beginning, if it is long. */
  static String quoted(String text) {
    String printable = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return printable.length() <= MOST_QUOTED
        ? printable
        : printable.substring(0, MOST_QUOTED) + "…";
  }

  private Term parse() {
    Matcher misplaced = MISPLACED.matcher(text);
    if (misplaced.find()) {
      throw wrong(
          misplaced.start() + 1,
          switch (misplaced.group()) {
            case "," -> "a comma; functions take one argument, and decimals have a point";
            case "**" -> "a power is written x^2";
            case "\"" -> "a quotation mark";
            default -> "brackets with nothing in them";
          });
    }
    try {
      return term(new Expression(text, CONFIGURATION).getAbstractSyntaxTree());
    } catch (ParseException e) {
      throw explained(e);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) { // the library's own slip over a text that is no expression
      throw new InputException(quoted(text) + ": this is not an expression in x and y", e);
    }
  }

  private InputException explained(ParseException e) {
    String what = e.getMessage();
    if (what.startsWith("Missing operator") || what.startsWith("Too many operands")) {
      Matcher gap = NO_OPERATOR.matcher(text);
      int position =
          what.startsWith("Missing") ? e.getStartPosition() : gap.find() ? gap.end() + 1 : 1;
      return wrong(position, "an operator is missing; a multiplication is written 2*x");
    }
    if (what.startsWith("Closing brace")) {
      return wrong(unclosed(), "this bracket is not closed");
    }
    String token = quoted(String.valueOf(e.getTokenString()));
    if (what.startsWith("Unexpected closing")) {
      return wrong(e.getStartPosition(), "this bracket was not opened");
    }
    if (what.contains("perand for operator") || what.startsWith("Unexpected token")) {
      return wrong(e.getStartPosition(), "'%s' lacks an operand".formatted(token));
    }
    if (what.startsWith("Undefined operator")) {
      return wrong(
          e.getStartPosition(), "'%s' is no operator; there are + - * / ^".formatted(token));
    }
    if (what.contains("scientific") || what.startsWith("Number")) {
      return wrong(e.getStartPosition(), "'%s' is not a number".formatted(token));
    }
    return wrong(e.getStartPosition(), quoted(what));
  }

  /** The position of the last bracket that is never closed. */
  private int unclosed() {
    int depth = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      depth += text.charAt(i) == ')' ? 1 : text.charAt(i) == '(' ? -1 : 0;
      if (depth < 0) {
        return i + 1;
      }
    }
    return 1;
  }

  private InputException wrong(int position, String what) {
    return new InputException("%s: at position %d: %s".formatted(quoted(text), position, what));
  }

  private Term term(ASTNode node) {
    Token token = node.getToken();
    List<ASTNode> parts = node.getParameters();
    return switch (token.getType()) {
      case NUMBER_LITERAL -> new Term.Constant(number(token));
      case VARIABLE_OR_CONSTANT -> named(token);
      case FUNCTION -> Term.folded(new Term.Call(function(token), term(parts.get(0))));
      case PREFIX_OPERATOR -> signed(token, term(parts.get(0)));
      case INFIX_OPERATOR -> operation(token, parts.get(0), parts.get(1));
      default ->
          throw wrong(token.getStartPosition(), "'%s' is not understood".formatted(name(token)));
    };
  }

  private Term signed(Token sign, Term term) {
    return switch (sign.getValue()) {
      case "-" -> Term.folded(new Term.Negation(term));
      case "+" -> term;
      default -> throw noOperator(sign);
    };
  }

  /** EvalEx lets a sign bind before a power; here the power comes first, as in print. */
  private Term operation(Token operator, ASTNode left, ASTNode right) {
    if (operator.getValue().length() > 1 || "+-*/^".indexOf(operator.getValue().charAt(0)) < 0) {
      throw noOperator(operator);
    }
    char symbol = operator.getValue().charAt(0);
    ASTNode base = left;
    List<Token> signs = new ArrayList<>();
    while (symbol == '^' && isSignWithoutBrackets(base, operator)) {
      signs.add(0, base.getToken());
      base = base.getParameters().get(0);
    }
    Term result = Term.folded(new Term.Operation(symbol, term(base), term(right)));
    for (Token sign : signs) {
      result = signed(sign, result);
    }
    return result;
  }

  /** Whether a power's base is a sign and what follows it, with no bracket closed in between. */
  private boolean isSignWithoutBrackets(ASTNode base, Token power) {
    if (base.getToken().getType() != Token.TokenType.PREFIX_OPERATOR) {
      return false;
    }
    int depth = 0;
    for (int i = base.getToken().getStartPosition(); i < power.getStartPosition() - 1; i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
    }
    return true;
  }

  private InputException noOperator(Token token) {
    return wrong(
        token.getStartPosition(),
        "'%s' is no operator; there are + - * / ^".formatted(name(token)));
  }

  private double number(Token token) {
    double number;
    try {
      number = Double.parseDouble(token.getValue());
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw wrong(token.getStartPosition(), "'%s' is not a number".formatted(name(token)));
    }
    return number;
  }

  private Term named(Token token) {
    String name = token.getValue().toLowerCase(Locale.ROOT);
    if (VARIABLES.containsKey(name)) {
      return new Term.Variable(VARIABLES.get(name));
    }
    if (CONSTANTS.containsKey(name)) {
      return new Term.Constant(CONSTANTS.get(name));
    }
    throw wrong(
        token.getStartPosition(),
        ElementaryFunction.named(name).isPresent()
            ? "%s is a function, written %s(x)".formatted(name, name)
            : "there is no '%s'; there are x, y, pi, e and functions such as sin(x)"
                .formatted(name(token)));
  }

  private ElementaryFunction function(Token token) {
    return ElementaryFunction.named(token.getValue())
        .orElseThrow(
            () ->
                isValueName(token.getValue())
                    ? wrong(
                        token.getStartPosition() + token.getValue().length(),
                        "an operator is missing; a multiplication is written 2*x")
                    : wrong(
                        token.getStartPosition(),
                        "there is no function '%s'%s; there are %s"
                            .formatted(
                                name(token),
                                Spelling.hint(token.getValue(), ElementaryFunction.names()),
                                String.join(", ", ElementaryFunction.names()))));
  }

  private static String name(Token token) {
    return quoted(token.getValue());
  }

  /** Any name may call a function, so that an unknown one gets our message. */
  private static final class OurFunctions implements FunctionDictionaryIfc {
    private static final FunctionIfc ONE_ARGUMENT = new OneArgument();

    @Override
    public boolean hasFunction(String name) {
      return true;
    }

    @Override
    public FunctionIfc getFunction(String name) {
      return ONE_ARGUMENT;
    }

    @Override
    public void addFunction(String name, FunctionIfc function) {
      throw new UnsupportedOperationException();
    }
  }

  /** What EvalEx has to know of a function: it takes one argument. */
  @FunctionParameter(name = "argument")
  private static final class OneArgument extends AbstractFunction {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token function, EvaluationValue... arguments) {
      throw new UnsupportedOperationException("EvalEx only parses here");
    }
  }
}
