package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The licenses of what is inside the jar are inside the jar. */
final class NoticesTest {
    @Test
    void theNoticesOfThirdPartiesComeWithIt() throws Exception {
        String notices = text("THIRD-PARTY-NOTICES.txt");
        for (String part : new String[] {"\nnanojson 1", "\nserde_json v", "\njni v", "\naskama v", "\nThe Rust standard library, "}) {
            assertTrue(notices.contains(part), part);
        }
        assertTrue(notices.contains("Apache License"));
        assertTrue(text("LICENSE-MIT").contains("Permission is hereby granted"));
    }

    private static String text(String name) throws Exception {
        try (InputStream file = SmtpSettings.class.getResourceAsStream("/META-INF/" + name)) {
            assertTrue(file != null, name + " is missing");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
