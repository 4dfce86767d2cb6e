package dev.bellows;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The floors of the house: an arrow only ever points down. */
@AnalyzeClasses(packages = "dev.bellows", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BREEZE_ADAPTER = "dev\\.bellows\\.linalg\\.Breeze.*";

  @ArchTest
  static final ArchRule ARROWS_POINT_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.bellows..")
          .layer("ground")
          .definedBy("dev.bellows")
          .layer("linalg")
          .definedBy("dev.bellows.linalg..")
          .layer("optim")
          .definedBy("dev.bellows.optim..")
          .layer("image")
          .definedBy("dev.bellows.image..")
          .layer("model")
          .definedBy("dev.bellows.model..")
          .layer("deep")
          .definedBy("dev.bellows.deep..")
          .layer("data")
          .definedBy("dev.bellows.data..")
          .layer("surface")
          .definedBy("dev.bellows.surface..")
          .layer("report")
          .definedBy("dev.bellows.report..")
          .layer("net")
          .definedBy("dev.bellows.net..")
          .layer("train")
          .definedBy("dev.bellows.train..")
          .layer("embed")
          .definedBy("dev.bellows.embed..")
          .layer("ml")
          .definedBy("dev.bellows.ml..")
          .layer("search")
          .definedBy("dev.bellows.search..")
          .layer("app")
          .definedBy("dev.bellows.app..")
          .optionalLayer("bench")
          .definedBy("dev.bellows.bench..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("ml")
          .mayOnlyBeAccessedByLayers("app", "bench")
          .whereLayer("search")
          .mayOnlyBeAccessedByLayers("app", "bench")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("ml", "search", "app", "bench")
          .whereLayer("embed")
          .mayOnlyBeAccessedByLayers("ml", "search", "app", "bench")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("deep", "train", "embed", "ml", "search", "app", "bench")
          .whereLayer("deep")
          .mayOnlyBeAccessedByLayers("ml", "app", "bench")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("train", "embed", "ml", "search", "app", "bench")
          .whereLayer("surface")
          .mayOnlyBeAccessedByLayers("app", "bench")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("train", "embed", "ml", "search", "app", "bench")
          .whereLayer("net")
          .mayOnlyBeAccessedByLayers("train", "embed")
          .whereLayer("optim")
          .mayOnlyBeAccessedByLayers(
              "model", "data", "report", "train", "embed", "ml", "search", "app", "bench")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("data", "deep", "report", "app", "bench")
          .whereLayer("linalg")
          .mayOnlyBeAccessedByLayers(
              "optim", "image", "model", "deep", "data", "surface", "report", "train", "embed",
              "ml", "search", "app", "bench");

  @ArchTest
  static final ArchRule LINALG_OPTIM_MODEL_AND_SURFACE_KNOW_NOTHING_OF_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.bellows",
              "dev.bellows.linalg..",
              "dev.bellows.optim..",
              "dev.bellows.model..",
              "dev.bellows.image..",
              "dev.bellows.deep..",
              "dev.bellows.search.space..",
              "dev.bellows.search.strategy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule THERE_ONLY_THE_BREEZE_ADAPTER_KNOWS_SCALA =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.bellows", "dev.bellows.linalg..", "dev.bellows.optim..", "dev.bellows.model..")
          .and()
          .haveNameNotMatching(BREEZE_ADAPTER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("scala..");

  @ArchTest
  static final ArchRule ONLY_THE_BREEZE_ADAPTER_KNOWS_BREEZE =
      noClasses()
          .that()
          .haveNameNotMatching(BREEZE_ADAPTER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("breeze..");

  @ArchTest
  static final ArchRule ONLY_THE_PROVIDER_OF_NETWORKS_KNOWS_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bellows.deep.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_BREEZE_ADAPTER_IS_NOT_PUBLIC =
      classes().that().haveNameMatching(BREEZE_ADAPTER).should().notBePublic();

  @ArchTest
  static final ArchRule THE_MACHINE_OF_OPTIM_KNOWS_NO_RULE_AND_NO_NAME =
      noClasses()
          .that()
          .resideInAPackage("dev.bellows.optim")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.bellows.optim.transform",
              "dev.bellows.optim.schedule",
              "dev.bellows.optim.table");

  @ArchTest
  static final ArchRule RULES_AND_SCHEDULES_KNOW_NO_NAMES =
      noClasses()
          .that()
          .resideInAnyPackage("dev.bellows.optim.transform", "dev.bellows.optim.schedule")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bellows.optim.table");

  @ArchTest
  static final ArchRule EXCHANGES_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.bellows.train.exchange", "dev.bellows.train.stage", "dev.bellows.train.wire")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.bellows.train", "dev.bellows.train.rounds");

  @ArchTest
  static final ArchRule REPLICAS_KNOW_NO_ENGINE_AND_NO_STAGE =
      noClasses()
          .that()
          .resideInAPackage("dev.bellows.train.rounds")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.bellows.train", "dev.bellows.train.stage", "dev.bellows.train.wire");

  @ArchTest
  static final ArchRule CHECKPOINTS_KNOW_TENSORS_AND_FILES_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.bellows.train.checkpoint")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.bellows.train",
              "dev.bellows.train.exchange..",
              "dev.bellows.train.stage..",
              "dev.bellows.train.wire..",
              "dev.bellows.optim..",
              "dev.bellows.model..",
              "dev.bellows.data..",
              "dev.bellows.report..",
              "org.apache.spark..",
              "scala..");

  @ArchTest
  static final ArchRule THE_STAGE_KNOWS_NO_NETWORK =
      noClasses()
          .that()
          .resideInAnyPackage("dev.bellows.train.exchange", "dev.bellows.train.stage")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.bellows.train.wire", "org.apache.spark.network..", "io.netty..");

  @ArchTest
  static final ArchRule NO_PACKAGE_KNOWS_ITSELF_THROUGH_ANOTHER =
      SlicesRuleDefinition.slices().matching("dev.bellows.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_COMMANDS_AND_PROGRESS_TOUCH_THE_SCREEN =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.bellows.app..", "dev.bellows.bench..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
