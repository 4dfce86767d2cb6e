package dev.bellows.embed.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.embed.replica.Message.Address;
import dev.bellows.embed.replica.Message.Changes;
import dev.bellows.embed.replica.Message.Done;
import dev.bellows.embed.replica.Message.Failed;
import dev.bellows.embed.replica.Message.Fetch;
import dev.bellows.embed.replica.Message.Given;
import dev.bellows.embed.replica.Message.Join;
import dev.bellows.embed.replica.Message.Merged;
import dev.bellows.embed.replica.Message.Order;
import dev.bellows.embed.replica.Message.Report;
import dev.bellows.embed.replica.Message.Rows;
import dev.bellows.embed.replica.Message.Start;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
  static List<Message> messages() {
    float[] values = new float[5000];
    values[17] = -3.5f;
    return List.of(
        new Join(3, new Address("höst.example", 4711)),
        new Start(List.of(new Address("a", 1), new Address("b".repeat(300), 2)), 77L, true),
        new Start(List.of(), 0, false),
        new Report(2, -1, 1L << 40, 0.025, 4, 1e9 / 3, 12345678901L, 25.5),
        new Order(true, false),
        new Order(false, true),
        new Fetch(1, 4096, 17),
        new Rows(1, 8192, values),
        new Given(1, 9),
        new Done(),
        new Changes(1L << 33, 0, 4096, 7, new int[] {4096, 5000}, values),
        new Merged(new int[] {}, new float[] {}),
        new Failed("lower learning-rate"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsTheSameBehindTheNetwork(Message message) {
    ByteBuffer bytes = MessageWriter.write(message, 16);

    assertThat(bytes.position()).isZero();
    assertThat(MessageReader.read(bytes.position(16)))
        .usingRecursiveComparison()
        .isEqualTo(message);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aTornMessageIsNone(Message message) {
    ByteBuffer bytes = MessageWriter.write(message, 0);
    for (int length : new int[] {0, bytes.limit() / 2, bytes.limit() - 1}) {
      assertThatThrownBy(() -> MessageReader.read(bytes.duplicate().position(0).limit(length)))
          .isInstanceOf(RuntimeException.class);
    }
  }
}
