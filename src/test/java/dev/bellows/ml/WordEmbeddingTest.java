package dev.bellows.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.linalg.KeyedRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordEmbeddingTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("sentence", DataTypes.createArrayType(DataTypes.StringType));
  private static final List<String> DAY = List.of("sun", "noon", "light", "bright");
  private static final List<String> NIGHT = List.of("moon", "stars", "dark", "sleep");

  @TempDir Path folder;

  /** Sentences of either day or night, whose words go together. */
  private static Dataset<Row> sentences() {
    KeyedRandom random = new KeyedRandom(1, 1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      List<String> words = i % 2 == 0 ? DAY : NIGHT;
      String[] sentence = new String[8];
      for (int w = 0; w < sentence.length; w++) {
        sentence[w] = words.get((int) (random.nextDouble() * words.size()));
      }
      rows.add(RowFactory.create(i, sentence));
    }
    rows.add(RowFactory.create(400, null));
    return TestSpark.session().createDataFrame(rows, SCHEMA).coalesce(2);
  }

  private static WordEmbedding small() {
    return new WordEmbedding()
        .setVectorSize(8)
        .setWindowSize(3)
        .setSubsampling(0)
        .setMinCount(2)
        .setEpochs(20)
        .setLearningRate(0.1)
        .setDeterministic(true);
  }

  @Test
  void defaultsAreDocumented() {
    WordEmbedding plain = new WordEmbedding();
    assertThat(plain.getVectorSize()).isEqualTo(100);
    assertThat(plain.getWindowSize()).isEqualTo(5);
    assertThat(plain.getMinCount()).isEqualTo(5);
    assertThat(plain.getEpochs()).isEqualTo(5);
    assertThat(plain.getObjective()).isEqualTo("skip-gram");
    assertThat(plain.getInputCol()).isEqualTo("sentence");
    for (Param<?> param : plain.params()) {
      assertThat(param.doc()).as(param.name()).isNotBlank();
      assertThat(param.parent()).isEqualTo(plain.uid());
    }
    assertThatThrownBy(() -> plain.setObjective("cbov"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean 'cbow'?");
    assertThatThrownBy(() -> plain.setVectorSize(0)).hasMessageContaining("vectorSize = 0");
  }

  @Test
  void wordsThatGoTogetherAreNear() {
    for (String objective : List.of("skip-gram", "cbow")) {
      WordEmbeddingModel model = small().setObjective(objective).fit(sentences());
      assertThat(model.findSynonyms("sun", 3).collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactlyInAnyOrder("noon", "light", "bright");
      assertThat(model.getVectors().count()).isEqualTo(8);
      assertThat(model.summary().losses()).hasSize(20);
      assertThat(model.summary().losses().get(19)).isLessThan(model.summary().losses().get(0));
    }
  }

  @Test
  void sentenceIsTheMeanOfItsKnownWords() {
    WordEmbeddingModel model = small().fit(sentences());
    Dataset<Row> frame =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create(1, (Object) new String[] {"sun", "nobody", "moon", "sun"}),
                    RowFactory.create(2, (Object) new String[] {"nobody"}),
                    RowFactory.create(3, null)),
                SCHEMA);
    List<Row> rows = model.transform(frame).collectAsList();
    float[] sun = model.wordVectors().vector("sun");
    float[] moon = model.wordVectors().vector("moon");
    Vector mean = rows.get(0).getAs("vector");
    for (int i = 0; i < 8; i++) {
      assertThat(mean.apply(i)).isEqualTo(((double) sun[i] + moon[i] + sun[i]) / 3);
    }
    assertThat(((Vector) rows.get(1).getAs("vector")).numNonzeros()).isZero();
    assertThat(((Vector) rows.get(2).getAs("vector")).numNonzeros()).isZero();
  }

  @Test
  void savedModelIsTheSameAndOneOfEmbeds() throws Exception {
    WordEmbeddingModel model = small().setOutputCol("mean").fit(sentences());
    String path = folder.resolve("model").toString();
    model.save(path);
    WordEmbeddingModel loaded = WordEmbeddingModel.load(path);
    assertThat(loaded.getOutputCol()).isEqualTo("mean");
    assertThat(loaded.transform(sentences()).collectAsList())
        .isEqualTo(model.transform(sentences()).collectAsList());
    assertThat(WordVectorFiles.load(Path.of(path)).vocabulary().words())
        .isEqualTo(model.wordVectors().vocabulary().words());
    Path file = folder.resolve("model/model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> WordEmbeddingModel.load(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString());
    WordEmbedding estimator = small();
    estimator.save(folder.resolve("estimator").toString());
    WordEmbedding again = WordEmbedding.load(folder.resolve("estimator").toString());
    assertThat(again.uid()).isEqualTo(estimator.uid());
    assertThat(again.getLearningRate()).isEqualTo(0.1);
  }

  @Test
  void goesOnFromAModelWithNewWords() {
    WordEmbeddingModel first = small().fit(sentences());
    Dataset<Row> more =
        sentences()
            .withColumn(
                "sentence",
                functions.expr("if(id % 2 = 0, concat(sentence, array('dawn')), sentence)"));
    WordEmbeddingModel second = small().setEpochs(2).setInitialModel(first).fit(more);
    assertThat(second.wordVectors().vocabulary().words()).contains("dawn").hasSize(9);
    assertThat(second.summary().losses().get(0)).isLessThan(first.summary().losses().get(0));
    assertThatThrownBy(() -> small().setVectorSize(9).setInitialModel(first).fit(more))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vectorSize = 9");
  }

  @Test
  void copyKeepsParams() {
    WordEmbedding copy = small().copy(new ParamMap());
    assertThat(copy.getVectorSize()).isEqualTo(8);
    WordEmbeddingModel model = small().fit(sentences());
    assertThat(model.copy(new ParamMap().put(model.outputCol(), "v")).getOutputCol())
        .isEqualTo("v");
  }

  @Test
  void columnsThatCannotBeReadAreRefused() {
    assertThatThrownBy(() -> small().setInputCol("sentences").fit(sentences()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "there is no column 'sentences' (did you mean 'sentence'?); there are id,"
                + " sentence");
    assertThatThrownBy(() -> small().setInputCol("id").fit(sentences()))
        .hasMessageContaining("column 'id' is of type int; words take lists of strings");
    assertThatThrownBy(() -> small().fit(sentences().filter("false")))
        .hasMessageContaining("column 'sentence': there is no word in it");
    assertThatThrownBy(() -> small().setMinCount(100_000).fit(sentences()))
        .hasMessageContaining("minCount = 100000: no word of column 'sentence'");
    assertThatThrownBy(() -> small().setOutputCol("id").fit(sentences()))
        .hasMessageContaining("there is a column 'id' already");
  }

  @Test
  void worksBehindATokenizer() {
    Dataset<Row> texts =
        sentences().select(functions.concat_ws(" ", functions.col("sentence")).as("text"));
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new Tokenizer().setInputCol("text").setOutputCol("sentence"), small()
                })
            .fit(texts);
    assertThat(model.transform(texts).columns()).containsExactly("text", "sentence", "vector");
  }
}
