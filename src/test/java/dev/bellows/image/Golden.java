package dev.bellows.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** What golden.py has written with Pillow and PyTorch. */
public final class Golden {
  private Golden() {}

  public static byte[] file(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  public static JsonNode of(String kind, String name) throws IOException {
    return new ObjectMapper().readTree(file("golden.json")).get(kind).get(name);
  }

  public static byte[] bytes(String kind, String name) throws IOException {
    return HexFormat.of().parseHex(of(kind, name).asText());
  }
}
