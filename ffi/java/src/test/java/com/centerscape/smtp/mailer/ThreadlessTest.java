package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is refused every thread for a while sends again as soon as it gets one. {@link Threadless} is what runs there, by
 * {@code prlimit} of util-linux; the limit does not count for root, so root runs it as somebody else.
 */
class ThreadlessTest {
    private static final String SOMEBODY = "61234";

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("threadless");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void deleteFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((one, other) -> other.compareTo(one)).collect(Collectors.toList())) {
                Files.delete(path);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoGetsNoThreadForAWhileSendsAfterwards(boolean hasMailer) throws Exception {
        try (ScriptedServer server = new ScriptedServer().start()) {
            List<String> command = asSomebody(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Dcenterscape.smtp.library=" + copyOfLibrary(),
                    "-cp",
                    copyOfClasses(),
                    Threadless.class.getName(),
                    String.valueOf(server.port()),
                    String.valueOf(hasMailer)));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                Conversation child = new Conversation(process);
                assertEquals(List.of("ready"), child.lines(1));
                String hard = prlimit(child, "--nproc", "--raw", "--noheadings", "--output", "HARD");
                prlimit(child, "--nproc=1:" + hard);
                assertEquals(List.of("no thread", "no thread", "no thread", "over"), child.turn());
                prlimit(child, "--nproc=" + hard + ":" + hard);
                assertEquals(List.of("accepted", "accepted", "accepted", "over"), child.turn());
                process.getOutputStream().close();
                assertEquals(0, process.waitFor());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static List<String> asSomebody(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        if (said(List.of("id", "-u")).equals("0")) {
            all.addAll(List.of("setpriv", "--reuid", SOMEBODY, "--clear-groups"));
        }
        all.addAll(command);
        return all;
    }

    private static String prlimit(Conversation child, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("prlimit", "--pid", child.pid()));
        command.addAll(List.of(options));
        return said(asSomebody(command));
    }

    /** Whoever runs it cannot read root's files, so it gets its own. */
    private String copyOfLibrary() throws IOException {
        String library = System.getProperty("centerscape.smtp.library", "");
        return library.isEmpty() ? "" : copy(Path.of(library)).toString();
    }

    private String copyOfClasses() throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            // Of the tests it needs nothing but their classes: no other jar than the one that is shaded in.
            if (Files.isDirectory(Path.of(entry)) || entry.contains("nanojson")) {
                copies.add(copy(Path.of(entry)).toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private Path copy(Path what) throws IOException {
        Path copy = folder.resolve(String.valueOf(what.getFileName()));
        try (Stream<Path> all = Files.walk(what)) {
            for (Path path : all.collect(Collectors.toList())) {
                Path target = copy.resolve(what.relativize(path).toString());
                Files.copy(path, target);
                boolean isOpen = Files.isDirectory(target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(isOpen ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
        return copy;
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertEquals(0, process.waitFor(), said);
        return said.toLowerCase(Locale.ROOT);
    }

    /** Lines to and from the process; what the JVM itself says stands among them. */
    private static final class Conversation {
        private final Process process;
        private final BufferedReader from;
        private final PrintStream to;
        private final StringBuilder all = new StringBuilder();

        Conversation(Process process) {
            this.process = process;
            from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        String pid() {
            return String.valueOf(process.pid());
        }

        List<String> turn() throws IOException {
            to.println("go on");
            return lines(4);
        }

        List<String> lines(int count) throws IOException {
            List<String> lines = new ArrayList<>();
            while (lines.size() < count) {
                String line = from.readLine();
                if (line == null) {
                    throw new AssertionError("it ended: " + all);
                }
                all.append(line).append('\n');
                if (line.startsWith("> ")) {
                    lines.add(line.substring(2));
                }
            }
            return lines;
        }
    }
}
