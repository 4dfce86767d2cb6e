package dev.bellows.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Begins jobs of Spark that are one task each, and does not wait for them. */
final class SingleTasks {
  private final JavaSparkContext spark;
  private final JavaRDD<Integer> one;

  SingleTasks(JavaSparkContext spark) {
    this.spark = spark;
    one = spark.parallelize(List.of(0), 1);
  }

  /**
   * Begins a task.
   *
   * @param task shipped
   * @param ended hears its result, or why there is none, on a thread of Spark's
   */
  <T> SimpleFutureAction<BoxedUnit> submit(
      Function1<Iterator<Integer>, T> task, BiConsumer<T, Throwable> ended) {
    List<T> answers = new ArrayList<>();
    SimpleFutureAction<BoxedUnit> action =
        spark
            .sc()
            .submitJob(
                one.rdd(),
                task,
                new scala.collection.immutable.ArraySeq.ofInt(new int[] {0}),
                new AbstractFunction2<Object, T, BoxedUnit>() {
                  @Override
                  public BoxedUnit apply(Object index, T answer) {
                    answers.add(answer);
                    return BoxedUnit.UNIT;
                  }
                },
                new AbstractFunction0<BoxedUnit>() {
                  @Override
                  public BoxedUnit apply() {
                    return BoxedUnit.UNIT;
                  }
                });
    action.onComplete(
        new AbstractFunction1<Try<BoxedUnit>, BoxedUnit>() {
          @Override
          public BoxedUnit apply(Try<BoxedUnit> end) {
            if (end.isSuccess()) {
              ended.accept(answers.get(0), null);
            } else {
              ended.accept(null, end.failed().get());
            }
            return BoxedUnit.UNIT;
          }
        },
        ExecutionContext.parasitic$.MODULE$);
    return action;
  }
}
