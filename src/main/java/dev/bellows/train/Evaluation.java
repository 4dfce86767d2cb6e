package dev.bellows.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good the parameters are at one moment.
 *
 * @param steps the steps taken before; 0 before the first
 * @param epochs the epochs as a number that grows with every step: 1.5 is the middle of the second
 * @param loss the mean loss over all training rows
 * @param validationLoss the mean loss over the rows held out, if any
 * @param figures more about the rows held out, or about the training rows where none are: {@code
 *     rmse}, {@code r2}, … by name
 */
public record Evaluation(
    long steps,
    double epochs,
    double loss,
    OptionalDouble validationLoss,
    Map<String, Double> figures) {

  /** Writes all of it, so that it is read again with the same bits. */
  public void writeTo(ObjectNode facts) {
    facts.put("steps", steps);
    facts.put("epochs", epochs);
    facts.put("loss", loss);
    validationLoss.ifPresent(value -> facts.put("validation-loss", value));
    ObjectNode all = facts.putObject("figures");
    figures.forEach((name, value) -> all.put(name, value));
  }

  /** Reads it. */
  public static Evaluation read(JsonNode facts) {
    Map<String, Double> figures = new LinkedHashMap<>();
    JsonNode all = facts.path("figures");
    all.fieldNames().forEachRemaining(name -> figures.put(name, Snapshot.number(all, name)));
    return new Evaluation(
        facts.path("steps").asLong(),
        Snapshot.number(facts, "epochs"),
        Snapshot.number(facts, "loss"),
        facts.has("validation-loss")
            ? OptionalDouble.of(Snapshot.number(facts, "validation-loss"))
            : OptionalDouble.empty(),
        figures);
  }

  /** The loss that counts: of the rows held out, where there are such. */
  public double deciding() {
    return validationLoss.orElse(loss);
  }
}
