package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.SmtpTransport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a mailer does not take. Nothing is connected for it. */
class MailerInputTest {
    private static final SmtpSettings SETTINGS = Mails.settings(1).build();

    @Test
    void nothingIsToldByName() throws Exception {
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

    /** Not by the first alert. Settings themselves hold whatever a dialog does. */
    @Test
    void wrongSettingsMakeNoMailer() {
        SmtpTransport never = (server, envelope, message) -> {
            throw new AssertionError("it was asked");
        };
        Map<String, SmtpSettings.Builder> wrong = Map.of(
                "hostname.is-a-url", SETTINGS.toBuilder().hostname("https://mail.example.com"),
                "hostname.required", SETTINGS.toBuilder().hostname(""),
                "port.out-of-range", SETTINGS.toBuilder().port(0),
                "password.required", SETTINGS.toBuilder().auth(Auth.PASSWORD).username("user"),
                "username.required", SETTINGS.toBuilder().auth(Auth.PASSWORD).password(Secret.stored()),
                "auth.token-in-clear", SETTINGS.toBuilder().auth(Auth.OAUTH2).username("user"),
                "from.several-addresses", SETTINGS.toBuilder().fromAddress("a@example.com, b@example.com"));
        wrong.forEach((code, builder) -> {
            SmtpSettings settings = builder.build();
            assertProblem(code, () -> SmtpMailer.create(settings));
            assertProblem(code, () -> SmtpMailer.builder(settings).build());
            assertProblem(code, () -> SmtpMailer.builder(settings).transport(never).build());
        });
    }

    @Test
    void aWrongDomainOrPolicyMakesNoMailer() throws Exception {
        for (String domain : new String[] {"not a domain", "a..b", "x".repeat(300)}) {
            assertProblem("stamp.domain-syntax", () -> SmtpMailer.builder(SETTINGS).messageIdDomain(domain).build());
        }
        Destinations nonsense = Destinations.publicInternet().withNetworks("10.0.0.0/33");
        assertThrows(InvalidInputException.class, () -> SmtpMailer.builder(SETTINGS).destinations(nonsense).build());
        // A transport of the host's own connects where it likes.
        SmtpMailer.builder(SETTINGS).destinations(nonsense).transport((server, envelope, message) -> null).build().close();
        SmtpMailer.builder(SETTINGS).messageIdDomain("b\u00fccher.example").build().close();
    }

    @Test
    void warningsMakeAMailer() throws Exception {
        SmtpSettings warned = SETTINGS.toBuilder().port(465).fromAddress("").build();
        assertTrue(warned.validate().size() >= 2, warned.validate().toString());
        SmtpMailer.create(warned).close();
    }

    @Test
    void aWrongRecipientOfATestIsTold() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(SETTINGS)) {
            assertThrows(InvalidInputException.class, () -> mailer.test("nobody"));
            assertProblem("text.lone-surrogate", () -> mailer.test("half \ud800@example.com"));
            assertProblem("json.invalid-text", () -> mailer.send(Draft.of("half \udc00@example.com", "subject", "text")));
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
