package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.data.frame.FrameRows;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * An estimator of classifiers. Labels are the numbers of classes, 0, 1, …, of any numeric type; how
 * many there are the label column's metadata says (a StringIndexer leaves such), or the largest
 * label.
 *
 * @param <E> the estimator's own class
 * @param <M> its model's
 */
public abstract class ClassifierEstimator<
        E extends ClassifierEstimator<E, M>, M extends ClassifierModel<M>>
    extends PredictorEstimator<E, M> implements ClassificationParams<E> {
  private static final long serialVersionUID = 1L;

  private final ClassColumns classColumns;

  ClassifierEstimator(String uid) {
    super(uid);
    classColumns = new ClassColumns(this);
  }

  @Override
  public final ClassColumns classColumns() {
    return classColumns;
  }

  /** What the column says of its labels; null where it says nothing. */
  private Attribute attribute(StructType schema) {
    StructField label = schema.apply(getLabelCol());
    return label.dataType() instanceof NumericType ? Attribute.fromStructField(label) : null;
  }

  private static int declared(Attribute attribute) {
    if (attribute instanceof BinaryAttribute) {
      return 2;
    }
    return attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()
        ? (int) nominal.getNumValues().get()
        : 0;
  }

  @Override
  final Classes classes(StructType schema) {
    int declared = declared(attribute(schema));
    return declared > 0 ? Classes.of(declared) : Classes.ANY;
  }

  @Override
  final List<String> labelNames(StructType schema) {
    return attribute(schema) instanceof NominalAttribute nominal && nominal.values().isDefined()
        ? Arrays.asList(nominal.values().get())
        : List.of();
  }

  /**
   * The number of classes.
   *
   * @throws InputException if all rows are of one class
   */
  final int countClasses(FrameRows rows) {
    if (rows.lowLabel() == rows.highLabel()) {
      throw new InputException(
          "column '%s' is %s in every row; a classifier takes rows of at least two classes"
              .formatted(getLabelCol(), rows.lowLabel()));
    }
    return Math.max((int) rows.mostLabel() + 1, rows.declaredClasses());
  }

  @Override
  final int lossDegree() {
    return 0;
  }

  @Override
  final boolean dividesPenalty() {
    return false;
  }

  @Override
  final List<StructField> outputColumns() {
    return List.of(
        OutputColumns.vector(getRawPredictionCol()),
        OutputColumns.vector(getProbabilityCol()),
        OutputColumns.number(getPredictionCol()));
  }
}
