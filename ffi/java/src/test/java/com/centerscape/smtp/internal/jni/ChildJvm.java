package com.centerscape.smtp.internal.jni;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own: a library is loaded once in each, and one that kills it kills no test. */
public final class ChildJvm {
    private final List<String> command = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    /** One of the Java that runs the tests. */
    public ChildJvm() {
        this(Path.of(System.getProperty("java.home")));
    }

    /** One of another Java. */
    public ChildJvm(Path home) {
        command.add(home.resolve("bin/java").toString());
        command.add("-Xcheck:jni");
    }

    public ChildJvm property(String name, Object value) {
        return option("-D" + name + "=" + value);
    }

    public ChildJvm option(String option) {
        command.add(option);
        return this;
    }

    /** Puts a folder before the class path. */
    ChildJvm classes(Path folder) {
        classPath = folder + File.pathSeparator + classPath;
        return this;
    }

    /** Runs a class and returns what it said, standard error too. */
    public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a program to its end. */
    static Result run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command.get(0) + " does not end");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** How it ended. */
    public static final class Result {
        public final int exitCode;
        public final String output;

        private Result(int exitCode, String output) {
            this.exitCode = exitCode;
            this.output = output;
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + ":\n" + output;
        }
    }
}
