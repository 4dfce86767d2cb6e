package dev.bellows.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers in JSON that are read again with the same bits; those that it has no form for as texts.
 */
final class Json {
  private Json() {}

  static void put(ObjectNode to, String name, double value) {
    if (Double.isFinite(value)) {
      to.put(name, value); // in as many digits as it takes
    } else {
      to.put(name, Double.toString(value));
    }
  }

  static void put(ObjectNode to, Map<String, Double> numbers) {
    numbers.forEach((name, value) -> put(to, name, value));
  }

  static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.parseDouble(node.asText("NaN"));
  }

  static Map<String, Double> numbers(JsonNode object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    object.fields().forEachRemaining(each -> numbers.put(each.getKey(), number(each.getValue())));
    return numbers;
  }
}
