package dev.bellows.bench;

import org.apache.spark.launcher.JavaModuleOptions;

/** Prints the Java options that Spark needs, for the script that starts a benchmark. */
final class ModuleOptions {
  private ModuleOptions() {}

  /** Prints them on one line. */
  public static void main(String[] args) {
    System.out.println(JavaModuleOptions.defaultModuleOptions());
  }
}
