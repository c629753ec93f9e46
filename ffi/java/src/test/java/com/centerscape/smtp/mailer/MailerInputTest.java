package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Draft;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a mailer does not take. Nothing is connected for it. */
class MailerInputTest {
    private static final SmtpSettings SETTINGS = Mails.settings(1).build();

    @Test
    void nothingIsToldByName() {
        assertNull("settings", () -> SmtpMailer.create(null));
        assertNull("settings", () -> SmtpMailer.builder(null));
        SmtpMailer.Builder builder = SmtpMailer.builder(SETTINGS);
        assertNull("context", () -> builder.sslContext(null));
        assertNull("secrets", () -> builder.secrets(null));
        assertNull("transport", () -> builder.transport(null));
        assertNull("limit", () -> builder.idleLimit(null));
        assertNull("total", () -> builder.deadline(null));
        assertNull("domain", () -> builder.messageIdDomain(null));
        try (SmtpMailer mailer = builder.build()) {
            assertNull("draft", () -> mailer.send(null));
            assertNull("to", () -> mailer.test(null));
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        SmtpMailer.Builder builder = SmtpMailer.builder(SETTINGS);
        assertThrows(IllegalArgumentException.class, () -> builder.connections(0));
        assertThrows(IllegalArgumentException.class, () -> builder.idleLimit(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.deadline(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.messageIdDomain("half \ud800"));
    }

    @Test
    void wrongSettingsAreToldByEveryCall() {
        SmtpSettings wrong = SETTINGS.toBuilder().hostname("https://mail.example.com").build();
        try (SmtpMailer mailer = SmtpMailer.create(wrong)) {
            for (Executable call : new Executable[] {
                () -> mailer.send(Mails.draft()), () -> mailer.test("admin@example.com"), mailer::probe
            }) {
                assertProblem("hostname.is-a-url", call);
            }
        }
    }

    @Test
    void aWrongRecipientOfATestIsTold() {
        try (SmtpMailer mailer = SmtpMailer.create(SETTINGS)) {
            assertThrows(InvalidInputException.class, () -> mailer.test("nobody"));
            assertProblem("text.lone-surrogate", () -> mailer.test("half \ud800@example.com"));
            assertProblem("text.lone-surrogate", () -> mailer.send(Draft.of("a@example.com", "half \udc00", "text")));
        }
    }

    private static void assertNull(String name, Executable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call).getMessage());
    }

    private static void assertProblem(String code, Executable call) {
        InvalidInputException invalid = assertThrows(InvalidInputException.class, call);
        assertTrue(invalid.problems().stream().anyMatch(problem -> problem.code().equals(code)), invalid.getMessage());
    }
}
