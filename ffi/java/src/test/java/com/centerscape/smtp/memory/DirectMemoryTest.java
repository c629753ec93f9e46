package com.centerscape.smtp.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Memory outside the heap is freed by those who took it. Tried where the JVM may not collect garbage to get it back, and where it may have
 * less of it than what is tried would take. {@link RefusedSends} is what runs there.
 */
class DirectMemoryTest {
    @Test
    void somethingThatFailsThousandsOfTimesTakesNoMore() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+DisableExplicitGC",
                        "-XX:MaxDirectMemorySize=64m",
                        // So large that the collector has nothing to do.
                        "-Xms600m",
                        "-Xmn500m",
                        "-Dcenterscape.smtp.library=" + System.getProperty("centerscape.smtp.library", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RefusedSends.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals("sent by one mailer\nsent by a mailer each\nbuilt with a file\ndirect memory below 65536: true\n", said);
    }
}
