package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections are kept, bounded, looked at before they are used again, and said goodbye to. */
class PoolTest {
    @ParameterizedTest
    @EnumSource(ConnectionSecurity.class)
    void aConnectionIsUsedAgainAndSaysQuitAtTheEnd(ConnectionSecurity security) throws Exception {
        try (ScriptedServer server = server(security)) {
            try (SmtpMailer mailer = mailer(server, security)) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
                }
            }
            assertEquals(3, server.messages().size());
            assertEquals(1, server.visits().size());
            awaitLast(server.visits().get(0), "QUIT");
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectionSecurity.class)
    void aConnectionThatTheServerClosedIsNotUsedAgain(ConnectionSecurity security) throws Exception {
        try (ScriptedServer server = server(security);
                SmtpMailer mailer = mailer(server, security)) {
            mailer.send(Mails.draft());
            server.hangUp();
            Thread.sleep(100);
            DeliveryReport report = mailer.send(Mails.draft());
            assertEquals(Outcome.ACCEPTED, report.outcome());
            assertEquals(2, server.visits().size());
            assertTrue(report.transcript().get(0).contains("connected to"), "a connection of its own");
        }
    }

    /** What came unasked would be taken for the answer to the next command. */
    @Test
    void aConnectionOverWhichSomethingCameUnaskedIsNotUsedAgain() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE).on("RCPT", "550 5.1.1 no such user");
                SmtpMailer mailer = mailer(server, ConnectionSecurity.NONE)) {
            Mails.refused(mailer, Mails.draft());
            server.interject("250 2.0.0 fine");
            Thread.sleep(100);
            assertEquals(Outcome.REFUSED, Mails.refused(mailer, Mails.draft()).outcome());
            assertEquals(2, server.visits().size());
            assertEquals(1, server.visits().get(0).stream().filter(command -> command.startsWith("MAIL")).count());
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectionSecurity.class)
    void aServerThatHangsUpOnTheFirstCommandGetsTheMessageOnceMore(ConnectionSecurity security) throws Exception {
        AtomicInteger mails = new AtomicInteger();
        for (String end : List.of(ScriptedServer.HANG_UP, ScriptedServer.RESET, "421 4.4.2 idle for too long")) {
            mails.set(0);
            try (ScriptedServer server = server(security)
                            .on("MAIL", command -> mails.incrementAndGet() == 2 ? end : null);
                    SmtpMailer mailer = mailer(server, security)) {
                mailer.send(Mails.draft());
                assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome(), end);
                assertEquals(2, server.messages().size());
                assertEquals(2, server.visits().size());
            }
        }
    }

    @Test
    void onceMoreIsNotForEver() throws Exception {
        AtomicInteger mails = new AtomicInteger();
        try (ScriptedServer server = server(ConnectionSecurity.NONE)
                        .on("MAIL", command -> mails.incrementAndGet() >= 2 ? ScriptedServer.HANG_UP : null);
                SmtpMailer mailer = mailer(server, ConnectionSecurity.NONE)) {
            mailer.send(Mails.draft());
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals(Outcome.NOT_SENT, report.outcome());
            assertEquals("connection-lost", cause(report));
            assertEquals(3, mails.get());
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectionSecurity.class)
    void whatMayHaveBeenTakenIsNeverRepeated(ConnectionSecurity security) throws Exception {
        AtomicInteger dots = new AtomicInteger();
        for (String end : List.of(ScriptedServer.HANG_UP, ScriptedServer.RESET)) {
            dots.set(0);
            try (ScriptedServer server = server(security)
                            .on(ScriptedServer.DOT, command -> dots.incrementAndGet() == 2 ? end : null);
                    SmtpMailer mailer = mailer(server, security)) {
                mailer.send(Mails.draft());
                assertEquals(Outcome.UNCERTAIN, Mails.refused(mailer, Mails.draft()).outcome(), end);
                assertEquals(2, server.messages().size());
                assertEquals(1, server.visits().size());
            }
        }
    }

    @Test
    void moreThanTheConnectionsWait() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedServer server = server(ConnectionSecurity.NONE)
                .on("MAIL", command -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    sleep(20);
                    return null;
                })
                .on(ScriptedServer.DOT, command -> {
                    open.decrementAndGet();
                    return null;
                });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (ScriptedServer running = server;
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build()).connections(2).build()) {
            List<Future<DeliveryReport>> sends = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                sends.add(threads.submit(() -> mailer.send(Mails.draft())));
            }
            for (Future<DeliveryReport> send : sends) {
                assertEquals(Outcome.ACCEPTED, send.get(30, TimeUnit.SECONDS).outcome());
            }
            assertEquals(2, most.get());
            assertEquals(2, running.visits().size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoWaitsForAConnectionWaitsNoLongerThanItsDeadline() throws Exception {
        CountDownLatch isTold = new CountDownLatch(1);
        CountDownLatch isFree = new CountDownLatch(1);
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build())
                        .connections(1)
                        .deadline(Duration.ofMillis(500))
                        .build()) {
            // Nothing ends a listener before its time: meanwhile it holds the only connection.
            CompletableFuture<DeliveryReport> first = CompletableFuture.supplyAsync(() -> probe(mailer, stage -> {
                isTold.countDown();
                await(isFree);
            }));
            await(isTold);
            for (DeliveryReport late : List.of(refused(mailer), mailer.probe(), mailer.test("ops@example.com"))) {
                assertEquals("deadline-exceeded", cause(late));
                assertEquals("All connections to 127.0.0.1 were busy", late.diagnosis().orElseThrow().title());
                assertEquals(Outcome.NOT_SENT, late.outcome());
            }
            assertFalse(first.isDone());
            isFree.countDown();
            DeliveryReport own = first.get(10, TimeUnit.SECONDS);
            assertEquals("deadline-exceeded", cause(own));
            assertEquals("127.0.0.1 took longer than the time limit", own.diagnosis().orElseThrow().title());
        }
    }

    private static DeliveryReport probe(SmtpMailer mailer, Consumer<String> stages) {
        try {
            return mailer.probe(stages);
        } catch (SmtpException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** A test takes the place of a connection that is idle, and says goodbye to it first. */
    @Test
    void aGoodbyeThatNobodyAnswersLeavesTimeForTheCall() throws Exception {
        AtomicInteger goodbyes = new AtomicInteger();
        try (ScriptedServer server = server(ConnectionSecurity.NONE)
                        .on("QUIT", command -> goodbyes.incrementAndGet() == 1 ? ScriptedServer.SILENCE : null);
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build())
                        .connections(1)
                        .deadline(Duration.ofSeconds(3))
                        .build()) {
            mailer.send(Mails.draft());
            long start = System.nanoTime();
            assertEquals(Outcome.READY, mailer.probe().outcome());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 3000, millis + " ms");
            assertEquals(2, server.visits().size());
        }
    }

    @Test
    void whatASecretSourceThrowsIsTheCallersAndEndsTheConnection() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE).offering("AUTH PLAIN");
                SmtpMailer mailer = SmtpMailer.builder(withStoredPassword(server))
                        .secrets(request -> {
                            throw new IllegalArgumentException("no vault today");
                        })
                        .connections(1)
                        .build()) {
            for (int i = 0; i < 2; i++) {
                assertThrows(IllegalArgumentException.class, () -> mailer.send(Mails.draft()));
            }
            assertEquals(2, server.visits().size(), "the place of the first is free again");
        }
    }

    @Test
    void aMailerIsNotClosedByItsOwnSecretSource() throws Exception {
        AtomicReference<SmtpMailer> own = new AtomicReference<>();
        try (ScriptedServer server = server(ConnectionSecurity.NONE).offering("AUTH PLAIN");
                SmtpMailer mailer = SmtpMailer.builder(withStoredPassword(server))
                        .secrets(request -> {
                            assertThrows(IllegalStateException.class, () -> own.get().close());
                            return Optional.of("a password");
                        })
                        .build()) {
            own.set(mailer);
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
    }

    @Test
    void anIdleConnectionGetsItsGoodbye() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build())
                        .idleLimit(Duration.ofMillis(200))
                        .build()) {
            mailer.send(Mails.draft());
            awaitLast(server.visits().get(0), "QUIT");
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
            assertEquals(2, server.visits().size());
        }
    }

    @Test
    void aTestGoesTheWholeWay() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.NONE);
                SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build()).connections(1).build()) {
            mailer.send(Mails.draft());
            DeliveryReport report = mailer.test("admin@example.com");
            assertEquals("connect", report.stages().get(0).stage());
            assertEquals(2, server.visits().size());
            awaitLast(server.visits().get(0), "QUIT");
            mailer.send(Mails.draft());
            assertEquals(2, server.visits().size());
        }
    }

    @Test
    void aClosedMailerTakesNothing() throws Exception {
        SmtpMailer mailer = SmtpMailer.create(Mails.settings(25).build());
        mailer.close();
        mailer.close();
        assertThrows(IllegalStateException.class, () -> mailer.send(Mails.draft()));
        assertThrows(IllegalStateException.class, () -> mailer.test("a@example.com"));
        assertThrows(IllegalStateException.class, mailer::probe);
    }

    @Test
    void aCloseLetsThoseThatSendFinish() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ScriptedServer server = server(ConnectionSecurity.NONE).on(ScriptedServer.DOT, command -> {
            sleep(5);
            return null;
        })) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            AtomicInteger accepted = new AtomicInteger();
            List<Future<?>> sends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sends.add(threads.submit(() -> sendUntilClosed(mailer, accepted)));
            }
            Thread.sleep(300);
            mailer.close();
            int atClose = accepted.get();
            for (Future<?> send : sends) {
                send.get(10, TimeUnit.SECONDS);
            }
            assertTrue(atClose > 0);
            assertEquals(accepted.get(), server.messages().size(), "none got lost");
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void sendUntilClosed(SmtpMailer mailer, AtomicInteger accepted) throws SmtpException {
        while (true) {
            try {
                mailer.send(Mails.draft());
                accepted.incrementAndGet();
            } catch (IllegalStateException closed) {
                return null;
            }
        }
    }

    /** The mechanism that the server refused is not tried on the next connection. */
    @Test
    void whatAConnectionLearnedServesTheNext() throws Exception {
        try (ScriptedServer server = server(ConnectionSecurity.TLS)
                .offering("AUTH SCRAM-SHA-256 PLAIN")
                .on("AUTH", command -> command.startsWith("AUTH SCRAM") ? "504 5.5.4 not here" : null)) {
            SmtpSettings settings = Mails.settings(server.port())
                    .security(ConnectionSecurity.TLS)
                    .auth(Auth.PASSWORD)
                    .username("user")
                    .password(Secret.of("correct horse"))
                    .build();
            try (SmtpMailer mailer =
                    SmtpMailer.builder(settings).sslContext(Mails.clientTls()).build()) {
                mailer.send(Mails.draft());
                server.hangUp();
                Thread.sleep(100);
                mailer.send(Mails.draft());
            }
            assertEquals(List.of("SCRAM-SHA-256", "PLAIN"), mechanisms(server.visits().get(0)));
            assertEquals(List.of("PLAIN"), mechanisms(server.visits().get(1)));
        }
    }

    private static List<String> mechanisms(List<String> commands) {
        List<String> tried = new ArrayList<>();
        for (String command : commands) {
            if (command.startsWith("AUTH ")) {
                tried.add(command.split(" ")[1]);
            }
        }
        return tried;
    }

    private static ScriptedServer server(ConnectionSecurity security) throws Exception {
        ScriptedServer server = new ScriptedServer().offering("PIPELINING");
        return (security == ConnectionSecurity.NONE ? server : server.with(Mails.serverTls(), security)).start();
    }

    private static SmtpMailer mailer(ScriptedServer server, ConnectionSecurity security) throws Exception {
        SmtpSettings settings = Mails.settings(server.port()).security(security).build();
        return SmtpMailer.builder(settings).sslContext(Mails.clientTls()).build();
    }

    private static SmtpSettings withStoredPassword(ScriptedServer server) {
        return Mails.settings(server.port())
                .auth(Auth.PASSWORD)
                .username("user")
                .password(Secret.stored())
                .allowClearPassword(true)
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static DeliveryReport refused(SmtpMailer mailer) {
        try {
            return Mails.refused(mailer, Mails.draft());
        } catch (SmtpException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }

    private static void awaitLast(List<String> commands, String last) throws InterruptedException {
        for (int i = 0; i < 100 && !commands.get(commands.size() - 1).equals(last); i++) {
            Thread.sleep(50);
        }
        assertEquals(last, commands.get(commands.size() - 1));
        assertFalse(commands.isEmpty());
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
