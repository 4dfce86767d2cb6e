package dev.bellows.data.image;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.data.KeyedPermutation;
import dev.bellows.data.source.InputFiles;
import dev.bellows.linalg.KeyedRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Images in files and the classes that they belong to. Their order, which numbers them, is that of
 * the classes and in a class that of the paths.
 *
 * @param classes the names, in ascending order: as torchvision's ImageFolder numbers them
 * @param files the images, at least one
 */
public record ImageFiles(List<String> classes, List<ImageFile> files) {
  /**
   * Files of these kinds are taken for images, also those of them that are then told unreadable.
   */
  private static final Set<String> KINDS =
      Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff", "ppm", "pgm");

  private static final long PURPOSE = 0x73706C6974L; // as for rows
  private static final long SAMPLE = 0x73616D706C65L;

  /** Copies the lists. */
  public ImageFiles {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
  }

  /** Two sets of images, together all of them. */
  public record Split(ImageFiles training, ImageFiles held) {}

  /**
   * The images in a folder that has a folder for each class, at any depth within these. Files and
   * folders named {@code _x} or {@code .x}, and files that are no images by their names, are left
   * out.
   *
   * @param setting the setting that the path comes from, for messages: {@code data.path}
   * @param path on any file system that Hadoop knows
   * @throws InputException if there are fewer than two class folders, or one is empty
   */
  public static ImageFiles find(Configuration configuration, String setting, String path) {
    List<ImageFiles.Folder> folders = folders(configuration, setting, path);
    if (folders.size() == 1) {
      throw new InputException(
          "%s = %s has the only class folder '%s'; a classifier learns from at least two classes"
              .formatted(setting, path, folders.get(0).name()));
    }
    return of(folders, folders.stream().map(Folder::name).toList(), setting + " = " + path);
  }

  /**
   * The same of images whose classes are known, such as those to evaluate with.
   *
   * @throws InputException if a folder is empty, or has the name of no class
   */
  public static ImageFiles find(
      Configuration configuration, String setting, String path, List<String> classes) {
    return of(folders(configuration, setting, path), classes, setting + " = " + path);
  }

  /**
   * The images of a frame that Spark's {@code binaryFile} source has made; the folder that a file
   * lies in is its class. The content is not asked for.
   *
   * @throws InputException if there are fewer than two classes
   */
  public static ImageFiles of(Dataset<Row> frame) {
    if (!Arrays.asList(frame.columns()).containsAll(List.of("path", "length"))) {
      throw new InputException(
          "the images: there are no columns 'path' and 'length', as format(\"binaryFile\") has");
    }
    List<ImageFile> files =
        frame.select("path", "length").collectAsList().stream()
            .map(row -> new ImageFile(row.getString(0), row.getLong(1), -1))
            .filter(file -> isImage(new Path(file.path())))
            .toList();
    List<Folder> folders =
        files.stream()
            .collect(Collectors.groupingBy(f -> new Path(f.path()).getParent().getName()))
            .entrySet()
            .stream()
            .map(folder -> new Folder(folder.getKey(), folder.getValue()))
            .sorted(Comparator.comparing(Folder::name))
            .toList();
    if (folders.size() < 2) {
      throw new InputException(
          "the images lie in %d folder%s; a classifier learns from at least two classes"
              .formatted(folders.size(), folders.size() == 1 ? "" : "s"));
    }
    return of(folders, folders.stream().map(Folder::name).toList(), "the images");
  }

  /**
   * All images in a folder, at any depth, or a single one; nobody knows their classes.
   *
   * @param what names the path in messages
   * @return all of them in one class, which has the path for a name
   * @throws InputException if there is none
   */
  public static ImageFiles unlabelled(Configuration configuration, String what, String path) {
    List<ImageFile> files;
    try {
      Path root = new Path(path);
      FileSystem system = root.getFileSystem(configuration);
      if (!system.exists(root)) {
        throw new InputException("%s %s: there is no such file or folder".formatted(what, path));
      }
      files = images(system, root);
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException("%s %s: %s".formatted(what, path, e.getMessage()), e);
    }
    if (files.isEmpty()) {
      throw new InputException(
          "%s %s has no image in it (files named *.jpg, *.jpeg or *.png are)"
              .formatted(what, path));
    }
    return new ImageFiles(
        List.of(path),
        files.stream()
            .map(file -> new ImageFile(file.path(), file.length(), 0))
            .sorted(Comparator.comparing(ImageFile::path))
            .toList());
  }

  /** A class as it was found. */
  private record Folder(String name, List<ImageFile> files) {}

  private static ImageFiles of(List<Folder> folders, List<String> classes, String where) {
    List<ImageFile> files = new ArrayList<>();
    folders.stream()
        .sorted(Comparator.comparing(Folder::name))
        .forEach(
            folder -> {
              int label = classes.indexOf(folder.name());
              if (label < 0) {
                throw new InputException(
                    "%s: the folder '%s' is none of the %d classes%s: %s"
                        .formatted(
                            where,
                            folder.name(),
                            classes.size(),
                            Spelling.hint(folder.name(), classes),
                            classes.stream().limit(12).collect(Collectors.joining(", "))));
              }
              if (folder.files().isEmpty()) {
                throw new InputException(
                    "%s: the class folder '%s' has no image in it (files named *.jpg, *.jpeg or"
                            .formatted(where, folder.name())
                        + " *.png are)");
              }
              folder.files().stream()
                  .sorted(Comparator.comparing(ImageFile::path))
                  .forEach(file -> files.add(new ImageFile(file.path(), file.length(), label)));
            });
    return new ImageFiles(classes, files);
  }

  private static List<Folder> folders(Configuration configuration, String setting, String path) {
    try {
      Path root = new Path(path);
      FileSystem system = root.getFileSystem(configuration);
      if (!system.exists(root) || !system.getFileStatus(root).isDirectory()) {
        throw new InputException(
            "%s = %s: there is no such folder; images lie in it as CLASS/NAME.jpg"
                .formatted(setting, path));
      }
      List<Folder> folders = new ArrayList<>();
      for (FileStatus child : system.listStatus(root)) {
        if (child.isDirectory() && isVisible(child.getPath())) {
          folders.add(new Folder(child.getPath().getName(), images(system, child.getPath())));
        }
      }
      if (folders.isEmpty()) {
        throw new InputException(
            "%s = %s has no class folder in it; images lie in it as CLASS/NAME.jpg"
                .formatted(setting, path));
      }
      folders.sort(Comparator.comparing(Folder::name));
      return folders;
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException("%s = %s: %s".formatted(setting, path, e.getMessage()), e);
    }
  }

  private static List<ImageFile> images(FileSystem system, Path folder) throws IOException {
    List<ImageFile> images = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = system.listFiles(folder, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      if (isImage(file.getPath())) {
        images.add(new ImageFile(file.getPath().toString(), file.getLen(), -1));
      }
    }
    return images;
  }

  private static boolean isVisible(Path path) {
    return !path.getName().startsWith("_") && !path.getName().startsWith(".");
  }

  private static boolean isImage(Path path) {
    String name = path.getName();
    String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return isVisible(path) && KINDS.contains(kind);
  }

  /** How many images each class has. */
  public long[] counts() {
    long[] counts = new long[classes.size()];
    files.forEach(file -> counts[file.label()]++);
    return counts;
  }

  /**
   * At most so many of the images, drawn by the seed: the first ones would all be of one class.
   *
   * @param most at least 1
   */
  public ImageFiles sample(long most, long seed) {
    if (most >= files.size()) {
      return this;
    }
    KeyedPermutation order = new KeyedPermutation(files.size(), KeyedRandom.key(seed, SAMPLE));
    List<ImageFile> drawn = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (order.apply(i) < most) {
        drawn.add(files.get(i));
      }
    }
    return new ImageFiles(classes, drawn);
  }

  /**
   * Holds images out, drawn by the seed.
   *
   * @param fraction of the images, from 0 to below 1
   */
  public Split split(double fraction, long seed) {
    long wanted = Math.round(fraction * files.size());
    KeyedPermutation order = new KeyedPermutation(files.size(), KeyedRandom.key(seed, PURPOSE));
    List<ImageFile> training = new ArrayList<>();
    List<ImageFile> held = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      (order.apply(i) < wanted ? held : training).add(files.get(i));
    }
    return new Split(new ImageFiles(classes, training), new ImageFiles(classes, held));
  }

  /** A path as a person writes it. */
  static String shown(String path) {
    return InputFiles.show(new Path(path));
  }
}
