package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.data.frame.FrameColumns;
import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.data.frame.FrameLoader;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.data.frame.FrameRows.Moments;
import dev.bellows.linalg.Layout;
import dev.bellows.ml.OptimizerChoice.Penalty;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * An estimator of predictors.
 *
 * <p>Rows are numbered in the order of the frame's partitions; the model depends on the rows in
 * this order, on {@link #seed} and on {@link #partitions}, and on nothing else. The frame is
 * computed once, and its rows are kept in memory, packed, while training goes; it need not be
 * cached.
 *
 * <p>With {@link #standardization} a feature is divided by its deviation (the sample's, as MLlib
 * has it), and a regression's label by its own; the penalty is about the weights of such features.
 * {@code regParam} and {@code elasticNetParam} are MLlib's, and so is the optimum: for the squared
 * loss that includes its rule to divide {@code regParam} of the L2 part by the deviation of the
 * label.
 *
 * <p>Several fits may run at the same time, as those of a {@code CrossValidator} with parallelism:
 * a training is one barrier stage, and one that needs slots which another training holds waits
 * until that has ended. Where Spark cannot run the stage at all, each step is a Spark job, and a
 * line of the log says why; so does a line how each training goes. More {@link #partitions} than
 * slots share tasks.
 *
 * @param <E> the estimator's own class
 * @param <M> its model's
 */
public abstract class PredictorEstimator<
        E extends PredictorEstimator<E, M>, M extends PredictorModel<M>>
    extends TrainedEstimator<E, M> implements PredictionParams<E>, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String INITIAL = "initialModel";

  private final PredictionColumns columns;
  private M initialModel; // null: none

  PredictorEstimator(String uid) {
    super(uid);
    columns = new PredictionColumns(this);
  }

  @Override
  public final PredictionColumns columns() {
    return columns;
  }

  /** See {@link #labelCol}. */
  public final E setLabelCol(String name) {
    return with(labelCol(), name);
  }

  /**
   * Begins training with the parameters of a model, of as many features and classes. Saved with the
   * estimator; null: begins anew.
   */
  public final E setInitialModel(M model) {
    initialModel = model;
    return self();
  }

  /** What training begins with. */
  public final Optional<M> getInitialModel() {
    return Optional.ofNullable(initialModel);
  }

  @Override
  final String beginning() {
    return initialModel == null
        ? ""
        : Integer.toHexString(Arrays.hashCode(initialModel.trained().parameters()));
  }

  // --- what the kinds differ in ------------------------------------------------------------------

  /** What labels are. */
  abstract Classes classes(StructType schema);

  /**
   * What is trained.
   *
   * @param labelUnit what a label of 1 in training is in the label's own unit
   * @throws InputException if these rows cannot be used
   */
  abstract Predictor objective(FrameRows rows, double labelUnit);

  /** What a loss grows by when labels and predictions grow by 1%: 1 or 2; 0 for classes. */
  abstract int lossDegree();

  /** Whether MLlib divides the L2 part of the penalty by the deviation of the label. */
  abstract boolean dividesPenalty();

  /**
   * The penalty in training.
   *
   * @param labelUnit what a label of 1 in training is in the label's own unit
   * @param labelDeviation of the label, where {@link #dividesPenalty}; 0 where there is none
   */
  Penalty penalty(double labelUnit, double labelDeviation) {
    return new Penalty(
        getRegParam() * getElasticNetParam(), getRegParam() * (1 - getElasticNetParam()));
  }

  /** The columns that the model adds. */
  abstract List<StructField> outputColumns();

  /** Parameters of equally good ones that are the ones to have. */
  double[] chosen(Predictor objective, double[] parameters) {
    return parameters;
  }

  /** A model of what was trained. */
  abstract M model(TrainedModel trained, TrainingSummary summary);

  /** The same estimator without its params. */
  abstract E named(String name);

  // --- the fit -----------------------------------------------------------------------------------

  @Override
  public final StructType transformSchema(StructType schema) {
    FrameLoader.requireColumns(schema, names(Classes.NONE));
    return OutputColumns.append(schema, outputColumns());
  }

  private FrameColumns names(Classes classes) {
    return new FrameColumns(
        getFeaturesCol(),
        getLabelCol(),
        isSet(weightCol()) ? getWeightCol() : null,
        isSet(validationIndicatorCol()) ? getValidationIndicatorCol() : null,
        classes,
        HandleInvalid.of(getHandleInvalid()) != HandleInvalid.ERROR);
  }

  @Override
  public final M fit(Dataset<?> frame) {
    transformSchema(frame.schema());
    OptimizerChoice optimizer = optimizerChoice();
    try (FrameRows rows = FrameLoader.read(frame, names(classes(frame.schema())))) {
      if (isSet(validationIndicatorCol()) && rows.heldRows() == 0) {
        throw new InputException(
            "column '%s' is true in no row, so none is held out"
                .formatted(getValidationIndicatorCol()));
      }
      Predictor own = objective(rows, 1);
      Fitting fitting =
          new Fitting(uid(), this, optimizer, rows, frame.sparkSession().sparkContext());
      Fitting.Fitted fitted = fitting.run(task(rows, own, fitting.blocks()));
      TrainedModel trained = trained(frame.schema(), own, chosen(own, fitted.parameters()));
      return copyValues(model(trained, fitted.summary()).setParent(this), ParamMap.empty());
    }
  }

  private OptimizerChoice optimizerChoice() {
    return new OptimizerChoice(
        getOptimizer(),
        getOptimizerSettings(),
        isSet(learningRate()) ? Optional.of(getLearningRate()) : Optional.empty(),
        isSet(schedule()) ? Optional.of(getSchedule()) : Optional.empty());
  }

  private Fitting.Task task(FrameRows rows, Predictor own, int blocks) {
    boolean regression = lossDegree() > 0;
    boolean divides = dividesPenalty() && getRegParam() > 0;
    Optional<Moments> moments =
        getStandardization() || divides ? Optional.of(rows.moments(blocks)) : Optional.empty();
    boolean biased = own.layout().tensors().size() > 1;
    Standardisation standardisation =
        getStandardization()
            ? Standardisation.of(moments.orElseThrow(), rows.isSparse(), biased, regression)
            : Standardisation.NONE;
    double unit = standardisation.labelUnit();
    double deviation = divides ? moments.orElseThrow().labelDeviation() : 0;
    return new Fitting.Task(
        objective(rows, unit),
        standardisation,
        penalty(unit, deviation),
        Math.pow(unit, lossDegree()),
        initial(own));
  }

  private Optional<double[]> initial(Predictor own) {
    if (initialModel == null) {
      return Optional.empty();
    }
    Layout known = initialModel.trained().objective().layout();
    if (!known.equals(own.layout())) {
      throw new InputException(
          "initialModel: it has the tensors %s, and what is trained has %s"
              .formatted(shapes(known), shapes(own.layout())));
    }
    return Optional.of(initialModel.trained().parameters());
  }

  private static List<String> shapes(Layout layout) {
    return layout.tensors().stream().map(slot -> slot.name() + " " + slot.shape()).toList();
  }

  private TrainedModel trained(StructType schema, Predictor objective, double[] parameters) {
    List<String> features = featureNames(schema.apply(getFeaturesCol()), objective.columns());
    List<String> labels = labelNames(schema);
    TrainedModel unnamed =
        new TrainedModel(objective, parameters, null, features, getLabelCol(), Map.of());
    return labels.size() == unnamed.labels().size()
        ? new TrainedModel(objective, parameters, null, features, getLabelCol(), labels, Map.of())
        : unnamed;
  }

  /** What the classes were called before a StringIndexer numbered them; empty: nobody knows. */
  List<String> labelNames(StructType schema) {
    return List.of();
  }

  /** The names that a VectorAssembler left; empty: there are none, or not for all. */
  private static List<String> featureNames(StructField column, int columns) {
    if (!column.dataType().equals(SQLDataTypes.VectorType())) {
      return List.of();
    }
    AttributeGroup group = AttributeGroup.fromStructField(column);
    if (group.attributes().isEmpty() || group.attributes().get().length != columns) {
      return List.of();
    }
    List<String> names =
        Arrays.stream(group.attributes().get())
            .map(Attribute::name)
            .filter(name -> name.isDefined() && !name.get().contains("\n"))
            .map(Option::get)
            .toList();
    return names.size() == columns ? names : List.of();
  }

  // --- the stage ---------------------------------------------------------------------------------

  @Override
  public final E copy(ParamMap extra) {
    return copyValues(named(uid()), extra).setInitialModel(initialModel);
  }

  @Override
  public final MLWriter write() {
    return new StageWriter(
        this,
        (folder, session) -> {
          if (initialModel != null) {
            try {
              initialModel.write().session(session).save(new Path(folder, INITIAL).toString());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  /** Gives an estimator that is loaded the model it was saved with. */
  static <E extends PredictorEstimator<E, M>, M extends PredictorModel<M>> E loaded(
      E estimator, String folder, SparkSession session, StageReader<M> reader) {
    Path initial = new Path(folder, INITIAL);
    try {
      boolean there =
          initial.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(initial);
      return there
          ? estimator.setInitialModel(reader.session(session).load(initial.toString()))
          : estimator;
    } catch (IOException e) {
      throw new InputException(initial + " cannot be read: " + e.getMessage(), e);
    }
  }
}
