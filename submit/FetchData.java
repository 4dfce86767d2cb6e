import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches a set of {@code data-sets.tsv} and gives each file its name only when size and SHA-256
 * are right. Started by {@code submit/fetch-data} with NAME FOLDER [URL], or with nothing to list
 * the sets. Exit codes: 0 done, 2 the user's mistake, 1 anything else.
 */
public final class FetchData {
  private static final int CHUNK = 1 << 16;
  private static final String UNREACHED = " cannot be reached (no network?)";

  /** No set is near it; a server that sends without end must not fill the disk. */
  private static final long MOST_BYTES = 100_000_000;

  private static final List<String> BY_HAND = List.of("wiki", "hotdog", "weights");

  private final Path folder;
  private final Path directory; // of all files of the set
  private final List<DataFile> missing;
  private final List<String> problems = new ArrayList<>();

  /** Must not stay behind, also after Ctrl-C: temporary files, and folders made in vain. */
  private final ConcurrentLinkedDeque<Path> leftovers = new ConcurrentLinkedDeque<>();

  private FetchData(List<DataFile> files, Path folder) {
    this.folder = folder;
    directory = folder.resolve(files.get(0).path).getParent();
    missing = new ArrayList<>(files);
    Runnable clean = () -> leftovers.forEach(path -> path.toFile().delete());
    Runtime.getRuntime().addShutdownHook(new Thread(clean));
  }

  public static void main(String[] args) {
    try {
      run(args);
    } catch (Stop e) {
      System.err.println("fetch-data: " + e.getMessage());
      System.exit(e.status);
    }
  }

  private static void run(String[] args) {
    List<DataFile> table = table();
    List<String> names = table.stream().map(DataFile::set).distinct().toList();
    if (args.length == 0) {
      names.forEach(name -> list(files(name, table)));
      return;
    }
    check(args[0], names);
    Path folder = Path.of(args[1]).toAbsolutePath().normalize();
    new FetchData(files(args[0], table), folder).fetch(args.length > 2 ? args[2] : null);
    String text = folder.toString();
    if (!text.equals(System.getenv("BELLOWS_DATA"))) {
      String quoted = text.matches("[\\w./+@:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
      System.out.println("export BELLOWS_DATA=" + quoted);
    }
  }

  private static List<DataFile> table() {
    Path table = Path.of(System.getProperty("bellows.submit", "submit"), "data-sets.tsv");
    try (Stream<String> lines = Files.lines(table)) {
      return lines.skip(1).map(line -> DataFile.of(line.split("\t"))).toList();
    } catch (IOException | RuntimeException e) {
      throw new Stop(1, "the table %s cannot be read (%s)", table, why(e));
    }
  }

  private static List<DataFile> files(String set, List<DataFile> table) {
    return table.stream().filter(file -> file.set.equals(set)).toList();
  }

  private static void list(List<DataFile> files) {
    DataFile first = files.get(0);
    long bytes = files.stream().mapToLong(DataFile::bytes).sum();
    System.out.printf("%-16s %-51s %9d bytes  %s%n", first.set, first.what, bytes, first.licence);
  }

  private static void check(String name, List<String> names) {
    if (BY_HAND.contains(name)) {
      throw new Stop(2, "'%s' cannot be fetched; data/README.md says where it comes from", name);
    } else if (!names.contains(name)) {
      String lower = name.toLowerCase(Locale.ROOT);
      String hint =
          names.stream()
              .min(Comparator.comparingInt(set -> distance(lower, set)))
              .filter(set -> distance(lower, set) <= Math.max(2, set.length() / 3))
              .map(near -> "did you mean '" + near + "'?")
              .orElse("there are " + String.join(", ", names));
      throw new Stop(2, "there is no data set '%s'; %s", name, hint);
    }
  }

  /** Of Levenshtein, but for a forgotten ending: a small slip however long it is. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i + j; // right where one is empty
        if (i > 0 && j > 0) {
          int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
          d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        }
      }
    }
    return b.startsWith(a) && a.length() >= 3 ? 1 : d[a.length()][b.length()];
  }

  private void fetch(String mirror) {
    missing.removeIf(this::isThere);
    if (missing.isEmpty()) {
      return;
    }
    makeFolder();
    String advice = ""; // not where a wrong file came from: by hand, it would be the same
    for (String address : (mirror == null ? missing.get(0).homes : mirror).split(" ")) {
      try {
        fetchFrom(URI.create(address));
      } catch (IOException | RuntimeException e) {
        boolean dead = e instanceof UnknownHostException || e instanceof SocketException;
        problems.add(dead ? URI.create(address).getHost() + UNREACHED : address + ": " + why(e));
        advice = advice.isEmpty() ? byHand(address) : advice;
      }
      if (missing.isEmpty()) {
        return;
      }
    }
    throw new Stop(1, "%s%s", String.join("; ", problems), mirror == null ? advice : "");
  }

  /** A file of other content may be the user's own work, so it is never replaced. */
  private boolean isThere(DataFile file) {
    Path target = folder.resolve(file.path);
    if (!Files.exists(target)) {
      return false;
    }
    String wrong = file.differs(target);
    if (!wrong.isEmpty()) {
      throw new Stop(1, "%s is there, but %s; move it away first", target, wrong);
    }
    System.out.println(target + ": already there, checksum right");
    return true;
  }

  private void makeFolder() {
    for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
      leftovers.addLast(path);
    }
    try {
      Files.createDirectories(directory);
      if (!Files.isWritable(directory)) {
        throw new IOException("access denied");
      }
    } catch (IOException e) {
      throw new Stop(2, "cannot write in %s (%s)", directory, why(e));
    }
  }

  /** A folder, a zip, or the one file itself. */
  private void fetchFrom(URI uri) throws IOException {
    if (uri.getPath().endsWith(".zip")) {
      unpack(uri);
      return;
    }
    for (DataFile file : List.copyOf(missing)) {
      URI there = uri.getPath().endsWith("/") ? uri.resolve(file.name()) : uri;
      keep(download(there, file.name()), file, there);
    }
  }

  private void unpack(URI uri) throws IOException {
    try (ZipFile zip = new ZipFile(download(uri, "zip").toFile())) {
      for (DataFile file : List.copyOf(missing)) {
        ZipEntry entry =
            zip.stream()
                .filter(member -> Path.of(member.getName()).endsWith(file.source))
                .findFirst()
                .orElseThrow(() -> new IOException("the zip holds no " + file.source));
        keep(save(zip.getInputStream(entry), file.name()), file, uri);
      }
    }
  }

  /** Gives the file its name, if it is the right one. */
  private void keep(Path part, DataFile file, URI from) throws IOException {
    String wrong = file.differs(part);
    if (!wrong.isEmpty()) {
      problems.add("%s from %s: %s".formatted(file.name(), from, wrong));
      return;
    }
    Path target = folder.resolve(file.path);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    missing.remove(file);
    String place = from.getHost() == null ? from.getPath() : from.getHost();
    System.out.printf(
        "%s: %d bytes, checksum right, from %s; licence: %s%n",
        target, file.bytes, place, file.licence);
  }

  private Path download(URI uri, String name) throws IOException {
    boolean local = uri.getHost() == null;
    try (InputStream in = local ? Files.newInputStream(Path.of(uri)) : open(uri, 5)) {
      return save(in, name);
    }
  }

  /** Follows redirects itself, for Java does not from http to https. */
  private static InputStream open(URI uri, int redirects) throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpURLConnection web)) {
      throw new IOException("redirects to " + uri);
    }
    web.setConnectTimeout(10_000);
    web.setReadTimeout(30_000);
    web.setInstanceFollowRedirects(false);
    web.setRequestProperty("User-Agent", "bellows-fetch-data");
    int status = web.getResponseCode();
    String location = web.getHeaderField("Location");
    if (status / 100 == 3 && location != null && redirects > 0) {
      return open(uri.resolve(location), redirects - 1);
    } else if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("answered HTTP " + status);
    }
    return web.getInputStream();
  }

  /** Into the folder of the target, where a renaming is all or nothing. */
  private Path save(InputStream in, String name) throws IOException {
    Path part = directory.resolve("." + name + ".part-" + ProcessHandle.current().pid());
    leftovers.addFirst(part);
    try (OutputStream out = Files.newOutputStream(part)) {
      byte[] chunk = in.readNBytes(CHUNK);
      for (long bytes = 0; chunk.length > 0 && bytes < MOST_BYTES; chunk = in.readNBytes(CHUNK)) {
        out.write(chunk);
        bytes += chunk.length;
        progress("fetch-data: %s  %.1f MB", name, bytes / 1e6);
      }
    } finally {
      progress("");
    }
    return part;
  }

  /** Writes over the running line, on a terminal only. */
  private static void progress(String text, Object... values) {
    if (Boolean.getBoolean("bellows.terminal")) {
      System.err.printf(Locale.ROOT, "\r\033[K" + text, values);
    }
  }

  private String byHand(String address) {
    String names = String.join(", ", missing.stream().map(DataFile::source).toList());
    boolean one = missing.size() == 1;
    String end = address.endsWith(".zip") ? " (a zip)" : one && address.endsWith("/") ? names : "";
    String where = one ? "it at " + folder.resolve(missing.get(0).path) : "them in " + directory;
    return "; get %s by hand from %s%s and put %s".formatted(names, address, end, where);
  }

  /** The reason in one line; that of some exceptions is their name. */
  private static String why(Exception e) {
    String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    String name = e.getClass().getSimpleName().replace("Exception", "");
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return text == null ? words : text.lines().findFirst().orElse(words);
  }

  /** One line of the table; {@code source} is the file's name inside a zip. */
  private record DataFile(
      String set,
      String what,
      String licence,
      String path,
      String source,
      long bytes,
      String sha256,
      String homes) {
    static DataFile of(String[] f) {
      return new DataFile(f[0], f[1], f[2], f[3], f[4], Long.parseLong(f[5]), f[6], f[7]);
    }

    String name() {
      return Path.of(path).getFileName().toString();
    }

    /** Empty when it is the right file. */
    String differs(Path found) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Files.copy(found, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        String sum = HexFormat.of().formatHex(digest.digest());
        return sum.equals(sha256) && Files.size(found) == bytes
            ? ""
            : "expected %d bytes with sha256 %s, found %d bytes with sha256 %s"
                .formatted(bytes, sha256, Files.size(found), sum);
      } catch (IOException | GeneralSecurityException e) {
        return "cannot be read (%s)".formatted(why(e));
      }
    }
  }

  /** The end of the program, with its exit code. */
  private static final class Stop extends RuntimeException {
    private final int status;

    Stop(int status, String message, Object... values) {
      super(message.formatted(values));
      this.status = status;
    }
  }
}
