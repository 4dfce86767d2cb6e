package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.data.DataSettings;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.train.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
  private static final String JOB =
      """
      data {
        path = rows.csv
        partitions = 3
      }
      optimizer { name = adam, learning-rate = 0.02 }
      batch-size = all
      epochs = 4
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("job.conf"), text);
  }

  private void assertRefused(String text, String... parts) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> JobFile.read(file, List.of()))
        .isInstanceOf(InputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  @Test
  void aJobIsReadWithItsDefaults() throws IOException {
    Job job = JobFile.read(write(JOB), List.of());

    assertThat(job.name()).isEqualTo("job");
    assertThat(job.data().get(SourceSettings.PATH)).isEqualTo("rows.csv");
    assertThat(job.data().get(DataSettings.PARTITIONS)).isEqualTo(3);
    assertThat(job.top().get(JobSettings.BATCH_SIZE)).isEqualTo(JobSettings.ALL_ROWS);
    assertThat(job.top().get(JobSettings.EPOCHS)).isEqualTo(4);
    assertThat(job.top().get(JobSettings.ENGINE)).isEqualTo(Engine.Kind.SYNCHRONOUS);
    assertThat(job.optimizer().settings().get(OptimizerSettings.LEARNING_RATE)).isEqualTo(0.02);
    assertThat(rate(job)).isEqualTo(0.02);
  }

  @Test
  void theCommandLineOverridesTheFile() throws IOException {
    Job job =
        JobFile.read(
            write(JOB),
            List.of(
                "optimizer.learning-rate=1e-3",
                "data.path=hdfs://host:9000/a b/rows.csv",
                "batch-size=7",
                "data.features=[x, y]",
                "epochs=5",
                "epochs=6"));

    assertThat(job.optimizer().settings().get(OptimizerSettings.LEARNING_RATE)).isEqualTo(0.001);
    assertThat(job.data().get(SourceSettings.PATH)).isEqualTo("hdfs://host:9000/a b/rows.csv");
    assertThat(job.data().get(SourceSettings.FEATURES)).containsExactly("x", "y");
    assertThat(job.top().get(JobSettings.BATCH_SIZE)).isEqualTo(7);
    assertThat(job.top().get(JobSettings.EPOCHS)).as("the last one counts").isEqualTo(6);
  }

  @Test
  void theWrittenJobGivesTheSameJobAgain() throws IOException {
    Job job = JobFile.read(write(JOB), List.of("data.features=[\"a b\", c]", "seed=-5"));

    Job again = JobFile.read(write(job.render()), List.of());

    assertThat(again.render()).isEqualTo(job.render());
    assertThat(again.data().get(SourceSettings.FEATURES)).containsExactly("a b", "c");
    assertThat(again.top().get(JobSettings.SEED)).isEqualTo(-5);
    assertThat(rate(again)).isEqualTo(rate(job));
  }

  @Test
  void schedulesGroupsAndListsAreWrittenAsTheyWereRead() throws IOException {
    Job job =
        JobFile.read(
            write(
                """
                data { path = a }
                evaluate = epoch
                optimizer {
                  name = adamW
                  schedule = [ { name = linear-warm-up, steps = 500 }, cosine, { name = plateau, patience = 3 } ]
                  groups = [ { tensors = "we*", learning-rate-factor = 10 }
                             { tensors = [bias], weight-decay = 0, schedule = { name = step, every = 5 } } ]
                  no-weight-decay = [bias]
                  clip-global-norm = 1
                  average = ema
                }
                """),
            List.of());

    Job again = JobFile.read(write(job.render()), List.of());

    assertThat(again.render()).isEqualTo(job.render());
    assertThat(again.optimizer().settings().get(OptimizerSettings.SCHEDULE))
        .isEqualTo(job.optimizer().settings().get(OptimizerSettings.SCHEDULE));
    assertThat(again.optimizer().settings().get(OptimizerSettings.GROUPS))
        .isEqualTo(job.optimizer().settings().get(OptimizerSettings.GROUPS));
    assertThat(job.optimizer().inWords())
        .isEqualTo("adamW, learning rate 0.001 (linear-warm-up 500, cosine, plateau patience=3)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule=cosin|optimizer.schedule = cosin: there is no such schedule (did you mean"
            + " 'cosine'?)",
        "schedule={name=step,evry=5}|optimizer.schedule.evry: step has no such setting (did you"
            + " mean 'every'?)",
        "schedule={name=step}|every",
        "schedule={name=cosine,low=7}|optimizer.schedule.low = 7.0 is not allowed; it takes a"
            + " number up to learning-rate = 0.02",
        "groups=[{tensors=wieght}]|optimizer.groups[0].tensors = wieght matches no tensor (did you"
            + " mean 'weight'?); there are weight, bias",
        "groups=[{tensors=bias,frozen=perhaps}]|optimizer.groups[0].frozen = perhaps is not"
            + " allowed; it takes true or false",
        "groups=[{tensors=bias,lerning-rate=1}]|did you mean 'learning-rate'?",
        "no-weight-decay=[bais]|optimizer.no-weight-decay = bais matches no tensor (did you mean"
            + " 'bias'?)",
        "average=exponential|optimizer.average = exponential is not allowed; it takes none | ema",
        "nesterov=true|optimizer.nesterov: adam has no such setting; it takes learning-rate, beta1"
      })
  void mistakesInsideTheOptimizerAreToldWithTheirPlace(String set, String message)
      throws IOException {
    Path file = write(JOB);

    assertThatThrownBy(() -> JobFile.read(file, List.of("optimizer." + set)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lbfgs", "gd"})
  void anOptimizerOverAllRowsSaysSoInItsWrittenJob(String name) throws IOException {
    Job job =
        JobFile.read(
            write("data { path = a }\noptimizer { name = %s }".formatted(name)), List.of());
    Job again = JobFile.read(write(job.render()), List.of());

    assertThat(job.top().get(JobSettings.BATCH_SIZE)).isEqualTo(JobSettings.ALL_ROWS);
    assertThat(job.top().get(JobSettings.EPOCHS)).isEqualTo(name.equals("gd") ? 1 : 100);
    assertThat(again.render()).isEqualTo(job.render()).contains("batch-size = all");
  }

  @Test
  void aMistakeIsPlacedAtTheWordThatMadeIt() throws IOException {
    Path file = write(JOB);
    for (String set :
        List.of("schedule.name=cosin", "no-weight-decay=bais", "groups=[{tensors=x}]")) {
      assertThatThrownBy(() -> JobFile.read(file, List.of("optimizer." + set)))
          .hasMessageStartingWith("--set optimizer." + set + ": optimizer.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.labels = b|data.labels: data.format = csv does not take it; idx does",
        "data.columns = 5|data.columns: data.format = csv does not take it; libsvm does",
        "data.format = libsvm, data.weight = w|data.weight: data.format = libsvm does not take it;"
            + " csv, tsv, parquet do",
        "data.format = libsvm, data.features = [x]|data.features: data.format = libsvm does not",
        "data.format = idx|data.labels is missing: data.format = idx has its labels in a file",
        "data { format = idx, labels = b, validation-path = c }|data.validation-labels is missing",
        "data.validation-labels = b|data.validation-labels: it goes with data.format = idx",
        "data { validation-path = b, validation-fraction = 0.1 }|data.validation-path:"
            + " data.validation-fraction holds out rows already",
        "data { standardize = true, divide-by = 2 }|data.divide-by: data.standardize = true undoes",
        "data.class-weights = balanced|data.class-weights: model.type = linear predicts numbers",
        "model { huber-delta = 2 }|model.huber-delta = 2.0: only model.loss = huber takes it",
        "model { type = softmax, loss = squared }|model.loss: softmax has no such setting; it takes"
            + " intercept",
        "model { type = perceptron, loss = huber }|model.loss = huber is not allowed; it takes"
            + " cross-entropy | squared",
        "model { type = logistic, hiden = [3] }|model.hiden: there is no such key",
        "model { type = perceptron, hiden = [3] }|did you mean 'model.hidden'?",
        "model { intercept = false }, optimizer.groups = [{tensors = bias}]|matches no tensor",
        "round = 5 steps|round = 5 steps: only engine = rounds takes it",
        "inner-state = reset|inner-state = reset: only engine = rounds takes it",
        "outer = average|outer: only engine = rounds has an outer optimizer",
        "exchange-precision = bfloat16|exchange-precision = bfloat16: only engine = rounds",
        "stop.patience = 3|stop.patience = 3: it needs held-out rows: data.validation-fraction",
        "stop.min-improvement = 1|stop.min-improvement = 1.0: it needs stop.patience",
        "evaluate = end, stop.loss-below = 1|stop.loss-below = 1.0: it needs evaluate = epoch",
        "stop.epochs = 0|stop.epochs = 0 is not allowed; it takes a whole number from 1 to 2147483647",
        "stop.steps = 0|stop.steps = 0 is not allowed; it takes a whole number of at least 1",
        "stop.minute = 1|stop.minute: there is no such key (did you mean 'stop.minutes'?)",
        "checkpoint.every = 20|checkpoint.every = 20 is not allowed; it takes N steps | epoch",
        "evaluate = 5 minutes|evaluate = 5 minutes is not allowed; it takes epoch | N epochs",
        "engine = rounds, stop.gradient-norm-below = 1|engine = rounds has no global gradient",
        "engine = rounds, optimizer.schedule = plateau|replicas of engine = rounds see no",
        "engine = rounds, optimizer.average = ema|replicas of engine = rounds keep no averages",
        "engine = rounds, optimizer.name = lbfgs|optimizer.name = lbfgs takes no steps of its own",
        "engine = rounds, outer.name = lbfgs|outer.name = lbfgs: it takes no single steps",
        "engine = rounds, outer.name = nestrov|there is no such optimizer",
        "engine = rounds, outer.beta1 = 0.5|outer.beta1: average has no such setting",
        "engine = rounds, outer { name = sgd, beta1 = 0.5 }|outer.beta1: sgd has no such setting",
        "engine = rounds, outer { name = sgd, nesterov = true }|outer.nesterov = true needs",
        "engine = rounds, round = 2 seconds, outer { name = sgd, schedule = cosine }|outer.schedule"
      })
  void whatWouldHaveNoEffectOrAWrongOneIsRefused(String lines, String message) throws IOException {
    assertRefused("data { path = a }\n" + lines, message);
  }

  @Test
  void aJobOfRoundsIsWrittenAsItWasRead() throws IOException {
    Job job =
        JobFile.read(
            write(
                """
                data { path = a }
                engine = rounds, round = 25 steps, inner-state = average
                outer { name = momentum, learning-rate = 0.7, nesterov = true }
                stop { patience = 3, minutes = 1.5 }, data.validation-fraction = 0.1
                checkpoint { every = 20 steps, keep = 3 }, evaluate = 10 steps
                """),
            List.of());
    Job again = JobFile.read(write(job.render()), List.of());
    Job plain =
        JobFile.read(write("data { path = a }\nengine = rounds\nouter = average"), List.of());

    assertThat(again.written()).isEqualTo(job.written());
    assertThat(again.outer().orElseThrow().inWords()).isEqualTo("momentum, learning rate 0.7");
    assertThat(plain.outer()).isEmpty();
    assertThat(JobFile.read(write(plain.render()), List.of()).outer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type = linear, loss = huber, huber-delta = 0.5, intercept = false",
        "type = softmax",
        "type = perceptron, hidden = [20, 10], activation = gelu, dropout = 0.5",
        "type = perceptron, hidden = [], loss = squared, precision = float64"
      })
  void theModelIsWrittenAsItWasRead(String model) throws IOException {
    Job job =
        JobFile.read(
            write(
                """
                data { path = a, class-weights = %s, validation-path = b, weight = w }
                model { %s }
                """
                    .formatted(
                        model.contains("softmax") ? "{ \"a b\" = 1, -1 = 2.5 }" : "null", model)),
            List.of());

    Job again = JobFile.read(write(job.render()), List.of());

    assertThat(again.written()).isEqualTo(job.written());
    assertThat(again.model().type()).isEqualTo(job.model().type());
    assertThat(again.data().get(DataSettings.CLASS_WEIGHTS))
        .isEqualTo(job.data().get(DataSettings.CLASS_WEIGHTS));
    List<String> other =
        List.of("model=null", "model.type=logistic", "data.class-weights=balanced");
    assertThat(JobFile.read(write(job.render()), other).model().type()).isEqualTo("logistic");
  }

  @Test
  void whatCannotWorkTogetherIsRefusedBeforeSparkStarts() throws IOException {
    assertRefused(
        "data { path = a }\noptimizer { name = lbfgs }\nbatch-size = 10",
        "job.conf:3: batch-size = 10: optimizer.name = lbfgs takes all rows at once");
    assertRefused(
        "data { path = a }\noptimizer { schedule = plateau }\nevaluate = end",
        "job.conf:3: evaluate = end: optimizer.schedule = plateau needs the loss after every epoch");
    assertRefused(
        "data { path = a }\noptimizer {\n name = sgd\n nesterov = true\n}",
        "job.conf:4: optimizer.nesterov = true needs a momentum above 0 and dampening 0");
    assertRefused(
        "data { path = a }\noptimizer { name = sparse-adam, groups = [{tensors = bias, weight-decay = 1}] }",
        "optimizer.groups[0].weight-decay: this optimizer has no weight decay");
  }

  @Test
  void anUnknownKeyIsToldWithItsLineAndTheNearestSpelling() throws IOException {
    assertRefused(
        "data { path = a }\noptimizer {\n  name = adam\n  learning-rat = 1\n}\n",
        "job.conf:4: optimizer.learning-rat: there is no such key",
        "did you mean 'optimizer.learning-rate'?");
    assertRefused(
        "data { path = a }\nbatchsize = 3", "job.conf:2: batchsize", "did you mean 'batch-size'?");
    assertRefused(
        "data { path = a }\nlearning-rate = 3",
        "job.conf:2: learning-rate",
        "did you mean 'optimizer.learning-rate'?");
    assertRefused("dta { path = a }", "job.conf:1: dta");
    assertRefused("data { path = a, partition = 2 }", "did you mean 'data.partitions'?");
  }

  @Test
  void aSettingOfAnotherOptimizerIsToldWithWhatThisOneTakes() throws IOException {
    assertRefused(
        "data { path = a }\noptimizer { name = adam\n momentum = 0.9 }",
        "job.conf:3: optimizer.momentum: adam has no such setting; it takes learning-rate, beta1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.learning-rate=0|optimizer.learning-rate = 0 is not allowed; it takes a number"
            + " greater than 0",
        "optimizer.beta1=1|optimizer.beta1 = 1 is not allowed; it takes a number from 0 to below 1",
        "epochs=0|epochs = 0 is not allowed; it takes a whole number from 1 to",
        "epochs=2.5|epochs = 2.5 is not allowed",
        "batch-size=0|batch-size = 0 is not allowed; it takes a whole number from 1",
        "batch-size=some|batch-size = some is not allowed",
        "shuffle=maybe|shuffle = maybe is not allowed; it takes true or false",
        "engine=round|engine = round is not allowed; it takes synchronous | rounds | local",
        "data.format=json|data.format = json is not allowed; it takes csv | tsv | libsvm | parquet",
        "data.partitions=-1|data.partitions = -1 is not allowed",
        "data.partitions=1e9|it takes a whole number from 1 to 100000",
        "epochs=3e9|epochs = 3e9 is not allowed",
        "optimizer.learning-rate=0.1f|optimizer.learning-rate = 0.1f is not allowed",
        "seed=1, epochs=5|seed = 1, epochs=5 is not allowed",
        "data.label={a=1}|data.label = {a=1} is not allowed; it takes a text",
        "data.features=[[a]]|it takes a name or a list of names",
        "data.validation-fraction=1|data.validation-fraction = 1 is not allowed",
        "optimizer.name=adm|there is no such optimizer (did you mean 'adam'?)",
        "model.type=forest|model.type = forest: there is no such model; there are linear, logistic,"
            + " softmax, perceptron",
        "model.type=softmx|there is no such model (did you mean 'softmax'?)",
        "model.loss=hinge|model.loss = hinge is not allowed; it takes squared | huber | absolute",
        "data.divide-by=0|data.divide-by = 0 is not allowed; it takes a number greater than 0",
        "data.class-weights={a=-1}|it takes balanced, or weights of at least 0 by label",
        "name=a/b|name = a/b: a file name"
      })
  void aValueThatIsNotAllowedIsToldWithWhatIs(String set, String message) throws IOException {
    Path file = write(JOB);

    assertThatThrownBy(() -> JobFile.read(file, List.of(set)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--set " + set.split("=")[0])
        .hasMessageContaining(message);
  }

  @Test
  void aWordAfterSetThatIsNoSettingIsRefused() throws IOException {
    Path file = write(JOB);

    assertThatThrownBy(() -> JobFile.read(file, List.of("epochs")))
        .hasMessageContaining("--set epochs: it takes key=value");
    assertThatThrownBy(() -> JobFile.read(file, List.of("=3"))).hasMessageContaining("--set =3");
  }

  @Test
  void brokenSyntaxIsToldWithItsLine() throws IOException {
    assertRefused("data { path = a\nepochs = 3\n", "job.conf", "3");
  }

  @Test
  void aVariableThatIsNotSetIsToldByName() throws IOException {
    assertRefused(
        "data {\n  path = ${BELLOWS_NO_SUCH_VARIABLE}\"/x\"\n}",
        "job.conf:2: BELLOWS_NO_SUCH_VARIABLE is not set");
  }

  @Test
  void aValueAfterSetIsTakenAsItStands() throws IOException {
    Job job = JobFile.read(write(JOB), List.of("data.path=.//a#b.csv", "data.label= y "));

    assertThat(job.data().get(SourceSettings.PATH)).isEqualTo(".//a#b.csv");
    assertThat(job.data().get(SourceSettings.LABEL)).isEqualTo("y");
  }

  @Test
  void aJobFileMayHaveAnyName() throws IOException {
    Path file = Files.writeString(folder.resolve("my jöb.v2.conf"), JOB);

    assertThat(JobFile.read(file, List.of()).name()).isEqualTo("my-jöb.v2");
  }

  @Test
  void nullMeansNotSet() throws IOException {
    Job job = JobFile.read(write(JOB), List.of("epochs=null", "optimizer.name=null"));

    assertThat(job.top().get(JobSettings.EPOCHS)).isEqualTo(1);
    assertThat(job.optimizer().name()).isEqualTo("sgd");
    List<String> other =
        List.of("optimizer.name=lbfgs", "optimizer.learning-rate=null", "batch-size=null");
    assertThat(JobFile.read(write(JOB), other).optimizer().name()).isEqualTo("lbfgs");
    assertRefused("data { path = null }", "data.path is missing");
    assertRefused("data { path = a }\nname = ${name}", "job.conf:2: name", "refers to itself");
  }

  @Test
  void aJobWithoutDataIsRefused() throws IOException {
    assertRefused("epochs = 3", "data.path is missing");
    assertRefused("data = 3", "job.conf:1: data is a section");
  }

  @Test
  void aJobForEmbedIsToldSo() throws IOException {
    assertRefused(
        "epochs = 3\ncorpus { path = a }",
        "job.conf:2: this is a job for embed: it has a section corpus, which train does not know;"
            + " submit/bellows embed takes it");
    assertRefused(
        "data { path = a }\ncorpus { path = b }", "job.conf:2: corpus: there is no such key");
  }

  @Test
  void aMissingFileIsToldWithTheNearestOne() throws IOException {
    write(JOB);
    Path missing = folder.resolve("jop.conf");

    assertThatThrownBy(() -> JobFile.read(missing, List.of()))
        .hasMessageContaining("jop.conf: there is no such job file (did you mean 'job.conf'?)");
  }

  private static double rate(Job job) {
    Layout layout = Layout.builder().add("weight", 1, 2).add("bias", 1).build();
    Optimizer optimizer = (Optimizer) job.optimizer().build(layout, 10, 1, 1);
    return optimizer.learningRate(optimizer.init(new double[3]));
  }
}
