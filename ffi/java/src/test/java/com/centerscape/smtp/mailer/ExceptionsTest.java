package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.SmtpTransport;
import com.centerscape.smtp.CustomContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What {@code log.error("...", e)} writes of a mail that did not go out. */
class ExceptionsTest {
    @Test
    void aClosedPort() throws Exception {
        int closed;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            closed = listener.getLocalPort();
        }
        DeliveryException failure = failure(Mails.settings(closed).build());
        assertTold(failure, "not-sent: connection-refused, stage connect, server 127.0.0.1:" + closed);
        assertTrue(failure.getCause() instanceof ConnectException, trace(failure));
    }

    @Test
    void anUnknownName() throws Exception {
        DeliveryException failure = failure(Mails.settings(25).hostname("nowhere.invalid").build());
        assertTold(failure, "not-sent: dns-failure, stage dns, server nowhere.invalid:25");
        assertTrue(failure.getCause() instanceof UnknownHostException, trace(failure));
    }

    @Test
    void aCertificateThatNobodyTrusts() throws Exception {
        try (ScriptedServer server = new ScriptedServer().with(Mails.serverTls(), ConnectionSecurity.TLS).start()) {
            DeliveryException failure =
                    failure(Mails.settings(server.port()).security(ConnectionSecurity.TLS).build());
            assertTold(failure, "not-sent: certificate-untrusted, stage tls, server 127.0.0.1:" + server.port());
            assertTrue(failure.getCause() instanceof SSLHandshakeException, trace(failure));
        }
    }

    @Test
    void aServerThatSpeaksNoTls() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start()) {
            DeliveryException failure =
                    failure(Mails.settings(server.port()).security(ConnectionSecurity.TLS).build());
            assertTold(failure, "stage tls, server 127.0.0.1:" + server.port());
            assertTrue(failure.getCause() instanceof SSLException, trace(failure));
        }
    }

    @Test
    void aReset() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("MAIL", ScriptedServer.RESET).start()) {
            DeliveryException failure = failure(Mails.settings(server.port()).build());
            assertTold(failure, "not-sent: connection-lost, stage mail");
            assertTrue(failure.getCause() instanceof SocketException, trace(failure));
        }
    }

    /** The server's own words are what ended it: nothing was thrown, whatever was before. */
    @Test
    void aRefusalHasTheReplyAndNoCause() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                .on("RCPT", "550-5.1.1 <ops@example.com>: Recipient address rejected\r\n550 5.1.1 User unknown")
                .start()) {
            DeliveryException failure = failure(Mails.settings(server.port()).hostname("localhost").build());
            assertTold(failure, "refused: recipient-refused, stage rcpt, server localhost:" + server.port());
            assertTrue(failure.getMessage().endsWith(": 550 5.1.1 <address>: Recipient address rejected"), failure.getMessage());
            assertNull(failure.getCause());
        }
    }

    @Test
    void neitherAddressesNorSecretsNorTheMessage() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                .offering("AUTH PLAIN")
                .on("AUTH", command -> "535 5.7.8 user@example.com sent " + command + " and correct-horse")
                .start()) {
            SmtpSettings settings = Mails.settings(server.port())
                    .auth(Auth.PASSWORD)
                    .username("user@example.com")
                    .password(Secret.of("correct-horse"))
                    .allowClearPassword(true)
                    .build();
            DeliveryException failure = failure(settings);
            assertTrue(failure.getMessage().contains("(not-sent: bad-credentials, stage auth"), failure.getMessage());
            assertTrue(failure.getMessage().contains(": 535 5.7.8 <address> sent AUTH PLAIN ****"), failure.getMessage());
            for (String hidden : new String[] {"correct-horse", "user@", "ops@", "centerscape@", "41.5 C", "Inlet"}) {
                assertFalse(trace(failure).contains(hidden), trace(failure));
            }
        }
    }

    @Test
    void aTransportOfTheHostsOwn() throws Exception {
        IOException beneath = new IOException("beneath");
        SmtpTransport.Failure thrown = new SmtpTransport.Failure("connect", "refused", "no way", beneath);
        try (SmtpMailer mailer = SmtpMailer.builder(Mails.settings(25).build())
                .transport((server, envelope, message) -> {
                    throw thrown;
                })
                .build()) {
            DeliveryException failure = assertThrows(DeliveryException.class, () -> mailer.send(Mails.draft()));
            assertTold(failure, "not-sent: connection-refused, stage connect, server 127.0.0.1:25");
            assertSame(thrown, failure.getCause());
            assertTrue(trace(failure).contains("Caused by: java.io.IOException: beneath"), trace(failure));
        }
    }

    /** A test answers its report; whoever wants an exception of it gets the same one. */
    @Test
    void aReportThatIsRequiredToBeGood() throws Exception {
        DeliveryException failure;
        try (SmtpMailer mailer = SmtpMailer.create(Mails.settings(1).build())) {
            failure = assertThrows(DeliveryException.class, () -> mailer.probe().requireAll());
        }
        assertTold(failure, "not-sent: connection-refused, stage connect, server 127.0.0.1:1");
        assertTrue(failure.getCause() instanceof ConnectException, trace(failure));
    }

    @Test
    void aPartlyAcceptedMailIsNoExceptionUnlessAsked() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                        .on("RCPT", command -> command.contains("<b@") ? "550 5.1.1 <b@example.com> unknown" : null)
                        .start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            Draft draft = Draft.builder(CustomContent.of("subject", "text")).to("a@example.com", "b@example.com").build();
            assertEquals(Outcome.PARTLY_ACCEPTED, mailer.send(draft).outcome());
            DeliveryException partly =
                    assertThrows(DeliveryException.class, () -> mailer.send(draft).requireAll());
            assertTold(partly, "partly-accepted: recipient-refused, not for 1 of 2, stage rcpt");
            assertEquals(List.of("b@example.com"), List.of(partly.rest().get(0).address()));
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).requireAll().outcome());
        }
    }

    /** Also with what Java threw: a queue or another JVM gets all of it. */
    @Test
    void itTravels() throws Exception {
        try (ScriptedServer server = new ScriptedServer().with(Mails.serverTls(), ConnectionSecurity.TLS).start()) {
            DeliveryException failure =
                    failure(Mails.settings(server.port()).security(ConnectionSecurity.TLS).build());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(failure);
            }
            DeliveryException read;
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                read = (DeliveryException) in.readObject();
            }
            assertEquals(failure.report(), read.report());
            assertEquals(failure.diagnosis(), read.diagnosis());
            assertEquals(trace(failure), trace(read));
        }
    }

    private static DeliveryException failure(SmtpSettings settings) throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(settings)) {
            return assertThrows(DeliveryException.class, () -> mailer.send(Mails.draft()));
        }
    }

    /** The title comes first, then what is told for a program. */
    private static void assertTold(DeliveryException failure, String facts) {
        String message = failure.getMessage();
        assertTrue(message.startsWith(failure.diagnosis().orElseThrow().title() + " ("), message);
        assertTrue(message.contains(facts), message);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
