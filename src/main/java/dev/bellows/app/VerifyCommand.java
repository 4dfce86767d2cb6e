package dev.bellows.app;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "verify", description = "x")
final class VerifyCommand implements Callable<Integer> { public Integer call() { return 0; } }
