package example;

import dev.bellows.ml.LogisticClassifier;
import dev.bellows.ml.LogisticClassifierModel;
import dev.bellows.ml.PerceptronClassifier;
import dev.bellows.ml.WordEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A program as users write them, in a jar of its own beside ours ({@code --jars bellows.jar}). It
 * prints what it has learnt, and leaves a saved pipeline in the folder that it is given.
 */
public final class UsersProgram {
  private static final int ROWS = 2000;

  private UsersProgram() {}

  /** Trains three estimators. */
  public static void main(String[] words) throws Exception {
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      Dataset<Row> rows = rows(session);
      VectorAssembler assembler =
          new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("features");
      Dataset<Row> features = assembler.transform(rows);

      LogisticClassifierModel line =
          new LogisticClassifier().setOptimizer("adam").setEpochs(2).setPartitions(2).fit(features);
      System.out.println("coefficients " + line.coefficients());

      PerceptronClassifier network =
          new PerceptronClassifier().setHiddenLayers(8).setEpochs(5).setPartitions(2);
      network.setLearningRate(0.02);
      PipelineModel pipeline =
          new Pipeline().setStages(new PipelineStage[] {assembler, network}).fit(rows);
      pipeline.write().overwrite().save(words[0]);
      long right =
          PipelineModel.load(words[0])
              .transform(rows)
              .filter(functions.col("prediction").equalTo(functions.col("label")))
              .count();
      System.out.println("right " + (right > 0.9 * ROWS));

      Dataset<Row> sentences =
          rows.select(
              functions
                  .when(functions.col("label").equalTo(1), functions.expr("array('a', 'b', 'a')"))
                  .otherwise(functions.expr("array('c', 'd', 'c')"))
                  .as("words"));
      System.out.println(
          "words "
              + new WordEmbedding()
                  .setInputCol("words")
                  .setOutputCol("vector")
                  .setVectorSize(4)
                  .fit(sentences)
                  .getVectors()
                  .count());
    }
  }

  /** Points inside and outside of a circle, the inner ones more often to the right. */
  private static Dataset<Row> rows(SparkSession session) {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      rows.add(RowFactory.create((x - 0.5) * (x - 0.5) + y * y < 1 ? 1.0 : 0.0, x, y));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType);
    return session.createDataFrame(rows, schema); // a shuffle would order them by chance
  }
}
