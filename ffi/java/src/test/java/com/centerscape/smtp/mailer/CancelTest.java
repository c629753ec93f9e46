package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Attachment;
import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.CustomContent;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt, a deadline and a close end a call at once, wherever the server left it waiting. */
class CancelTest {
    private static final long LIMIT_MS = 100;
    /** Somebody else may have the machine: one of so many attempts has to be in time. */
    private static final int ATTEMPTS = 3;

    private static final Duration DEADLINE = Duration.ofMillis(700);

    /** A place to fall silent, and the security under which that is tried. */
    static final class Place {
        final String verb;
        final ConnectionSecurity security;
        final Outcome outcome;

        Place(String verb, ConnectionSecurity security, Outcome outcome) {
            this.verb = verb;
            this.security = security;
            this.outcome = outcome;
        }

        @Override
        public String toString() {
            return verb + " with security " + security;
        }
    }

    static Stream<Place> places() {
        Stream<Place> handshakes = Stream.of(ConnectionSecurity.STARTTLS, ConnectionSecurity.TLS)
                .map(security -> new Place(ScriptedServer.HANDSHAKE, security, Outcome.NOT_SENT));
        Stream<Place> others = Stream.of(ConnectionSecurity.NONE, ConnectionSecurity.TLS).flatMap(security -> Stream.concat(
                Stream.of(ScriptedServer.CONNECT, "EHLO", "AUTH", "MAIL", "RCPT", "DATA", ScriptedServer.BODY)
                        .map(verb -> new Place(verb, security, Outcome.NOT_SENT)),
                Stream.of(new Place(ScriptedServer.DOT, security, Outcome.UNCERTAIN))));
        return Stream.concat(handshakes, others);
    }

    @ParameterizedTest
    @MethodSource("places")
    void anInterruptEndsItWithinATenthOfASecond(Place place) throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && fastest > LIMIT_MS; i++) {
            try (ScriptedServer server = silentAt(place);
                    SmtpMailer mailer = mailer(server, place.security, null)) {
                Sending sending = new Sending(mailer, place.verb.equals(ScriptedServer.BODY));
                server.awaitSilence();
                // Let it come to rest in its read or write.
                Thread.sleep(200);
                fastest = Math.min(fastest, sending.interrupt());
                sending.assertCancelled(place.outcome);
            }
        }
        assertTrue(fastest <= LIMIT_MS, "it took " + fastest + " ms");
    }

    @ParameterizedTest
    @MethodSource("places")
    void theDeadlineEndsIt(Place place) throws Exception {
        try (ScriptedServer server = silentAt(place);
                SmtpMailer mailer = mailer(server, place.security, DEADLINE)) {
            Sending sending = new Sending(mailer, place.verb.equals(ScriptedServer.BODY));
            sending.join();
            sending.assertEnded("deadline-exceeded", place.outcome);
            assertFalse(sending.wasInterrupted);
        }
    }

    @Test
    void anInterruptEndsAConnectThatNobodyAnswers() throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && fastest > LIMIT_MS; i++) {
            try (DeafServer server = new DeafServer();
                    SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
                Sending sending = new Sending(mailer, false);
                Thread.sleep(300);
                fastest = Math.min(fastest, sending.interrupt());
                sending.assertCancelled(Outcome.NOT_SENT);
            }
        }
        assertTrue(fastest <= LIMIT_MS, "it took " + fastest + " ms");
    }

    @Test
    void aConnectThatNobodyAnswersTimesOut() throws Exception {
        try (DeafServer server = new DeafServer();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).timeout(Duration.ofSeconds(1)).build())) {
            Sending sending = new Sending(mailer, false);
            sending.join();
            sending.assertEnded("connection-timeout", Outcome.NOT_SENT);
        }
    }

    /** Those before the final dot: the wait for its answer is 600 seconds. */
    static Stream<Place> placesBeforeTheDot() {
        return places().filter(place -> place.outcome == Outcome.NOT_SENT);
    }

    @ParameterizedTest
    @MethodSource("placesBeforeTheDot")
    void anActionThatTakesTooLongTimesOut(Place place) throws Exception {
        try (ScriptedServer server = silentAt(place);
                SmtpMailer mailer = SmtpMailer.builder(settings(server, place.security).timeout(Duration.ofSeconds(1)).build())
                        .sslContext(Mails.clientTls())
                        .build()) {
            Sending sending = new Sending(mailer, place.verb.equals(ScriptedServer.BODY));
            sending.join();
            sending.assertEnded("response-timeout", place.outcome);
        }
    }

    @Test
    void whoIsInterruptedBeforeSendsNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer().start();
                SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build())) {
            mailer.send(Mails.draft());
            Thread.currentThread().interrupt();
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertTrue(Thread.interrupted(), "the flag is set again");
            assertEquals("cancelled", report.diagnosis().map(Diagnosis::cause).orElse(""));
            assertEquals(1, server.messages().size());
            mailer.send(Mails.draft());
            assertEquals(1, server.visits().size(), "the idle connection is still there");
        }
    }

    @Test
    void anInterruptedCloseCancelsWhatRuns() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(ScriptedServer.DOT, ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build()).connections(1).build();
            Sending uncertain = new Sending(mailer, false);
            server.awaitSilence();
            Sending waiting = new Sending(mailer, false);
            Thread.sleep(200);
            FutureTask<Boolean> closing = new FutureTask<>(() -> {
                mailer.close();
                return Thread.interrupted();
            });
            Thread closer = new Thread(closing, "closer");
            closer.start();
            Thread.sleep(200);
            assertFalse(closing.isDone(), "close waits for what runs");
            closer.interrupt();
            assertTrue(closing.get(10, TimeUnit.SECONDS), "the flag is set again");
            uncertain.join();
            uncertain.assertEnded("cancelled", Outcome.UNCERTAIN);
            waiting.join();
            waiting.assertEnded("cancelled", Outcome.NOT_SENT);
        }
    }

    private static ScriptedServer silentAt(Place place) throws Exception {
        ScriptedServer server = new ScriptedServer().offering("AUTH PLAIN");
        if (place.security != ConnectionSecurity.NONE) {
            server.with(Mails.serverTls(), place.security);
        }
        return server.on(place.verb, ScriptedServer.SILENCE).start();
    }

    private static SmtpSettings.Builder settings(ScriptedServer server, ConnectionSecurity security) {
        return Mails.settings(server.port())
                .security(security)
                .auth(Auth.PASSWORD)
                .username("user")
                .password(Secret.of("a password"))
                .allowClearPassword(security == ConnectionSecurity.NONE);
    }

    private static SmtpMailer mailer(ScriptedServer server, ConnectionSecurity security, Duration deadline) throws Exception {
        SmtpMailer.Builder builder = SmtpMailer.builder(settings(server, security).build());
        if (security != ConnectionSecurity.NONE) {
            builder.sslContext(Mails.clientTls());
        }
        return (deadline == null ? builder : builder.deadline(deadline)).build();
    }

    /** A send in a thread of its own. */
    private static final class Sending {
        private static final int BIG = 20_000_000;

        private final Thread thread;
        private volatile DeliveryReport report;
        private volatile Throwable unexpected;
        private volatile boolean wasInterrupted;

        Sending(SmtpMailer mailer, boolean isBig) {
            Draft.Builder draft = Draft.builder(CustomContent.of("subject", "text")).to("ops@example.com");
            if (isBig) {
                draft.attach(Attachment.ofBytes("big.bin", "application/octet-stream", new byte[BIG]));
            }
            thread = new Thread(() -> run(mailer, draft.build()), "sending");
            thread.start();
        }

        private void run(SmtpMailer mailer, Draft draft) {
            try {
                report = mailer.send(draft);
            } catch (DeliveryException failed) {
                report = failed.report();
            } catch (Exception | Error other) {
                unexpected = other;
            }
            wasInterrupted = Thread.interrupted();
        }

        /** Interrupts it and says how long it then took, in milliseconds. */
        long interrupt() throws InterruptedException {
            long before = System.nanoTime();
            thread.interrupt();
            join();
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        }

        void join() throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertFalse(thread.isAlive(), "it hangs");
        }

        void assertCancelled(Outcome outcome) {
            assertEnded("cancelled", outcome);
            assertTrue(wasInterrupted, "the flag is set again");
        }

        void assertEnded(String cause, Outcome outcome) {
            if (unexpected != null) {
                throw new AssertionError(unexpected);
            }
            assertEquals(cause, report.diagnosis().map(Diagnosis::cause).orElse("none"));
            assertEquals(outcome, report.outcome());
        }
    }
}
