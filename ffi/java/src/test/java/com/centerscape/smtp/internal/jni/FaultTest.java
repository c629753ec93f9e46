package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real panic in a library that is built and linked as the shipped one, which differs by one feature. */
class FaultTest {
    @Test
    void aPanicBecomesAnExceptionAndTheJvmLives() throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .property(LibrarySearch.LIBRARY, library())
                .run(FaultInjection.class);
        assertEquals(0, result.exitCode, result.toString());
        String[] lines = result.output.split("\n");
        assertTrue(lines[0].startsWith("status 10: A fault in CenterScape SMTP 0.1.0 at "), result.output);
        assertTrue(lines[0].contains("fault.rs:"), result.output);
        assertEquals(
                List.of("then 10", "next " + Outcome.ACCEPTED, "live 0"),
                List.of(lines).subList(1, lines.length),
                result.output);
        assertFalse(result.output.contains(FaultInjection.PAYLOAD), result.output);
    }

    private static Path library() {
        Path repository = Path.of(System.getProperty("centerscape.smtp.repository")).normalize();
        Path library = repository.resolve("target/fault-injection/libcenterscape_smtp.so");
        assertTrue(Files.exists(library), library + " is missing; build it: cargo xtask library --fault-injection");
        return library;
    }
}
