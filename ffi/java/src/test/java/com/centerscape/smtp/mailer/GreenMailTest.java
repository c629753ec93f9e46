package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SecretRequest;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails to GreenMail, a mail server of another make. */
class GreenMailTest {
    private static final String USER = "centerscape";
    private static final String PASSWORD = "s\u00e9same, ouvre-toi";
    private static final int THREADS = 32;
    private static final int MAILS_PER_THREAD = 10;

    private GreenMail server;

    @BeforeEach
    void start() {
        ServerSetup plain = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        ServerSetup tls = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
        server = new GreenMail(new ServerSetup[] {plain.dynamicPort(), tls.dynamicPort()});
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aMailArrivesInClear() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(plain().build())) {
            DeliveryReport report = mailer.send(Mails.draft());
            assertEquals(Outcome.ACCEPTED, report.outcome());
            assertEquals(Optional.empty(), report.diagnosis());
        }
        MimeMessage received = onlyMail();
        assertEquals("Inlet temperature high", received.getSubject());
        assertEquals("CenterScape <centerscape@example.com>", received.getFrom()[0].toString());
        assertEquals("41.5 C at PDU-7\r\n.\r\nThat is all.", received.getContent().toString().trim());
    }

    @Test
    void aMailArrivesByTls() throws Exception {
        SmtpSettings settings = Mails.settings(server.getSmtps().getPort()).security(ConnectionSecurity.TLS).build();
        // GreenMail's own certificate names nobody.
        try (SmtpMailer mailer = SmtpMailer.builder(settings)
                .sslContext(GreenMailTrust.context())
                .acceptAnyServerName()
                .build()) {
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
        assertEquals("Inlet temperature high", onlyMail().getSubject());
    }

    @Test
    void aProbeSendsNothingAndATestOne() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(plain().build())) {
            assertEquals(Outcome.READY, mailer.probe().outcome());
            assertEquals(0, server.getReceivedMessages().length);
            assertEquals(Outcome.ACCEPTED, mailer.test("admin@example.com").outcome());
        }
        assertEquals("admin@example.com", onlyMail().getAllRecipients()[0].toString());
    }

    @Test
    void aPasswordOfTheSettingsLogsIn() throws Exception {
        server.setUser("admin@example.com", USER, PASSWORD);
        try (SmtpMailer mailer = SmtpMailer.create(login(Secret.of(PASSWORD)))) {
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
        server.purgeEmailFromAllMailboxes();
        try (SmtpMailer mailer = SmtpMailer.create(login(Secret.of("another")))) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals("bad-credentials", report.diagnosis().map(Diagnosis::cause).orElse(""));
            assertEquals(Outcome.NOT_SENT, report.outcome());
        }
    }

    @Test
    void aStoredPasswordIsAskedFor() throws Exception {
        server.setUser("admin@example.com", USER, PASSWORD);
        List<SecretRequest> asked = new ArrayList<>();
        SmtpMailer.Builder builder = SmtpMailer.builder(login(Secret.stored())).secrets(request -> {
            asked.add(request);
            return Optional.of(PASSWORD);
        });
        try (SmtpMailer mailer = builder.build()) {
            mailer.send(Mails.draft());
            mailer.send(Mails.draft());
        }
        assertEquals(1, asked.size(), "the connection is kept");
        assertEquals(SecretRequest.Kind.PASSWORD, asked.get(0).kind());
        assertEquals(USER, asked.get(0).username());
        try (SmtpMailer mailer = SmtpMailer.create(login(Secret.stored()))) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals("secret-missing", report.diagnosis().map(Diagnosis::cause).orElse(""));
        }
    }

    @Test
    void thirtyTwoThreadsShareAMailer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SmtpMailer mailer = SmtpMailer.create(plain().build())) {
            List<Future<?>> sends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Draft draft = Mails.draft("ops" + i + "@example.com");
                sends.add(threads.submit(() -> {
                    for (int j = 0; j < MAILS_PER_THREAD; j++) {
                        mailer.send(draft);
                    }
                    return null;
                }));
            }
            for (Future<?> send : sends) {
                send.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(server.waitForIncomingEmail(5000, THREADS * MAILS_PER_THREAD));
        assertEquals(THREADS * MAILS_PER_THREAD, server.getReceivedMessages().length);
    }

    private SmtpSettings.Builder plain() {
        return Mails.settings(server.getSmtp().getPort());
    }

    private SmtpSettings login(Secret password) {
        return plain().auth(Auth.PASSWORD).username(USER).password(password).allowClearPassword(true).build();
    }

    private MimeMessage onlyMail() {
        MimeMessage[] received = server.getReceivedMessages();
        assertEquals(1, received.length);
        return received[0];
    }
}
