package dev.bellows.app;

import static dev.bellows.app.Trainings.log;
import static dev.bellows.app.Trainings.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher.Ended;
import dev.bellows.StandaloneCluster;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Who connects to a training on a cluster and does not belong there. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
@Tag("slow")
class ClusterStrangersIT extends ClusterTrainings {
  private static final Pattern PORT =
      Pattern.compile("Successfully started service 'bellows exchange' on port (\\d+)");

  @Test
  void strangersAreThrownOutWhileTheTrainingGoesOn() throws Exception {
    Path run = inMidTraining(cluster(), List.of());
    int port = port(run);
    assertThatGarbageIsThrownOut(port);
    try (Stranger stranger = new Stranger(port)) {
      assertThat(stranger.thrownOutAfterAMessage()).isTrue();
      assertThat(stranger.thrownOutAfterAQuestion()).isTrue();
    }
    Ended ended = end();

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(model(SharedCluster.reference()));
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
    try (StandaloneCluster guarded = new StandaloneCluster(logs, SharedCluster.WORKERS, secret)) {
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
      assertThat(model(run)).isEqualTo(model(SharedCluster.reference()));
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
}
