package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.data.frame.FrameLoader;
import dev.bellows.model.TrainedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A trained predictor as a stage. Saved, its folder has MLlib's {@code metadata} and the tensors in
 * {@code model.safetensors}, which {@link TrainedModel#read} reads without Spark.
 *
 * @param <M> the model's own class
 */
public abstract class PredictorModel<M extends PredictorModel<M>> extends Model<M>
    implements PredictionParams<M>, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String AS_VECTOR = "bellows.features";

  private final String uid;
  private final TrainedModel trained;
  private final transient TrainingSummary summary; // null: it was loaded
  private final PredictionColumns columns;
  private transient Broadcast<TrainedModel> shared; // null: nothing was transformed yet
  private transient SparkContext sharedIn;

  PredictorModel(String uid, TrainedModel trained, TrainingSummary summary) {
    this.uid = uid;
    this.trained = trained;
    this.summary = summary;
    columns = new PredictionColumns(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public final PredictionColumns columns() {
    return columns;
  }

  @Override
  @SuppressWarnings("unchecked") // M is the model's own class
  public final M self() {
    return (M) this;
  }

  /** What was trained, for use without Spark; its parameters are for features as they are. */
  public final TrainedModel trained() {
    return trained;
  }

  /** The number of features. */
  public final int numFeatures() {
    return trained.objective().columns();
  }

  /** Whether there is a {@link #summary}: a model that was loaded has none. */
  public final boolean hasSummary() {
    return summary != null;
  }

  /**
   * How training went.
   *
   * @throws IllegalStateException if the model was loaded
   */
  public final TrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          uid + " was loaded; the summary of its training is not saved");
    }
    return summary;
  }

  /** The summary; null where the model was loaded. */
  final TrainingSummary summaryOrNull() {
    return summary;
  }

  /** The prediction for one row of features. */
  public double predict(Vector features) {
    return features instanceof SparseVector sparse
        ? trained.predict(sparse.indices(), sparse.values())
        : trained.predict(features.toArray());
  }

  /** The outputs for one row of features. */
  final double[] outputs(Vector features) {
    return features instanceof SparseVector sparse
        ? trained.outputs(sparse.indices(), sparse.values())
        : trained.outputs(features.toArray());
  }

  /** The columns that it adds, those without a name too. */
  abstract List<StructField> outputColumns();

  /** What they hold. */
  abstract FramePredictor.Outputs outputs();

  /** The same model with that identifier. */
  abstract M named(String name);

  @Override
  public final StructType transformSchema(StructType schema) {
    FrameLoader.requireFeatures(schema, getFeaturesCol());
    return OutputColumns.append(schema, outputColumns());
  }

  @Override
  public final Dataset<Row> transform(Dataset<?> frame) {
    StructType schema = frame.schema();
    StructType extended = transformSchema(schema);
    Dataset<Row> rows = frame.toDF();
    int at = schema.fieldIndex(getFeaturesCol());
    if (!schema.apply(at).dataType().equals(SQLDataTypes.VectorType())) {
      Column vectors = FrameLoader.features(schema, getFeaturesCol());
      at = schema.length();
      rows = rows.withColumn(AS_VECTOR, vectors);
    }
    FramePredictor predictor =
        new FramePredictor(
            shared(frame.sparkSession().sparkContext()),
            getFeaturesCol(),
            at,
            schema.length(),
            outputs(),
            HandleInvalid.of(getHandleInvalid()));
    return described(rows.mapPartitions(predictor, Encoders.row(extended)), extended);
  }

  /** Rows that a program has made lose what their columns' metadata said. */
  private static Dataset<Row> described(Dataset<Row> rows, StructType schema) {
    String[] places = new String[schema.length()];
    Column[] columns = new Column[places.length];
    for (int c = 0; c < places.length; c++) {
      places[c] = "c" + c; // names need not be unique
      columns[c] = functions.col(places[c]).as(schema.apply(c).name(), schema.apply(c).metadata());
    }
    return rows.toDF(places).select(columns);
  }

  /** The model in the tasks, sent once however often it is used; Spark drops it with the model. */
  private synchronized Broadcast<TrainedModel> shared(SparkContext spark) {
    if (sharedIn != spark) {
      shared = JavaSparkContext.fromSparkContext(spark).broadcast(trained);
      sharedIn = spark;
    }
    return shared;
  }

  @Override
  public final M copy(ParamMap extra) {
    return copyValues(named(uid), extra).setParent(parent());
  }

  @Override
  public final MLWriter write() {
    return new StageWriter(
        this,
        (folder, session) ->
            ModelFiles.write(folder, session.sparkContext().hadoopConfiguration(), trained::write));
  }

  /** The tensors in the folder of a saved model of one of these kinds. */
  static TrainedModel read(String folder, SparkSession session, Class<?>... kinds) {
    return ModelFiles.read(
        folder,
        session.sparkContext().hadoopConfiguration(),
        file -> {
          TrainedModel read = TrainedModel.read(file);
          if (Arrays.stream(kinds).noneMatch(kind -> kind.isInstance(read.objective()))) {
            throw new InputException(file + " is a model of another type");
          }
          return read;
        });
  }

  /** A copy of the tensor of that name. */
  final Optional<double[]> tensor(String name) {
    return trained.objective().layout().tensors().stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .map(slot -> trained.objective().layout().read(name, trained.parameters()));
  }

  @Override
  public String toString() {
    return "%s: uid=%s, numFeatures=%d".formatted(getClass().getSimpleName(), uid, numFeatures());
  }
}
