package dev.bellows.train.checkpoint;

import static dev.bellows.train.checkpoint.Examples.assertSame;
import static dev.bellows.train.checkpoint.Examples.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on a real HDFS: a name node and a data node in this process. */
class HdfsCheckpointTest {
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void startHdfs(@TempDir Path folder) throws IOException {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    settings.setInt("dfs.replication", 1);
    hdfs = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
    hdfs.waitActive();
  }

  @AfterAll
  static void stopHdfs() {
    hdfs.shutdown();
  }

  private static String folder(String name) {
    return hdfs.getURI() + "/runs/a b/" + name;
  }

  private static CheckpointStore store(String name, int keep) {
    return new CheckpointStore(folder(name), new Configuration(), keep);
  }

  private static List<String> files(String name) throws IOException {
    FileStatus[] found =
        hdfs.getFileSystem().listStatus(new org.apache.hadoop.fs.Path("/runs/a b/" + name));
    return Arrays.stream(found).map(status -> status.getPath().getName()).sorted().toList();
  }

  @Test
  void theNewestFewStayAndComeBackToTheBit() throws IOException {
    CheckpointStore store = store("few", 2);
    store.requireWritable();
    for (long step : new long[] {10, 20, 30, 30}) {
      store.write(checkpoint(step));
    }

    assertSame(store.newest(line -> {}).orElseThrow(), checkpoint(30));
    assertThat(files("few"))
        .containsExactly(
            "step-000000000020.json",
            "step-000000000020.safetensors",
            "step-000000000030-2.json",
            "step-000000000030-2.safetensors");
  }

  @Test
  void aTornFileIsRefusedAndTheOneBeforeItTaken() throws IOException {
    CheckpointStore store = store("torn", 3);
    store.write(checkpoint(1));
    store.write(checkpoint(2));
    FileSystem files = hdfs.getFileSystem();
    var torn = new org.apache.hadoop.fs.Path("/runs/a b/torn/step-000000000002.safetensors");
    try (FSDataOutputStream out = files.create(torn, true)) {
      out.write(new byte[100]);
    }
    List<String> told = new ArrayList<>();

    assertSame(store("torn", 3).newest(told::add).orElseThrow(), checkpoint(1));
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("step-000000000002");
  }

  @Test
  void aSpaceQuotaThatIsUsedUpIsToldAndTheLastCheckpointStays() throws IOException {
    CheckpointStore store = store("quota", 3);
    store.write(checkpoint(1));
    var folder = new org.apache.hadoop.fs.Path("/runs/a b/quota");
    hdfs.getFileSystem().setQuota(folder, HdfsConstants.QUOTA_DONT_SET, 10_000);

    assertThatThrownBy(() -> store.write(checkpoint(2)))
        .isInstanceOf(CheckpointFailure.class)
        .hasMessageContaining("the checkpoint of step 2 cannot be written to " + folder("quota"))
        .message()
        .hasLineCount(1);
    assertSame(store.newest(line -> {}).orElseThrow(), checkpoint(1));
  }

  @Test
  void aNameNodeThatIsNotThereIsToldBeforeTraining() {
    Configuration settings = new Configuration();
    settings.setInt("ipc.client.connect.max.retries", 0);
    CheckpointStore store = new CheckpointStore("hdfs://127.0.0.1:1/runs", settings, 1);

    assertThatThrownBy(store::requireWritable)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("checkpoints cannot be written to hdfs://127.0.0.1:1/runs")
        .message()
        .hasLineCount(1);
  }
}
