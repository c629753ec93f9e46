package com.centerscape.smtp.bench;

import java.io.IOException;

/**
 * Who runs where. On one machine, two processes that answer each other run several times as fast on the same processor as on two, and
 * the scheduler takes either: without a rule, it would be measured.
 */
final class Processors {
    /** Where the clients run. */
    static final int CLIENT = Runtime.getRuntime().availableProcessors() > 1 ? 1 : 0;

    /** Another one, where there is one. */
    static final int OTHER = 0;

    private Processors() {}

    /** Keeps every thread of a process to one processor. */
    static void keepTo(int processor, long pid) throws IOException, InterruptedException {
        String[] command = {"taskset", "--all-tasks", "--cpu-list", "--pid", Integer.toString(processor), Long.toString(pid)};
        Process taskset = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (taskset.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
