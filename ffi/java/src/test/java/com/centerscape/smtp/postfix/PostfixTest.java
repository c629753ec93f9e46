package com.centerscape.smtp.postfix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.AlertMail;
import com.centerscape.smtp.AlertState;
import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.IncidentSeverity;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.RecipientResult;
import com.centerscape.smtp.ReportMail;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.Part;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real Postfix was sent, read back from its mailboxes by Angus Mail, field by field. */
class PostfixTest {
    private static PostfixForTests postfix;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        postfix = PostfixForTests.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postfix != null) {
            postfix.close();
        }
    }

    @Test
    void anAlertAndItsAllClearArriveInOneThread() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        try (SmtpMailer mailer = SmtpMailer.create(settings("clear", ConnectionSecurity.NONE))) {
            assertAccepted(mailer.send(alert(AlertState.RAISED, "41.5 °C")));
            assertAccepted(mailer.send(alert(AlertState.CLEARED, "30 °C")));
        }
        List<MimeMessage> mails = postfix.take("ops", 2);
        MimeMessage raised = mails.get(0);
        MimeMessage cleared = mails.get(1);

        assertEquals("[CRITICAL] Inlet temperature high: PDU-7", raised.getSubject());
        assertEquals("[CLEARED] Inlet temperature high: PDU-7", cleared.getSubject());
        assertEquals("high", raised.getHeader("Importance", null));
        assertEquals("1", raised.getHeader("X-Priority", null));
        assertNull(cleared.getHeader("Importance", null));
        assertEquals(raised.getHeader("References", null), cleared.getHeader("References", null));
        assertNotEquals(raised.getMessageID(), cleared.getMessageID());
        for (MimeMessage mail : mails) {
            assertArrayEquals(
                    new InternetAddress[] {new InternetAddress("centerscape@example.test", "CenterScape Überwachung")},
                    mail.getFrom());
            assertArrayEquals(
                    new InternetAddress[] {new InternetAddress(postfix.address("ops"), "Ops, Hall 2")},
                    mail.getRecipients(Message.RecipientType.TO));
            assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
            assertEquals(mail.getHeader("References", null), mail.getHeader("In-Reply-To", null));
            assertEquals("<centerscape@example.test>", mail.getHeader("Return-Path", null));
            assertTrue(mail.getMessageID().endsWith("@example.test>"), mail.getMessageID());
            Instant date = mail.getSentDate().toInstant();
            assertFalse(date.isBefore(before) || date.isAfter(Instant.now().plusSeconds(1)), "Date is " + date);
        }
        assertSays(raised, "41.5 °C", "critical");
        assertSays(cleared, "30 °C", "cleared");
    }

    @Test
    void aReportOfFiveMegabytesArrivesByteForByte() throws Exception {
        byte[] large = random(5_000_000, 5);
        byte[] image = random(70_001, 7);
        byte[] table = ".\r\n..\n.leading dots\rand \0 odd ends\n\n.".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("Übersicht März.pdf"), large);
        ReportMail report = ReportMail.builder("Energy of Hall 2", "PUE 1.31, down from 1.34.\n.\nfrom a server — überall.")
                .period("November 2026")
                .build();
        Draft draft = Draft.builder(report)
                .to(postfix.address("desk"))
                .attach(Attachment.ofBytes("chart.png", "image/png", image).inline("chart-1@centerscape"))
                .attach(Attachment.ofFile(file, "application/pdf"))
                .attach(Attachment.ofBytes("values.csv", "text/csv; charset=utf-8", table))
                .build();
        try (SmtpMailer mailer = mailer(login(settings("tls-login", ConnectionSecurity.TLS)))) {
            assertAccepted(mailer.send(draft));
        }
        MimeMessage mail = postfix.take("desk", 1).get(0);

        assertEquals("[REPORT] Energy of Hall 2: November 2026", mail.getSubject());
        MimeMultipart mixed = multipart(mail, "multipart/mixed");
        assertEquals(3, mixed.getCount());
        MimeMultipart alternative = multipart(mixed.getBodyPart(0), "multipart/alternative");
        assertTrue(text(alternative.getBodyPart(0), "text/plain")
                .contains("PUE 1.31, down from 1.34.\n.\nfrom a server — überall."));
        MimeMultipart related = multipart(alternative.getBodyPart(1), "multipart/related");
        String html = text(related.getBodyPart(0), "text/html");
        assertTrue(html.contains("cid:chart-1@centerscape"), html);
        BodyPart inline = related.getBodyPart(1);
        assertEquals("<chart-1@centerscape>", inline.getHeader("Content-ID")[0]);
        assertAttached(inline, Part.INLINE, "image/png", "chart.png", image);
        assertAttached(mixed.getBodyPart(1), Part.ATTACHMENT, "application/pdf", "Übersicht März.pdf", large);
        assertAttached(mixed.getBodyPart(2), Part.ATTACHMENT, "text/csv", "values.csv", table);
    }

    @Test
    void oneRefusedRecipientDoesNotStopTheOthers() throws Exception {
        Draft draft = Draft.of(postfix.address("ops"), "Fans", "All fans run.")
                .toBuilder()
                .cc(postfix.address("nobody"))
                .bcc(postfix.address("noc"))
                .build();
        DeliveryReport report;
        try (SmtpMailer mailer = SmtpMailer.create(settings("clear", ConnectionSecurity.NONE))) {
            report = mailer.send(draft);
        }
        assertEquals(Outcome.PARTLY_ACCEPTED, report.outcome());
        assertEquals(Optional.of("recipient-refused"), report.diagnosis().map(Diagnosis::cause));
        for (RecipientResult recipient : report.recipients()) {
            boolean isNobody = recipient.address().equals(postfix.address("nobody"));
            assertEquals(isNobody ? Outcome.REFUSED : Outcome.ACCEPTED, recipient.outcome(), recipient.address());
            assertEquals(isNobody ? 550 : 250, recipient.reply().orElseThrow().code());
        }
        assertEquals(3, report.recipients().size());
        for (String mailbox : new String[] {"ops", "noc"}) {
            MimeMessage mail = postfix.take(mailbox, 1).get(0);
            assertEquals("Fans", mail.getSubject());
            assertNull(mail.getHeader("Bcc"), "nobody sees who was in Bcc");
            assertEquals(postfix.address(mailbox), mail.getHeader("X-Original-To", null));
        }
    }

    /** The same by JavaMail's habit: nobody gets it ({@code docs/upgrading.md}). */
    @Test
    void angusMailSendsToNobodyWhereOneIsRefused() throws Exception {
        Session session = Session.getInstance(new Properties());
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(postfix.address("centerscape"));
        mail.setText("All fans run.");
        Address[] recipients = InternetAddress.parse(postfix.address("desk") + ", " + postfix.address("nobody"));
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(postfix.host(), postfix.port("clear"), null, null);
            assertThrows(SendFailedException.class, () -> transport.sendMessage(mail, recipients));
        }
        assertEquals(List.of(), postfix.take("desk", 0));
    }

    @Test
    void everyRecipientRefusedIsAnException() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(settings("clear", ConnectionSecurity.NONE))) {
            Draft draft = Draft.of(postfix.address("nobody"), "Fans", "All fans run.");
            DeliveryException refusal = assertThrows(DeliveryException.class, () -> mailer.send(draft));
            assertEquals(Outcome.REFUSED, refusal.outcome());
            // The connection is as good as before.
            assertAccepted(mailer.send(Draft.of(postfix.address("desk"), "Fans again", "All fans run.")));
        }
        assertEquals("Fans again", postfix.take("desk", 1).get(0).getSubject());
    }

    @Test
    void aLoginOverStartTlsIsAccepted() throws Exception {
        DeliveryReport report;
        try (SmtpMailer mailer = mailer(login(settings("starttls-login", ConnectionSecurity.STARTTLS)))) {
            assertEquals(Outcome.READY, mailer.probe().outcome());
            report = mailer.test(postfix.address("noc"));
        }
        assertAccepted(report);
        assertTrue(report.queueId().isPresent());
        assertEquals("[spam-filter, delayed, rewritten]", report.advice().toString());
        report.advice().forEach(advice -> assertTrue(advice.text().contains(report.queueId().get()), advice.text()));
        assertTrue(report.capabilities().contains("PIPELINING"), report.capabilities().toString());
        assertFalse(report.toJson().contains(postfix.password()));
        MimeMessage mail = postfix.take("noc", 1).get(0);
        // RFC 3848: by ESMTP, with TLS, with a login.
        assertTrue(mail.getHeader("Received", null).contains("with ESMTPSA id " + report.queueId().get()));
    }

    @ParameterizedTest
    @EnumSource(value = ConnectionSecurity.class, names = {"STARTTLS", "TLS"})
    void aWrongPasswordIsToldAsOne(ConnectionSecurity security) throws Exception {
        String service = security == ConnectionSecurity.TLS ? "tls-login" : "starttls-login";
        SmtpSettings wrong = login(settings(service, security)).toBuilder()
                .password(Secret.of("a wrong one, and secret"))
                .build();
        try (SmtpMailer mailer = mailer(wrong)) {
            Draft draft = Draft.of(postfix.address("noc"), "never", "never");
            DeliveryException refusal = assertThrows(DeliveryException.class, () -> mailer.send(draft));
            assertEquals(Outcome.NOT_SENT, refusal.outcome());
            Diagnosis diagnosis = refusal.diagnosis().orElseThrow();
            assertEquals("bad-credentials", diagnosis.cause());
            assertEquals(535, diagnosis.reply().orElseThrow().code());
            assertFalse(refusal.report().toJson().contains("a wrong one"), "the report holds the password");
        }
        assertEquals(List.of(), postfix.take("noc", 0));
    }

    private static SmtpSettings settings(String service, ConnectionSecurity security) {
        return SmtpSettings.builder()
                .hostname(postfix.host())
                .port(postfix.port(service))
                .security(security)
                .fromAddress("CenterScape Überwachung <centerscape@example.test>")
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static SmtpSettings login(SmtpSettings settings) {
        return settings.toBuilder()
                .auth(Auth.PASSWORD)
                .username(postfix.user())
                .password(Secret.of(postfix.password()))
                .build();
    }

    private static SmtpMailer mailer(SmtpSettings settings) throws Exception {
        return SmtpMailer.builder(settings).sslContext(postfix.trust()).build();
    }

    private static Draft alert(AlertState state, String value) {
        AlertMail alert = AlertMail.builder(IncidentSeverity.CRITICAL, state, "Inlet temperature high")
                .asset("PDU-7")
                .location("Hall 2 / Row C / Rack 12")
                .metric("temperature")
                .value(value)
                .threshold("35 °C")
                .raisedAt(OffsetDateTime.parse("2026-11-22T05:26:00+01:00"))
                .link("https://centerscape.example.com/alerts/4711?a=1&b=2")
                .build();
        return Draft.builder(alert)
                .to("\"Ops, Hall 2\" <" + postfix.address("ops") + ">")
                .incident("rack12-temp")
                .build();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertAccepted(DeliveryReport report) {
        assertEquals(Outcome.ACCEPTED, report.outcome(), report.toJson());
    }

    /** Both alternatives of an alert hold all that it says. */
    private static void assertSays(MimeMessage mail, String value, String word) throws Exception {
        MimeMultipart alternative = multipart(mail, "multipart/alternative");
        assertEquals(2, alternative.getCount());
        String plain = text(alternative.getBodyPart(0), "text/plain");
        String html = text(alternative.getBodyPart(1), "text/html");
        String[] facts = {
            "Inlet temperature high", "PDU-7", "Hall 2 / Row C / Rack 12", "temperature", value, "35 °C", word,
            "2026-11-22 05:26:00 +01:00"
        };
        for (String fact : facts) {
            assertTrue(plain.contains(fact), fact + " is not in " + plain);
            assertTrue(html.contains(fact), fact + " is not in " + html);
        }
        assertTrue(plain.contains("https://centerscape.example.com/alerts/4711?a=1&b=2"), plain);
    }

    private static MimeMultipart multipart(Part part, String type) throws Exception {
        assertTrue(part.isMimeType(type), part.getContentType() + " is not " + type);
        return (MimeMultipart) part.getContent();
    }

    /** The text of a part, with LF as Postfix delivers it. */
    private static String text(Part part, String type) throws Exception {
        assertTrue(part.isMimeType(type), part.getContentType() + " is not " + type);
        return ((String) part.getContent()).replace("\r\n", "\n");
    }

    private static void assertAttached(BodyPart part, String disposition, String type, String name, byte[] bytes)
            throws Exception {
        assertTrue(part.isMimeType(type), part.getContentType() + " is not " + type);
        assertEquals(disposition, part.getDisposition());
        assertEquals(name, MimeUtility.decodeText(part.getFileName()));
        assertArrayEquals(bytes, part.getInputStream().readAllBytes());
    }
}
