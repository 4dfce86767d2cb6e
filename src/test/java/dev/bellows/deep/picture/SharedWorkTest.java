package dev.bellows.deep.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SharedWorkTest {

  @Test
  void everyPieceIsDoneOnce() {
    for (int count : new int[] {0, 1, 2, 1000}) {
      AtomicIntegerArray times = new AtomicIntegerArray(count);
      SharedWork.begin(count, times::incrementAndGet).finish();
      for (int i = 0; i < count; i++) {
        assertThat(times.get(i)).isOne();
      }
    }
  }

  @Test
  void whoWaitsDoesWhatNobodyHasBegun() {
    CountDownLatch release = new CountDownLatch(1);
    int helpers = Runtime.getRuntime().availableProcessors() - 1;
    SharedWork occupied = SharedWork.begin(helpers, piece -> await(release));
    AtomicIntegerArray times = new AtomicIntegerArray(3);
    SharedWork.begin(3, times::incrementAndGet).finish();
    assertThat(times.get(0) + times.get(1) + times.get(2)).isEqualTo(3);
    release.countDown();
    occupied.finish();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatAPieceThrowsIsThrownInTheEnd() {
    SharedWork work =
        SharedWork.begin(
            50,
            piece -> {
              if (piece == 20) {
                throw new IllegalArgumentException("piece 20");
              }
            });
    assertThatThrownBy(work::finish).hasMessage("piece 20");
    SharedWork worse =
        SharedWork.begin(
            2,
            piece -> {
              throw new OutOfMemoryError("none left");
            });
    assertThatThrownBy(worse::finish).isInstanceOf(OutOfMemoryError.class).hasMessage("none left");
  }
}
