package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.RecipientResult;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.CustomContent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A host's own mailer, Angus Mail, with servers that answer oddly at each step: whatever they do, the report has it right. */
class AngusTransportTest {
    private static final Map<String, String> STAGES = Map.of(
            ScriptedServer.CONNECT, "greeting", "EHLO", "ehlo", "AUTH", "auth", "MAIL", "mail", "RCPT", "rcpt", "DATA", "data",
            ScriptedServer.BODY, "body", ScriptedServer.DOT, "body");

    private static final String MIXED = "250-all is well\r\n550 5.7.1 not at all";
    private static final String NO_REPLY = "what is this?";
    private static final String EMPTY_LINE = "\r\n250 late";

    static Stream<Arguments> oddities() {
        return STAGES.keySet().stream().sorted().flatMap(step -> {
            boolean isBody = step.equals(ScriptedServer.BODY);
            Stream<String> answers = isBody
                    ? Stream.of(ScriptedServer.HANG_UP, ScriptedServer.RESET, ScriptedServer.SILENCE)
                    : Stream.of(MIXED, NO_REPLY, EMPTY_LINE, "199 too low", "250-", "299 yes to something else", "550 5.7.1 no", "421 4.3.2 later",
                            ScriptedServer.HANG_UP, ScriptedServer.RESET, ScriptedServer.SILENCE);
            return answers.map(answer -> Arguments.of(step, answer));
        });
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void whateverTheServerDoesTheReportHasItRight(String step, String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer().offering("AUTH PLAIN").on(step, answer)) {
            if (step.equals("EHLO")) {
                server.on("HELO", answer);
            }
            server.start();
            DeliveryReport report = send(login(server.port()), Mails.draft());
            boolean isRefusal = answer.startsWith("550") || answer.startsWith("421");
            boolean isDot = step.equals(ScriptedServer.DOT);
            boolean isAboutMessage = isDot || List.of("MAIL", "RCPT", "DATA").contains(step);
            Outcome usual = isDot ? Outcome.UNCERTAIN : Outcome.NOT_SENT;
            String said = report.toJson();
            if (answer.startsWith("299") && step.equals("RCPT")) {
                // RFC 5321, section 4.3.2: any 2xx is a yes here.
                assertEquals(Outcome.ACCEPTED, report.outcome(), said);
                return;
            }
            // A body that cannot be written any more, or a dot that nobody answers.
            boolean mayBeDone = step.equals(ScriptedServer.BODY) && report.outcome() == Outcome.UNCERTAIN;
            assertEquals(isRefusal && isAboutMessage ? Outcome.REFUSED : mayBeDone ? Outcome.UNCERTAIN : usual, report.outcome(), said);
            String stage = report.stages().get(0).stage();
            // A reset can be as fast as the connection itself.
            boolean isAtOnce = step.equals(ScriptedServer.CONNECT) && answer.equals(ScriptedServer.RESET) && stage.equals("connect");
            assertEquals(isAtOnce ? "connect" : STAGES.get(step), stage, said);
            assertEquals(cause(step, answer, isRefusal), cause(report, isRefusal), said);
            if (isRefusal) {
                assertEquals(answer, report.stages().get(0).evidence().get(0), said);
            } else if (!answer.startsWith("<") && !answer.equals(EMPTY_LINE) && !answer.equals("250-")) {
                String heard = answer.lines().findFirst().orElseThrow();
                assertTrue(report.stages().get(0).evidence().get(0).contains(heard), said);
            }
        }
    }

    private static String cause(String step, String answer, boolean isRefusal) {
        if (isRefusal) {
            return "by its words";
        }
        switch (answer) {
            case ScriptedServer.HANG_UP:
            case ScriptedServer.RESET:
                return "connection-lost";
            case ScriptedServer.SILENCE:
            case "250-":
                return "response-timeout";
            default:
                return step.equals(ScriptedServer.CONNECT) ? "not-a-mail-server" : "server-fault";
        }
    }

    private static String cause(DeliveryReport report, boolean isRefusal) {
        String cause = report.diagnosis().map(Diagnosis::cause).orElse("none");
        boolean isOfTheNetwork = List.of("network-unreachable", "connection-lost", "none").contains(cause);
        return isRefusal && !isOfTheNetwork ? "by its words" : cause;
    }

    @Test
    void aClosedPortAndAnUnknownName() throws Exception {
        int closed;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            closed = listener.getLocalPort();
        }
        assertTold("not-sent connect connection-refused", send(Mails.settings(closed).build(), Mails.draft()));
        assertTold("not-sent dns dns-failure", send(Mails.settings(25).hostname("nowhere.invalid").build(), Mails.draft()));
    }

    @Test
    void tls() throws Exception {
        try (ScriptedServer clear = new ScriptedServer().start();
                ScriptedServer secure = new ScriptedServer().with(Mails.serverTls(), ConnectionSecurity.TLS).start();
                ScriptedServer upgrading = new ScriptedServer().with(Mails.serverTls(), ConnectionSecurity.STARTTLS).start();
                ScriptedServer refusing = new ScriptedServer()
                        .with(Mails.serverTls(), ConnectionSecurity.STARTTLS)
                        .on("STARTTLS", "454 4.7.0 TLS not available")
                        .start();
                ScriptedServer breaking = new ScriptedServer()
                        .with(Mails.serverTls(), ConnectionSecurity.STARTTLS)
                        .on(ScriptedServer.HANDSHAKE, ScriptedServer.HANG_UP)
                        .start()) {
            assertTold("not-sent tls wrong-security-mode", send(secured(clear, ConnectionSecurity.TLS), Mails.draft()));
            assertTold("not-sent starttls starttls-not-offered", send(secured(clear, ConnectionSecurity.STARTTLS), Mails.draft()));
            assertTold("not-sent tls certificate-untrusted", send(secured(secure, ConnectionSecurity.TLS), Mails.draft()));
            assertTold("not-sent tls certificate-untrusted", send(secured(upgrading, ConnectionSecurity.STARTTLS), Mails.draft()));
            DeliveryReport refused = send(secured(refusing, ConnectionSecurity.STARTTLS), Mails.draft());
            assertEquals("454 4.7.0 TLS not available", refused.stages().get(0).evidence().get(0));
            assertTold("not-sent tls tls-handshake-failed", send(secured(breaking, ConnectionSecurity.STARTTLS), Mails.draft()));
        }
    }

    /** Angus Mail goes on without a login where the server has none. */
    @Test
    void aLoginThatIsNotPossible() throws Exception {
        try (ScriptedServer none = new ScriptedServer().start();
                ScriptedServer other = new ScriptedServer().offering("AUTH GSSAPI").start()) {
            assertTold("not-sent auth auth-not-offered", send(login(none.port()), Mails.draft()));
            assertTold("not-sent auth auth-mechanism", send(login(other.port()), Mails.draft()));
            assertEquals(List.of(), none.messages());
        }
    }

    /** What was said is not overwritten by the silence after it. */
    @Test
    void anEhloThatIsRefusedWithAReason() throws Exception {
        String reason = "501 5.5.4 HELO/EHLO argument invalid, closing connection.";
        try (ScriptedServer server = new ScriptedServer().on("EHLO", reason).on("HELO", ScriptedServer.HANG_UP).start()) {
            DeliveryReport report = send(Mails.settings(server.port()).build(), Mails.draft());
            assertEquals(Outcome.NOT_SENT, report.outcome());
            assertEquals("ehlo", report.stages().get(0).stage());
            assertEquals(reason, report.stages().get(0).evidence().get(0), report.toJson());
        }
    }

    @Test
    void eachRecipientHasItsReply() throws Exception {
        try (ScriptedServer server = new ScriptedServer()
                .on("RCPT", command -> command.contains("<b@") ? "550 5.1.1 <b@example.com> unknown"
                        : command.contains("<c@") ? "452 4.2.2 mailbox full" : null)
                .start()) {
            SmtpSettings settings = Mails.settings(server.port()).build();
            assertEquals("accepted, refused 550, refused 452", recipients(send(settings, to("a@example.com", "b@example.com", "c@example.com"))));
            assertEquals(1, server.messages().size());
            DeliveryReport none = send(settings, to("b@example.com", "c@example.com"));
            assertEquals(Outcome.REFUSED, none.outcome(), none.toJson());
            assertEquals("refused 550, refused 452", recipients(none));
        }
    }

    /** The mail is accepted, whatever becomes of the goodbye. */
    @Test
    void aGoodbyeThatFails() throws Exception {
        for (String answer : new String[] {ScriptedServer.HANG_UP, ScriptedServer.RESET, "500 what?", NO_REPLY}) {
            try (ScriptedServer server = new ScriptedServer().on("QUIT", answer).start()) {
                assertEquals(Outcome.ACCEPTED, send(Mails.settings(server.port()).build(), Mails.draft()).outcome(), answer);
            }
        }
    }

    private static String recipients(DeliveryReport report) {
        return report.recipients().stream().map(AngusTransportTest::result).collect(Collectors.joining(", "));
    }

    private static String result(RecipientResult one) {
        return one.outcome().word() + (one.outcome() == Outcome.REFUSED ? " " + one.reply().orElseThrow().code() : "");
    }

    private static void assertTold(String expected, DeliveryReport report) {
        String cause = report.diagnosis().map(Diagnosis::cause).orElse("none");
        assertEquals(expected, report.outcome().word() + " " + report.stages().get(0).stage() + " " + cause, report.toJson());
    }

    private static Draft to(String... recipients) {
        return Draft.builder(CustomContent.of("subject", "text")).to(recipients).build();
    }

    private static SmtpSettings secured(ScriptedServer server, ConnectionSecurity security) {
        return Mails.settings(server.port()).security(security).timeout(Duration.ofSeconds(2)).build();
    }

    private static SmtpSettings login(int port) {
        return Mails.settings(port)
                .auth(Auth.PASSWORD)
                .username("user")
                .password(Secret.stored())
                .allowClearPassword(true)
                .timeout(Duration.ofSeconds(1))
                .build();
    }

    private static DeliveryReport send(SmtpSettings settings, Draft draft) throws SmtpException {
        try (SmtpMailer mailer = SmtpMailer.builder(settings).transport(new AngusTransport("a password")).build()) {
            return mailer.send(draft);
        } catch (DeliveryException failed) {
            return failed.report();
        }
    }
}
