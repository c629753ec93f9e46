package com.centerscape.smtp.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A process that builds and frees 100,000 messages does not grow.
 *
 * <p>Measured in a JVM of its own whose whole heap is resident from the start: what its resident memory then grows by is not
 * Java's.
 */
class FlatMemoryTest {
    private static final int MESSAGES = 100_000;
    /** A leak of 100 bytes for each message would be 10 MB; code that is compiled late takes some hundred KB. */
    private static final long BOUND_KB = 5_000;

    @Test
    void manyMessagesTakeNoMoreMemoryThanAFew() throws Exception {
        long growth = growthInKb(0);
        assertTrue(growth < BOUND_KB, MESSAGES + " messages grew the process by " + growth + " KB");
    }

    /** The bound above is worth nothing if a leak stayed under it. */
    @Test
    void aLeakOfAHundredBytesForEachMessageWouldBeSeen() throws Exception {
        long growth = growthInKb(100);
        assertTrue(growth > BOUND_KB, "a leak of 100 bytes for each of " + MESSAGES + " messages grew it by " + growth + " KB only");
    }

    private static long growthInKb(int leak) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dcenterscape.smtp.library=" + System.getProperty("centerscape.smtp.library", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BuildAndFree.class.getName(),
                        String.valueOf(MESSAGES),
                        String.valueOf(leak)))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertEquals(0, process.waitFor(), said);
        return Long.parseLong(said);
    }
}
