package dev.bellows.data.image;

import dev.bellows.linalg.EncodedImages;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Packs images one behind the other. */
final class EncodedImagePacker {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Integer> starts = new ArrayList<>(List.of(0));
  private final List<Double> labels = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  void add(byte[] file, int label, String name) {
    bytes.writeBytes(file);
    starts.add(bytes.size());
    labels.add((double) label);
    names.add(name);
  }

  EncodedImages take() {
    return new EncodedImages(
        bytes.toByteArray(),
        starts.stream().mapToInt(Integer::intValue).toArray(),
        labels.stream().mapToDouble(Double::doubleValue).toArray(),
        new double[0],
        names);
  }
}
