package dev.bellows.net;

import java.io.IOException;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.TransportConf;
import org.apache.spark.util.Utils;
import scala.Option;
import scala.Tuple2;

/**
 * The one place that knows Spark's own transport: Netty under the settings {@code spark.rpc.io.*},
 * with authentication, encryption and TLS exactly where Spark's own connections have them.
 */
public final class SparkTransport implements AutoCloseable {
  private static final String MODULE = "rpc";

  private final SparkEnv env;
  private final TransportConf conf;
  private final TransportContext context;
  private TransportClientFactory factory; // null: none yet
  private TransportServer server; // null: none

  /** A transport of this process, of the driver or of an executor. */
  public SparkTransport(RpcHandler handler) {
    env = SparkEnv.get();
    boolean driver = "driver".equals(env.executorId());
    SecurityManager security = env.securityManager();
    int cores = driver ? 0 : env.conf().getInt("spark.executor.cores", 1);
    conf =
        SparkTransportConf.fromSparkConf(
            env.conf(),
            MODULE,
            cores,
            Option.apply(driver ? "driver" : "executor"),
            Option.apply(security.getRpcSSLOptions()));
    context = new TransportContext(conf, handler);
  }

  /** Spark's name of this process. */
  public static String executor() {
    return SparkEnv.get().executorId();
  }

  /** The name by which other processes reach this one. */
  public static String host() {
    SparkEnv env = SparkEnv.get();
    return "driver".equals(env.executorId())
        ? env.conf().get("spark.driver.host")
        : env.blockManager().blockManagerId().host();
  }

  /**
   * Begins to listen, on the address that Spark itself binds.
   *
   * @param port the first to try, by Spark's rule; 0 for any
   * @return the port
   */
  public int listen(int port) {
    SparkConf spark = env.conf();
    String address =
        "driver".equals(env.executorId()) ? spark.get("spark.driver.bindAddress", host()) : host();
    SecurityManager security = env.securityManager();
    Tuple2<TransportServer, Object> started =
        Utils.startServiceOnPort(
            port,
            new scala.runtime.AbstractFunction1<Object, Tuple2<TransportServer, Object>>() {
              @Override
              public Tuple2<TransportServer, Object> apply(Object tried) {
                TransportServer made =
                    context.createServer(
                        address,
                        (Integer) tried,
                        security.isAuthenticationEnabled()
                            ? List.of(
                                new AuthServerBootstrap(conf, security),
                                (channel, authentication) -> new Doorkeeper(authentication))
                            : List.of());
                return new Tuple2<>(made, made.getPort());
              }
            },
            spark,
            "bellows exchange");
    server = started._1();
    return (Integer) started._2();
  }

  /** Connects to a process that listens. */
  public TransportClient connect(String host, int port) throws IOException, InterruptedException {
    if (factory == null) {
      SecurityManager security = env.securityManager();
      factory =
          context.createClientFactory(
              security.isAuthenticationEnabled()
                  ? List.of(new AuthClientBootstrap(conf, security.getSaslUser(), security))
                  : List.of());
    }
    return factory.createUnmanagedClient(host, port);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (factory != null) {
      factory.close();
    }
    context.close();
  }
}
