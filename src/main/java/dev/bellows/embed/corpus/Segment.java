package dev.bellows.embed.corpus;

import dev.bellows.InputException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one segment of a file holds.
 *
 * @param place where it stands
 * @param records how many lines or rows could be read
 * @param sentences how many sentences
 * @param words how many words, those of no vocabulary included
 * @param problem why the record behind the last one could not be read; null where all could
 */
record Segment(Place place, long records, long sentences, long words, String problem)
    implements Serializable {

  /** A segment's place; the segments of a file, ordered by their starts, are the file. */
  record Place(String file, long start) implements Comparable<Place>, Serializable {
    @Override
    public int compareTo(Place other) {
      int files = file.compareTo(other.file);
      return files != 0 ? files : Long.compare(start, other.start);
    }
  }

  /**
   * The segments in the order of files and lines.
   *
   * @throws InputException for the first problem, with file and line
   */
  static List<Segment> inOrder(List<Segment> segments) {
    List<Segment> ordered = segments.stream().sorted(Comparator.comparing(Segment::place)).toList();
    String file = "";
    long before = 0;
    for (Segment segment : ordered) {
      before = segment.place.file.equals(file) ? before : 0;
      file = segment.place.file;
      before += segment.records;
      if (segment.problem != null) {
        throw new InputException("%s: line %d, %s".formatted(file, before + 1, segment.problem));
      }
    }
    return ordered;
  }

  /** The number of the first sentence of each segment. */
  static Map<Place, Long> firstSentences(List<Segment> ordered) {
    Map<Place, Long> firsts = new HashMap<>();
    long sentence = 0;
    for (Segment segment : ordered) {
      firsts.put(segment.place, sentence);
      sentence += segment.sentences;
    }
    return firsts;
  }
}
