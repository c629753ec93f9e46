package com.centerscape.smtp.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs the programs that an administrator runs: openssl and keytool. */
final class Tool {
    private Tool() {}

    /**
     * Runs a program to its end.
     *
     * @param folder where it runs
     * @param environment what is added to its environment
     * @param command the program and its arguments
     * @return what it printed, on both outputs
     * @throws AssertionError if it is not installed, or fails; the text says what to do, or what it printed
     */
    static String run(Path folder, Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = start(builder);
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + code + ": " + said);
            }
            return said;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + command[0] + " ran", interrupted);
        }
    }

    /** The same without additions to the environment. */
    static String run(Path folder, String... command) {
        return run(folder, Map.of(), command);
    }

    /** Starts a program that goes on running. */
    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException missing) {
            throw new AssertionError(howToInstall(builder.command().get(0)), missing);
        }
    }

    private static String howToInstall(String program) {
        String debianPackage = program.equals("keytool") ? "openjdk-17-jdk-headless" : program;
        return program + " is missing: apt-get install " + debianPackage;
    }
}
