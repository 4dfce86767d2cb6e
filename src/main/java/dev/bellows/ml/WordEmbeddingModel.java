package dev.bellows.ml;

import dev.bellows.embed.corpus.Corpus;
import dev.bellows.embed.vectors.Neighbor;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Vectors of words as a stage. Of a sentence it makes the mean of the vectors of its words, each as
 * often as it is there; words that it does not know don't count (MLlib's {@code Word2VecModel}
 * counts them as zeros), and without any word the mean is 0. Saved, its folder has MLlib's {@code
 * metadata} and {@code model.safetensors}, a model file of {@code embed}.
 */
public final class WordEmbeddingModel extends Model<WordEmbeddingModel>
    implements WordEmbeddingParams<WordEmbeddingModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final transient WordVectors vectors;
  private final transient TrainingSummary summary; // null: it was loaded
  private final WordColumns wordColumns;
  private transient Broadcast<WordMeans> shared; // null: nothing was transformed yet
  private transient SparkContext sharedIn;

  WordEmbeddingModel(String uid, WordVectors vectors, TrainingSummary summary) {
    this.uid = uid;
    this.vectors = vectors;
    this.summary = summary;
    wordColumns = new WordColumns(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public WordColumns wordColumns() {
    return wordColumns;
  }

  @Override
  public WordEmbeddingModel self() {
    return this;
  }

  /** The vectors, for use without Spark. */
  public WordVectors wordVectors() {
    return vectors;
  }

  /** Whether there is a {@link #summary}: a model that was loaded has none. */
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * How training went.
   *
   * @throws IllegalStateException if the model was loaded
   */
  public TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          uid + " was loaded; the summary of its training is not saved");
    }
    return summary;
  }

  /** A frame of {@code word} and {@code vector}, a row a word, the most frequent first. */
  public Dataset<Row> getVectors() {
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < vectors.vocabulary().size(); id++) {
      double[] values = new double[vectors.dimensions()];
      for (int c = 0; c < values.length; c++) {
        values[c] = vectors.vectors().get(id, c);
      }
      rows.add(RowFactory.create(vectors.vocabulary().word(id), Vectors.dense(values)));
    }
    StructType schema =
        new StructType()
            .add("word", DataTypes.StringType, false)
            .add("vector", SQLDataTypes.VectorType(), false);
    return SparkSession.active().createDataFrame(rows, schema);
  }

  /**
   * A frame of {@code word} and {@code similarity}: the words nearest to a word by the cosine.
   *
   * @param count at most so many, at least 1
   * @throws dev.bellows.InputException if the word is not in the vocabulary
   */
  public Dataset<Row> findSynonyms(String word, int count) {
    return frame(findSynonymsArray(word, count));
  }

  /** The same for a vector of as many dimensions. */
  public Dataset<Row> findSynonyms(Vector vector, int count) {
    float[] sought = new float[vector.size()];
    for (int i = 0; i < sought.length; i++) {
      sought[i] = (float) vector.apply(i);
    }
    return frame(vectors.neighbors(sought, count));
  }

  /** {@link #findSynonyms(String, int)} without Spark. */
  public List<Neighbor> findSynonymsArray(String word, int count) {
    return vectors.neighbors(word, count);
  }

  private static Dataset<Row> frame(List<Neighbor> neighbors) {
    StructType schema =
        new StructType()
            .add("word", DataTypes.StringType, false)
            .add("similarity", DataTypes.DoubleType, false);
    List<Row> rows =
        neighbors.stream().map(near -> RowFactory.create(near.word(), near.cosine())).toList();
    return SparkSession.active().createDataFrame(rows, schema);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    Corpus.requireWords(schema, getInputCol());
    return OutputColumns.append(schema, List.of(OutputColumns.vector(getOutputCol())));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> frame) {
    transformSchema(frame.schema());
    UserDefinedFunction mean =
        functions.udf(mean(shared(frame.sparkSession().sparkContext())), SQLDataTypes.VectorType());
    Column sentence = functions.col("`" + getInputCol().replace("`", "``") + "`");
    return frame.withColumn(getOutputCol(), mean.asNonNullable().apply(sentence));
  }

  private static UDF1<Seq<String>, Vector> mean(Broadcast<WordMeans> model) {
    return sentence ->
        model
            .value()
            .mean(sentence == null ? List.<String>of() : CollectionConverters.asJava(sentence));
  }

  /** The model in the tasks, sent once however often it is used; Spark drops it with the model. */
  private synchronized Broadcast<WordMeans> shared(SparkContext spark) {
    if (sharedIn != spark) {
      shared = JavaSparkContext.fromSparkContext(spark).broadcast(new WordMeans(vectors));
      sharedIn = spark;
    }
    return shared;
  }

  @Override
  public WordEmbeddingModel copy(ParamMap extra) {
    return copyValues(new WordEmbeddingModel(uid, vectors, summary), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new StageWriter(
        this,
        (folder, session) -> {
          Configuration hadoop = session.sparkContext().hadoopConfiguration();
          ModelFiles.write(folder, hadoop, this::write);
        });
  }

  private void write(OutputStream out) throws IOException {
    Path folder = Files.createTempDirectory("bellows-vectors");
    Path file = folder.resolve(ModelFiles.NAME);
    try {
      WordVectorFiles.save(vectors, file);
      Files.copy(file, out);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** Loads a saved one. */
  public static MLReader<WordEmbeddingModel> read() {
    return new StageReader<>(
        WordEmbeddingModel.class,
        (uid, folder, session) ->
            new WordEmbeddingModel(
                uid,
                ModelFiles.read(
                    folder, session.sparkContext().hadoopConfiguration(), WordVectorFiles::load),
                null));
  }

  /** Loads a saved one. */
  public static WordEmbeddingModel load(String folder) {
    return read().load(folder);
  }
}
