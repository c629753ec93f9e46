package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.RecipientResult;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.StageResult;
import com.centerscape.smtp.CustomContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that refuse, drip, break the connection or speak something else. */
class HostileServerTest {
    @ParameterizedTest
    @EnumSource(ConnectionSecurity.class)
    void oneRefusedRecipientDoesNotStopTheOthers(ConnectionSecurity security) throws Exception {
        try (ScriptedServer server = server(security)
                        .on("RCPT", command -> command.contains("nobody") ? "550 5.1.1 no such user" : null);
                SmtpMailer mailer = mailer(server.port(), security)) {
            Draft draft = Draft.builder(CustomContent.of("subject", "text"))
                    .to("a@example.com", "nobody@example.com", "b@example.com")
                    .build();
            DeliveryReport report = mailer.send(draft);
            assertEquals(Outcome.PARTLY_ACCEPTED, report.outcome());
            List<Outcome> each = report.recipients().stream().map(RecipientResult::outcome).collect(Collectors.toList());
            assertEquals(List.of(Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED), each);
            assertEquals("recipient-refused", cause(report));
        }
    }

    /** One byte at a time, a little before the time for one read is over: the whole reply has to come in time. */
    @Test
    void aServerThatDripsIsNotWaitedForForEver() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SmtpMailer mailer = SmtpMailer.create(
                        Mails.settings(listener.getLocalPort()).timeout(Duration.ofSeconds(1)).build())) {
            Thread dripping = new Thread(() -> drip(listener), "dripping");
            dripping.start();
            long before = System.nanoTime();
            DeliveryReport report = mailer.probe();
            assertEquals("response-timeout", cause(report));
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(3).toNanos());
            dripping.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, NONE", "EHLO, NONE", "RCPT, NONE", "DATA, NONE", "HANDSHAKE, TLS", "EHLO, STARTTLS", "RCPT, TLS", "BODY, TLS"})
    void aResetIsALostConnection(String verb, ConnectionSecurity security) throws Exception {
        try (ScriptedServer server = server(security).on(verb, ScriptedServer.RESET);
                SmtpMailer mailer = mailer(server.port(), security)) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals(verb.equals("BODY") ? Outcome.UNCERTAIN : Outcome.NOT_SENT, report.outcome());
            assertTrue(List.of("connection-lost", "tls-handshake-failed").contains(cause(report)), cause(report));
        }
    }

    @Test
    void tlsSpokenToAPlainPort() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = mailer(server.port(), ConnectionSecurity.TLS)) {
            assertEquals("wrong-security-mode", cause(mailer.probe()));
        }
    }

    /** The server waits for a handshake and we for its greeting; both wait until one has had enough. */
    @Test
    void plainSpokenToATlsPort() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.TLS);
                SmtpMailer mailer = SmtpMailer.create(
                        Mails.settings(server.port()).timeout(Duration.ofSeconds(1)).build())) {
            assertEquals("response-timeout", cause(mailer.probe()));
        }
    }

    @Test
    void startTlsThatIsNotOfferedIsNotGoneWithout() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = mailer(server.port(), ConnectionSecurity.STARTTLS)) {
            assertEquals("starttls-not-offered", cause(Mails.refused(mailer, Mails.draft())));
            assertEquals(0, server.messages().size());
        }
    }

    @Test
    void whatFollowsTheStartTlsReplyInClearIsAnAttack() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.STARTTLS).on("STARTTLS", "220 go ahead\r\n250 injected");
                SmtpMailer mailer = mailer(server.port(), ConnectionSecurity.STARTTLS)) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals("tls-handshake-failed", cause(report));
            assertEquals(Outcome.NOT_SENT, report.outcome());
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (SmtpMailer mailer = mailer(port, ConnectionSecurity.NONE)) {
            assertEquals("connection-refused", cause(mailer.probe()));
        }
    }

    @Test
    void everyAddressOfANameIsTried() throws Exception {
        int port;
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).hostname("two.mail.test").build())) {
            port = server.port();
            assertEquals(Outcome.READY, mailer.probe().outcome());
        }
        try (SmtpMailer mailer = SmtpMailer.create(Mails.settings(port).hostname("two.mail.test").build())) {
            DeliveryReport report = mailer.probe();
            assertEquals("connection-refused", cause(report));
            StageResult lookup = report.stages().get(0);
            assertEquals("dns", lookup.stage());
            assertEquals(List.of("127.0.0.2", "127.0.0.1"), lookup.evidence());
            StageResult connect = report.stages().get(1);
            assertEquals("connect", connect.stage());
            assertEquals(2, connect.evidence().size());
            assertTrue(connect.evidence().get(0).startsWith("no connection to 127.0.0.2:" + port + " (refused: "), connect.toString());
            assertTrue(connect.evidence().get(1).startsWith("no connection to 127.0.0.1:" + port + " (refused: "), connect.toString());
        }
    }

    @Test
    void nobodyKnowsTheName() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(Mails.settings(25).hostname("nowhere.invalid").build())) {
            DeliveryReport report = mailer.probe();
            assertEquals("dns-failure", cause(report));
            assertEquals("[dns failed", report.stages().toString().substring(0, 11));
        }
    }

    /** A thousand recipients go out in pieces, and their thousand replies do not block them. */
    @Test
    void aThousandRecipients() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = mailer(server.port(), ConnectionSecurity.NONE)) {
            String[] all = new String[1000];
            for (int i = 0; i < all.length; i++) {
                all[i] = "user" + i + "@a-rather-long-domain-name-for-a-test.example.com";
            }
            DeliveryReport report = mailer.send(Draft.builder(CustomContent.of("subject", "text")).to(all).build());
            assertEquals(Outcome.ACCEPTED, report.outcome());
            assertEquals(all.length, report.recipients().size());
        }
    }

    private static void drip(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.setTcpNoDelay(true);
            for (int i = 0; i < 1000; i++) {
                socket.getOutputStream().write(i < 4 ? "220-".charAt(i) : 'x');
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException ended) {
            // The client had enough.
        }
    }

    private static ScriptedServer server(ConnectionSecurity security) throws Exception {
        ScriptedServer server = new ScriptedServer().offering("PIPELINING");
        return (security == ConnectionSecurity.NONE ? server : server.with(Mails.serverTls(), security)).start();
    }

    private static SmtpMailer mailer(int port, ConnectionSecurity security) throws Exception {
        return SmtpMailer.builder(Mails.settings(port).security(security).timeout(Duration.ofSeconds(10)).build())
                .sslContext(Mails.clientTls())
                .build();
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }
}
