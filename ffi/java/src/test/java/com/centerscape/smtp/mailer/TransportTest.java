package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.InvalidInputException;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.SmtpTransport;
import com.centerscape.smtp.CustomContent;
import com.centerscape.smtp.internal.jni.HandleCount;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are built here and sent by a mailer of the host's own: Angus Mail. */
class TransportTest {
    @Test
    void angusMailSendsTheBytesAsTheyWereBuilt() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
        server.start();
        ByteArrayOutputStream built = new ByteArrayOutputStream();
        AngusTransport angus = new AngusTransport("a password");
        SmtpTransport copying = (to, envelope, message) -> {
            AngusTransport.write(message, built);
            return angus.send(to, envelope, message);
        };
        try (SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.getSmtp().getPort()).build())
                .transport(copying)
                .build()) {
            DeliveryReport report = mailer.send(Mails.draft());
            assertEquals(Outcome.ACCEPTED, report.outcome());
            MimeMessage received = server.getReceivedMessages()[0];
            assertEquals("Inlet temperature high", received.getSubject());
            ByteArrayOutputStream arrived = new ByteArrayOutputStream();
            received.writeTo(arrived, new String[] {"Return-Path", "Received"});
            assertEquals(built.toString("US-ASCII").trim(), arrived.toString("US-ASCII").trim());
            assertEquals(Outcome.ACCEPTED, mailer.test("admin@example.com").outcome());
            assertThrows(UnsupportedOperationException.class, mailer::probe);
        } finally {
            server.stop();
        }
    }

    @Test
    void angusMailsFailuresAreExplained() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                .offering("AUTH PLAIN")
                .on("AUTH", "535 5.7.8 no")
                .start()) {
            SmtpSettings settings = Mails.settings(server.port())
                    .auth(Auth.PASSWORD)
                    .username("user")
                    .password(Secret.stored())
                    .allowClearPassword(true)
                    .build();
            try (SmtpMailer mailer = SmtpMailer.builder(settings).transport(new AngusTransport("wrong")).build()) {
                DeliveryReport report = Mails.refused(mailer, Mails.draft());
                assertEquals(Outcome.NOT_SENT, report.outcome());
                assertEquals("bad-credentials", cause(report));
            }
        }
    }

    @Test
    void aFailureBecomesTheReportOfACoreSession() throws Exception {
        SmtpTransport.Failure failure = new SmtpTransport.Failure("body", "closed", "the connection went", null).withFinalDotSent();
        try (SmtpMailer mailer = mailer((server, envelope, message) -> {
            throw failure;
        })) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals(Outcome.UNCERTAIN, report.outcome());
            assertEquals("body", report.stages().get(0).stage());
        }
        try (SmtpMailer mailer = mailer((server, envelope, message) -> {
            throw new SmtpTransport.Failure("rcpt", "", "", null)
                    .withReply(550, List.of("5.1.1 no such user"))
                    .withRecipient("ops@example.com", 550, List.of("5.1.1 no such user"));
        })) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals(Outcome.REFUSED, report.outcome());
            assertEquals("recipient-refused", cause(report));
        }
    }

    @Test
    void aReceiptCanRefuseOneRecipient() throws Exception {
        SmtpTransport some = (server, envelope, message) -> SmtpTransport.Receipt.of(250, List.of("2.0.0 queued as ABC123DEF0"))
                .withRecipient("b@example.com", 550, List.of("5.1.1 no such user"));
        try (SmtpMailer mailer = mailer(some)) {
            Draft draft = Draft.builder(CustomContent.of("subject", "text")).to("a@example.com", "b@example.com").build();
            DeliveryReport report = mailer.send(draft);
            assertEquals(Outcome.PARTLY_ACCEPTED, report.outcome());
            assertEquals("ABC123DEF0", report.queueId().orElse(""));
        }
    }

    /** The server may have taken the message, so whatever the answer holds, a report says what became of it. */
    @Test
    void anAnswerThatMakesNoSenseIsStillReported() throws Exception {
        List<String> noText = List.of("half \ud800");
        try (SmtpMailer mailer = mailer((server, envelope, message) ->
                SmtpTransport.Receipt.of(250, noText).withRecipient("\udc00", 70_000, noText))) {
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
            assertEquals(Outcome.ACCEPTED, mailer.test("admin@example.com").outcome());
        }
        for (int code : new int[] {Integer.MIN_VALUE, -1, 0, 1000, 70_000}) {
            try (SmtpMailer mailer = mailer((server, envelope, message) -> SmtpTransport.Receipt.of(code, List.of()))) {
                assertEquals(Outcome.UNCERTAIN, Mails.refused(mailer, Mails.draft()).outcome(), "code " + code);
            }
            try (SmtpMailer mailer = mailer((server, envelope, message) -> {
                throw new SmtpTransport.Failure("\ud800", "\ud800", "\ud800", null).withReply(code, noText).withFinalDotSent();
            })) {
                assertEquals(Outcome.UNCERTAIN, Mails.refused(mailer, Mails.draft()).outcome(), "code " + code);
            }
        }
    }

    /** Whether the message may be taken depends on whether the transport had anything of it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatATransportThrowsOrDoesNotAnswerIsReported(boolean hasRead) throws Exception {
        Outcome expected = hasRead ? Outcome.UNCERTAIN : Outcome.NOT_SENT;
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> SmtpSettings.builder().hostname("\ud800"));
        for (RuntimeException thrownOrNull : new RuntimeException[] {thrown, null}) {
            try (SmtpMailer mailer = mailer((server, envelope, message) -> {
                if (hasRead) {
                    assertTrue(message.read(new byte[1], 0, 1) > 0);
                }
                if (thrownOrNull != null) {
                    throw thrownOrNull;
                }
                return null;
            })) {
                DeliveryException failure = assertThrows(DeliveryException.class, () -> mailer.send(Mails.draft()));
                assertEquals(expected, failure.outcome());
                assertSame(thrownOrNull, failure.getCause());
                assertEquals("mailer-fault", cause(failure.report()));
                assertEquals(expected, mailer.test("admin@example.com").outcome());
            }
        }
    }

    /** An error of the JVM is nobody's report. What the call had is given back. */
    @Test
    void anErrorIsTheCallers() throws Exception {
        long before = HandleCount.live();
        Error error = new OutOfMemoryError("for a test");
        try (SmtpMailer mailer = mailer((server, envelope, message) -> {
            throw error;
        })) {
            assertSame(error, assertThrows(OutOfMemoryError.class, () -> mailer.send(Mails.draft())));
        }
        assertEquals(before, HandleCount.live());
    }

    /** The server has taken it: that the report cannot be made does not make it untaken. */
    @Test
    void aFaultAfterTheTransportsAnswerIsUncertain() throws Exception {
        try (SmtpMailer mailer = mailer((server, envelope, message) -> {
            message.close();
            return SmtpTransport.Receipt.of(250, List.of("ok"));
        })) {
            DeliveryException failure = assertThrows(DeliveryException.class, () -> mailer.send(Mails.draft()));
            assertEquals(Outcome.UNCERTAIN, failure.outcome());
            assertTrue(failure.getCause() instanceof IllegalStateException, String.valueOf(failure.getCause()));
        }
    }

    @Test
    void theTransportIsToldWhereAndHowAndNoPassword() throws Exception {
        SmtpSettings settings = Mails.settings(587)
                .hostname("[::1]")
                .security(ConnectionSecurity.STARTTLS)
                .auth(Auth.PASSWORD)
                .username("user")
                .password(Secret.of("never told"))
                .ehloName("monitor.example.com")
                .build();
        SmtpTransport looking = (server, envelope, message) -> {
            assertEquals("::1", server.hostname());
            assertEquals(587, server.port());
            assertEquals(ConnectionSecurity.STARTTLS, server.security());
            assertEquals("user", server.username().orElse(""));
            assertTrue(server.mechanisms().contains("PLAIN"));
            assertEquals("monitor.example.com", server.ehloName().orElse(""));
            assertFalse(server.toString().contains("user"));
            assertEquals(List.of("ops@example.com"), envelope.recipients());
            return SmtpTransport.Receipt.of(250, List.of("ok"));
        };
        try (SmtpMailer mailer = SmtpMailer.builder(settings).transport(looking).build()) {
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
    }

    @Test
    void wrongInputDoesNotReachTheTransport() throws Exception {
        SmtpTransport never = (server, envelope, message) -> {
            throw new AssertionError("it was asked");
        };
        try (SmtpMailer mailer = mailer(never)) {
            assertThrows(InvalidInputException.class, () -> mailer.send(Mails.draft("nobody")));
            assertThrows(InvalidInputException.class, () -> mailer.test("half \ud800"));
        }
    }

    private static SmtpMailer mailer(SmtpTransport transport) throws InvalidInputException {
        return SmtpMailer.builder(Mails.settings(25).build()).transport(transport).build();
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }
}
