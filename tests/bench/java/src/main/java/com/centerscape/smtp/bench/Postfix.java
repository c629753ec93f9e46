package com.centerscape.smtp.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Postfix's programs for measuring: a server that takes all mail and forgets it, and a client that sends as fast as it can. */
final class Postfix {
    private static final long PATIENCE_SECONDS = 10;

    private Postfix() {}

    private static ProcessBuilder program(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Setup.POSTFIX.resolve(Path.of("usr/sbin", name)).toString());
        command.addAll(arguments);
        ProcessBuilder program = new ProcessBuilder(command);
        program.environment().put("LD_LIBRARY_PATH", Setup.POSTFIX_LIBRARIES);
        return program.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** smtp-sink on a port of its own. */
    static final class Server implements AutoCloseable {
        private final Process process;
        private final int port;

        /** Starts it on one processor. */
        Server(int processor) throws IOException, InterruptedException {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            // Root must name a user; any other may not.
            List<String> user = System.getProperty("user.name").equals("root") ? List.of("-u", "nobody") : List.of();
            List<String> arguments = new ArrayList<>(user);
            arguments.add("127.0.0.1:" + port);
            arguments.add("100");
            process = program("smtp-sink", arguments).start();
            // Also where the run is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            awaitGreeting();
            Processors.keepTo(processor, process.pid());
        }

        private void awaitGreeting() throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.getInputStream().read();
                    return;
                } catch (IOException failure) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        throw new IOException("smtp-sink does not answer", failure);
                    }
                    Thread.sleep(10);
                }
            }
        }

        int port() {
            return port;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    /** Messages per second of {@code smtp-source -d}, which keeps its connections, for so many messages with a body of so many bytes. */
    static double send(int port, int connections, int bytes, int messages) throws IOException, InterruptedException {
        ProcessBuilder source = program("smtp-source", List.of(
                "-d",
                "-s", Integer.toString(connections),
                "-m", Integer.toString(messages),
                "-l", Integer.toString(bytes),
                "-f", "centerscape@example.com",
                "-t", "ops@example.com",
                "127.0.0.1:" + port));
        source.command().addAll(0, List.of("taskset", "--cpu-list", Integer.toString(Processors.CLIENT)));
        long start = System.nanoTime();
        int status = source.start().waitFor();
        long end = System.nanoTime();
        if (status != 0) {
            throw new IOException("smtp-source failed: " + status);
        }
        return messages / ((end - start) / 1e9);
    }
}
