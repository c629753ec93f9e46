package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the core knows about replies and services, as Java gets it. */
final class DiagnosisTest {
    private static final String REFUSED = "535 5.7.8 Authentication credentials invalid";

    @Test
    void aReplyIsExplained() {
        Diagnosis diagnosis = Diagnosis.explain(REFUSED);
        assertEquals("bad-credentials", diagnosis.cause());
        assertEquals(Retry.AFTER_CHANGE, diagnosis.retry());
        assertFalse(diagnosis.title().isEmpty() || diagnosis.meaning().isEmpty() || diagnosis.steps().isEmpty());
        Reply reply = diagnosis.reply().orElseThrow();
        assertEquals(535, reply.code());
        assertEquals(Optional.of("5.7.8"), reply.enhanced());
        assertEquals(List.of(REFUSED.substring(4)), reply.lines());
        assertEquals("bad-credentials (535 5.7.8)", diagnosis.toString());
        assertEquals(diagnosis, Diagnosis.explain(REFUSED));
        assertEquals(diagnosis.hashCode(), Diagnosis.explain(REFUSED).hashCode());
        assertEquals("bad-credentials", JsonTree.object(diagnosis.toJson()).getString("cause"));
    }

    @Test
    void theStageAndTheSettingsCount() {
        assertEquals("sender-not-allowed", Diagnosis.explain("550 5.7.1 no", "mail").cause());
        assertEquals("relay-denied", Diagnosis.explain("550 5.7.1 no", "rcpt").cause());
        assertEquals(Diagnosis.explain("550 no"), Diagnosis.explain("550 no", "no such stage"));
        SmtpSettings settings = SmtpSettings.builder().hostname("mail.example.org").build();
        assertTrue(Diagnosis.explain("554 no", "greeting", settings).toJson().contains("mail.example.org"));
        assertFalse(Diagnosis.explain("554 no", "greeting").toJson().contains("mail.example.org"));
    }

    @Test
    void failuresAreFoundInAPastedText() {
        String text = "DEBUG SMTP: trying to connect to host \"smtp.office365.com\", port 587, isSSL false\n"
                + "jakarta.mail.AuthenticationFailedException: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
                + "disabled for the Tenant.\n";
        PastedFindings found = Diagnosis.explainPasted(text);
        assertTrue(found.isComplete());
        PastedFinding finding = found.findings().get(0);
        assertEquals(1, found.findings().size());
        assertEquals(2, finding.line());
        assertEquals(1, finding.count());
        assertEquals(Optional.of("auth"), finding.stage());
        assertEquals(Optional.of("smtp.office365.com"), finding.hostname());
        assertEquals("auth-disabled", finding.diagnosis().cause());
        assertEquals(found, Diagnosis.explainPasted(text));
        assertEquals(found.hashCode(), Diagnosis.explainPasted(text).hashCode());
        assertEquals("[2: auth-disabled (535 5.7.139)]", found.toString());
        assertEquals(List.of(), Diagnosis.explainPasted("250 2.0.0 Ok: queued as 4F2Kz41xW3z9s").findings());
    }

    @Test
    void providersAreKnownByTheirHostnames() {
        MailProvider provider = MailProvider.forHostname(" SMTP.office365.com. ").orElseThrow();
        assertEquals("microsoft-365", provider.id());
        assertEquals("smtp.office365.com", provider.settings().hostname());
        assertEquals(587, provider.settings().port());
        assertEquals(ConnectionSecurity.STARTTLS, provider.settings().security());
        assertEquals(Secret.unset(), provider.settings().password());
        assertEquals(Optional.empty(), MailProvider.forHostname("mail.example.com"));
        assertTrue(provider.limits().connections().isPresent());
        List<MailProvider> all = MailProvider.all();
        assertEquals(provider, all.get(0));
        assertEquals(all, MailProvider.all());
        assertEquals("MailProvider(microsoft-365)", provider.toString());
        for (MailProvider each : all) {
            assertEquals(each, MailProvider.forHostname(each.hostnames().get(0)).orElseThrow(), "the first hostname is proposed");
        }
    }
}
