package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import dev.bellows.Launcher.Running;
import dev.bellows.StandaloneCluster;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The packaged jar on a real cluster on loopback: the same bits as on one machine, whatever happens
 * to the executors in the meantime.
 */
@Tag("cluster")
@Isolated("it needs the machine for itself")
class ClusterIT {
  private static final Path CONF = Launcher.HOME.resolve("conf/wing-noise.conf");
  private static final int WORKERS = 2;

  /** Long enough to be disturbed: this many epochs of 120 steps. */
  private static final int EPOCHS = 200;

  private static final int SECONDS_TO_BEGIN = 90;
  private static final int SECONDS_TO_END = 150;
  private static final Pattern PORT =
      Pattern.compile("Successfully started service 'bellows exchange' on port (\\d+)");

  @TempDir private static Path shared;
  private static StandaloneCluster cluster;
  private static byte[] undisturbed;

  @TempDir private Path folder;
  private Running running; // the training under way; null: none

  @BeforeAll
  static void startTheClusterAndTrainOnOneMachine() throws Exception {
    Path run = reference();
    List<Object> words = new ArrayList<>(List.of("--master", "local[2]"));
    words.addAll(longTraining(run));
    Ended ended = Launcher.in(shared).run(words.toArray());
    assertThat(ended.code()).as(ended.err()).isZero();
    undisturbed = model(run);
    cluster = new StandaloneCluster(Files.createDirectories(shared.resolve("cluster")), WORKERS);
  }

  @AfterAll
  static void stopTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void leaveNoProcess() throws Exception {
    if (running != null) {
      running.signal("KILL");
    }
    for (ProcessHandle executor : cluster.executors()) {
      signal(executor, "CONT");
    }
    Launcher.until(() -> cluster.executors().isEmpty(), 30);
  }

  private static Path reference() {
    return shared.resolve("reference");
  }

  // --- trainings and what they leave
  // ---------------------------------------------------------------

  private static List<Object> longTraining(Path run) {
    return training(run, "epochs=" + EPOCHS, "evaluate=end", "exchange-timeout=3", "log-every=1");
  }

  private static List<Object> training(Path run, String... settings) {
    List<Object> words = new ArrayList<>(List.of("train", CONF, "--set", "output.dir=" + run));
    Stream.of(settings).forEach(setting -> words.addAll(List.of("--set", setting)));
    return words;
  }

  private Launcher launcher() {
    return new Launcher(
        Launcher.HOME.resolve("submit/bellows"), folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"));
  }

  private static Object[] words(String master, List<String> options, List<Object> command) {
    List<Object> words = new ArrayList<>(List.of("--master", master));
    if (!master.startsWith("local")) {
      words.addAll(List.of("--executor-memory", "512m"));
    }
    words.addAll(options);
    words.addAll(command);
    return words.toArray();
  }

  private Ended run(String master, List<String> options, List<Object> command) throws Exception {
    running = launcher().start(words(master, options, command));
    return end();
  }

  private Ended end() throws Exception {
    Ended ended = running.await(SECONDS_TO_END);
    running = null;
    return ended;
  }

  /** A long training on a cluster, and steps are being taken. */
  private Path inMidTraining(StandaloneCluster where, List<String> options) throws Exception {
    Path run = folder.resolve("run");
    running = launcher().start(words(where.url(), options, longTraining(run)));
    Launcher.until(() -> log(run).contains("; compute "), SECONDS_TO_BEGIN);
    return run;
  }

  private static String log(Path run) {
    try {
      Path log = run.resolve("spark.log");
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static List<String> options(Map<String, String> settings) {
    return settings.entrySet().stream()
        .flatMap(setting -> Stream.of("--conf", setting.getKey() + "=" + setting.getValue()))
        .toList();
  }

  private static List<String> ours(Ended ended) {
    return ended.err().lines().filter(line -> !line.startsWith("WARNING: Using incub")).toList();
  }

  private static void signal(ProcessHandle process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  // --- the same bits
  // -------------------------------------------------------------------------------

  @Test
  void stageAndJobsTrainTheSameBitsOnAClusterAndOnOneMachine() throws Exception {
    byte[] first = null;
    for (String master : List.of("local[2]", cluster.url())) {
      for (String exchange : List.of("stage", "job")) {
        Path run = folder.resolve("run-" + exchange + "-" + master.charAt(0));
        // More blocks than there are slots; the other tests have as many.
        List<Object> training =
            training(run, "data.partitions=7", "epochs=2", "exchange=" + exchange);
        Ended ended = run(master, List.of(), training);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("exchange = " + exchange + ":", "on " + master);
        first = first == null ? model(run) : first;
        assertThat(model(run)).as("%s on %s", exchange, master).isEqualTo(first);
      }
    }
  }

  @Test
  void aModelPredictsOnACluster() throws Exception {
    Path predictions = folder.resolve("predictions.csv");
    Path rows = Launcher.HOME.resolve("data/wing-noise.csv");
    Ended ended = run(cluster.url(), List.of(), List.of("predict", reference(), rows, predictions));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(Files.readAllLines(predictions)).hasSize(1501);
  }

  // --- executors that fail
  // -------------------------------------------------------------------------

  @Test
  void aKilledExecutorIsReplacedAndChangesNoBit() throws Exception {
    Path run = inMidTraining(cluster, List.of());
    List<ProcessHandle> executors = cluster.executors();
    assertThat(executors).hasSize(WORKERS);
    signal(executors.get(0), "KILL");
    Ended ended = end();

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(undisturbed);
    assertThat(log(run))
        .containsSubsequence("attempt 1 of the stage is lost: ", "have joined in ", ", attempt 2");
  }

  @Test
  void aFrozenExecutorIsNoticedAndReplacedAndChangesNoBit() throws Exception {
    Path run = inMidTraining(cluster, List.of());
    ProcessHandle frozen = cluster.executors().get(1);
    long begin = System.nanoTime();
    signal(frozen, "STOP");
    Launcher.until(() -> log(run).contains("attempt 1 of the stage is lost"), 20);

    assertThat((System.nanoTime() - begin) * 1e-9).as("seconds until noticed").isLessThan(6);
    Ended ended = end();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(undisturbed);
    assertThat(log(run))
        .containsSubsequence(
            "has been silent for 3 s", "asking Spark to replace executor", ", attempt 2");
    Launcher.until(() -> !frozen.isAlive(), 20); // Spark's worker has some patience with it
  }

  // --- strangers
  // -----------------------------------------------------------------------------------

  @Test
  void strangersAreThrownOutWhileTheTrainingGoesOn() throws Exception {
    Path run = inMidTraining(cluster, List.of());
    int port = port(run);
    assertThatGarbageIsThrownOut(port);
    try (Stranger stranger = new Stranger(port)) {
      assertThat(stranger.thrownOutAfterAMessage()).isTrue();
      assertThat(stranger.thrownOutAfterAQuestion()).isTrue();
    }
    Ended ended = end();

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(undisturbed);
    assertThat(log(run)).contains("a stranger").doesNotContain("attempt 2");
  }

  @Test
  void theStageHoldsSparksSecretAndEncryptionAndNoStrangerDisturbsIt() throws Exception {
    Map<String, String> secret =
        Map.of(
            "spark.authenticate",
            "true",
            "spark.authenticate.secret",
            "a secret of this test",
            "spark.network.crypto.enabled",
            "true",
            "spark.master.rest.enabled",
            "false"); // it knows no secrets
    Path logs = Files.createDirectories(folder.resolve("cluster"));
    try (StandaloneCluster guarded = new StandaloneCluster(logs, WORKERS, secret)) {
      Path run = inMidTraining(guarded, options(secret));
      int port = port(run);
      assertThatGarbageIsThrownOut(port);
      try (Stranger stranger = new Stranger(port)) {
        assertThat(stranger.thrownOutAfterAMessage()).isTrue();
        assertThat(stranger.thrownOutAfterAQuestion()).isTrue();
      }
      Ended ended = end();

      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("exchange = stage:");
      assertThat(model(run)).isEqualTo(undisturbed);
      assertThat(log(run)).contains("Unauthenticated").doesNotContain("attempt 2");
    }
  }

  private static int port(Path run) {
    Matcher port = PORT.matcher(log(run));
    assertThat(port.find()).as("the log tells the port").isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static void assertThatGarbageIsThrownOut(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: bellows\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).as("the end of the connection").isEqualTo(-1);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /** Speaks Spark's transport, and knows no secret. */
  private static final class Stranger implements AutoCloseable {
    private static final int SECONDS = 5;

    private final TransportContext context =
        new TransportContext(
            new TransportConf("rpc", MapConfigProvider.EMPTY), new NoOpRpcHandler());
    private final TransportClientFactory factory = context.createClientFactory();
    private final int port;

    Stranger(int port) {
      this.port = port;
    }

    boolean thrownOutAfterAMessage() throws Exception {
      TransportClient client = factory.createUnmanagedClient("127.0.0.1", port);
      client.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      return thrownOut(client);
    }

    boolean thrownOutAfterAQuestion() throws Exception {
      TransportClient client = factory.createUnmanagedClient("127.0.0.1", port);
      CompletableFuture<Void> refused = new CompletableFuture<>();
      client.sendRpc(
          ByteBuffer.wrap(new byte[] {1, 2, 3}),
          new RpcResponseCallback() {
            @Override
            public void onSuccess(ByteBuffer response) {
              refused.completeExceptionally(new AssertionError("it was answered"));
            }

            @Override
            public void onFailure(Throwable cause) {
              refused.complete(null);
            }
          });
      refused.get(SECONDS, TimeUnit.SECONDS);
      return thrownOut(client);
    }

    private static boolean thrownOut(TransportClient client) throws InterruptedException {
      return client.getChannel().closeFuture().await(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      factory.close();
      context.close();
    }
  }

  // --- dynamic allocation
  // --------------------------------------------------------------------------

  @Test
  void underDynamicAllocationJobsServeAndTheStageIsRefused() throws Exception {
    List<String> dynamic =
        options(
            Map.of(
                "spark.dynamicAllocation.enabled",
                "true",
                "spark.dynamicAllocation.shuffleTracking.enabled",
                "true"));
    Path local = folder.resolve("local");
    Ended reference = run("local[2]", List.of(), training(local, "epochs=1"));
    assertThat(reference.code()).as(reference.err()).isZero();

    Path run = folder.resolve("run");
    Ended auto = run(cluster.url(), dynamic, training(run, "epochs=1"));
    assertThat(auto.code()).as(auto.err()).isZero();
    assertThat(auto.err().lines())
        .contains("exchange = job: a Spark job for each step, because dynamic allocation is on");
    assertThat(model(run)).isEqualTo(model(local));

    Path none = folder.resolve("none");
    Ended stage = run(cluster.url(), dynamic, training(none, "exchange=stage"));
    assertThat(stage.code()).isEqualTo(2);
    assertThat(ours(stage))
        .containsExactly(
            "bellows: exchange = stage cannot be: dynamic allocation is on; set"
                + " spark.dynamicAllocation.enabled=false, or take exchange = auto");
    assertThat(none).doesNotExist();
  }

  // --- Ctrl-C
  // --------------------------------------------------------------------------------------

  @Test
  void controlCKeepsTheModelAndLeavesNoExecutor() throws Exception {
    Path run = inMidTraining(cluster, List.of());
    assertThat(cluster.executors()).hasSize(WORKERS);
    running.signal("INT");
    Ended ended = end();

    assertThat(ended.code()).as("the shell's code for Ctrl-C").isEqualTo(130);
    assertThat(ended.err()).contains("bellows: stopped at step");
    assertThat(TrainedModel.read(run.resolve("model.safetensors")).features()).hasSize(5);
    Launcher.until(() -> cluster.executors().isEmpty(), 10);
  }
}
