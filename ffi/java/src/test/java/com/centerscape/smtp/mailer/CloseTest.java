package com.centerscape.smtp.mailer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.DeliveryException;
import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Diagnosis;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpTransport;
import com.centerscape.smtp.internal.jni.HandleCount;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a mailer has an end, and so has a call that waits for code of the application. */
class CloseTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    /** Never open: what waits for it hangs. An interrupt does not help, as with much code that is out there. */
    private final CountDownLatch never = new CountDownLatch(1);

    private void hang() {
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException ignored) {
                // As a socket of java.net does.
            }
        }
    }

    @Test
    void aServerThatIsSilentAfterTheDotDoesNotHoldTheClose() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(ScriptedServer.DOT, ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            CompletableFuture<DeliveryReport> sending = sending(mailer);
            server.awaitSilence();
            assertTakes(SHORT, () -> mailer.close(SHORT));
            DeliveryReport report = sending.get(1, TimeUnit.SECONDS);
            assertEquals(Outcome.UNCERTAIN, report.outcome());
            assertEquals("cancelled", cause(report));
            assertThrows(IllegalStateException.class, () -> mailer.send(Mails.draft()));
        }
    }

    @Test
    void withoutAWordItTakesTenSeconds() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(ScriptedServer.DOT, ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            CompletableFuture<DeliveryReport> sending = sending(mailer);
            server.awaitSilence();
            assertTakes(Duration.ofSeconds(10), mailer::close);
            assertEquals(Outcome.UNCERTAIN, sending.get(1, TimeUnit.SECONDS).outcome());
        }
    }

    @Test
    void closeNowEndsEverythingAtOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("MAIL", ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.builder(Mails.settings(server.port()).build()).connections(1).build();
            List<CompletableFuture<DeliveryReport>> sending = new ArrayList<>(List.of(sending(mailer)));
            server.awaitSilence();
            for (int i = 0; i < 3; i++) {
                // They wait for the place of the first.
                sending.add(sending(mailer));
            }
            Thread.sleep(200);
            assertTakes(Duration.ZERO, mailer::closeNow);
            for (CompletableFuture<DeliveryReport> one : sending) {
                DeliveryReport report = one.get(1, TimeUnit.SECONDS);
                assertEquals(Outcome.NOT_SENT, report.outcome());
                assertEquals("cancelled", cause(report));
            }
        }
    }

    /** Goodbyes are within the limit, too. */
    @Test
    void aServerThatDoesNotAnswerQuitDoesNotHoldTheClose() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on("QUIT", ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            mailer.send(Mails.draft());
            assertTakes(SHORT, () -> mailer.close(SHORT));
        }
    }

    @Test
    void whoClosesNowWhileAnotherWaitsEndsThatWait() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(ScriptedServer.DOT, ScriptedServer.SILENCE).start()) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            CompletableFuture<DeliveryReport> sending = sending(mailer);
            server.awaitSilence();
            List<CompletableFuture<Void>> closing = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                closing.add(async(mailer::close));
            }
            Thread.sleep(200);
            assertTakes(Duration.ZERO, mailer::closeNow);
            for (CompletableFuture<Void> one : closing) {
                one.get(1, TimeUnit.SECONDS);
            }
            assertEquals(Outcome.UNCERTAIN, sending.get(1, TimeUnit.SECONDS).outcome());
            mailer.close();
            mailer.closeNow();
        }
    }

    @Test
    void aLimitIsNotNegative() throws Exception {
        try (SmtpMailer mailer = SmtpMailer.create(Mails.settings(25).build())) {
            assertThrows(IllegalArgumentException.class, () -> mailer.close(Duration.ofMillis(-1)));
            assertEquals("limit", assertThrows(NullPointerException.class, () -> mailer.close(null)).getMessage());
            mailer.close(Duration.ofSeconds(Long.MAX_VALUE));
        }
    }

    // ---- code of the application that hangs

    private SmtpMailer asking(ScriptedServer server, Duration deadlineOrNull) throws Exception {
        SmtpMailer.Builder builder = SmtpMailer.builder(Mails.settings(server.port())
                        .auth(Auth.PASSWORD)
                        .username("user")
                        .password(Secret.stored())
                        .allowClearPassword(true)
                        .build())
                .secrets(request -> {
                    hang();
                    return Optional.empty();
                })
                .connections(1);
        return (deadlineOrNull == null ? builder : builder.deadline(deadlineOrNull)).build();
    }

    private static SmtpMailer by(SmtpTransport transport, Duration deadlineOrNull) throws Exception {
        SmtpMailer.Builder builder = SmtpMailer.builder(Mails.settings(25).build()).transport(transport);
        return (deadlineOrNull == null ? builder : builder.deadline(deadlineOrNull)).build();
    }

    @Test
    void aDeadlineEndsTheWaitForASecretSource() throws Exception {
        try (ScriptedServer server = new ScriptedServer().offering("AUTH PLAIN").start();
                SmtpMailer mailer = asking(server, SHORT)) {
            for (int i = 0; i < 2; i++) {
                DeliveryReport report = Mails.refused(mailer, Mails.draft());
                assertEquals("deadline-exceeded", cause(report));
                assertEquals(Outcome.NOT_SENT, report.outcome());
                assertNamesTheThread(report, "auth", "centerscape-smtp-secret-source-");
            }
            assertEquals(2, server.visits().size(), "the place of the first is free again");
        } finally {
            never.countDown();
        }
    }

    @Test
    void closeNowAndAnInterruptEndTheWaitForASecretSource() throws Exception {
        try (ScriptedServer server = new ScriptedServer().offering("AUTH PLAIN").start()) {
            SmtpMailer mailer = asking(server, null);
            AtomicReference<DeliveryReport> interrupted = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                interrupted.set(report(mailer));
                assertTrue(Thread.interrupted(), "the flag is set again");
            });
            caller.start();
            awaitThread("centerscape-smtp-secret-source-");
            caller.interrupt();
            caller.join(1000);
            assertEquals("cancelled", cause(interrupted.get()));
            CompletableFuture<DeliveryReport> sending = sending(mailer);
            Thread.sleep(200);
            assertTakes(Duration.ZERO, mailer::closeNow);
            DeliveryReport report = sending.get(1, TimeUnit.SECONDS);
            assertEquals("cancelled", cause(report));
            assertNamesTheThread(report, "auth", "centerscape-smtp-secret-source-");
        } finally {
            never.countDown();
        }
    }

    @Test
    void aDeadlineEndsTheWaitForATransport() throws Exception {
        try (SmtpMailer mailer = by((server, envelope, message) -> {
            hang();
            return SmtpTransport.Receipt.of(250, List.of("late"));
        }, SHORT)) {
            DeliveryReport report = Mails.refused(mailer, Mails.draft());
            assertEquals("deadline-exceeded", cause(report));
            // Nobody has read a byte of it, nor will.
            assertEquals(Outcome.NOT_SENT, report.outcome());
            assertNamesTheThread(report, "connect", "centerscape-smtp-transport-");
        } finally {
            never.countDown();
        }
    }

    /** It may send what it has, later or by now. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTransportThatHasReadTheMessageLeavesItUncertain(boolean isByNow) throws Exception {
        SmtpMailer mailer = by((server, envelope, message) -> {
            if (isByNow) {
                assertTrue(message.read(new byte[10], 0, 10) > 0);
                hang();
            }
            try {
                message.writeTo(new OutputStream() {
                    @Override
                    public void write(int one) {
                        hang();
                    }
                });
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
            return SmtpTransport.Receipt.of(250, List.of("late"));
        }, null);
        CompletableFuture<DeliveryReport> sending = sending(mailer);
        Thread.sleep(300);
        assertTakes(Duration.ZERO, mailer::closeNow);
        DeliveryReport report = sending.get(1, TimeUnit.SECONDS);
        assertEquals(Outcome.UNCERTAIN, report.outcome());
        assertEquals("cancelled", cause(report));
        never.countDown();
    }

    /** A message that was said to be not sent is not sent afterwards. */
    @Test
    void aTransportThatWakesUpGetsNothingOfTheMessage() throws Exception {
        CompletableFuture<String> late = new CompletableFuture<>();
        try (SmtpMailer mailer = by((server, envelope, message) -> {
            hang();
            try {
                late.complete("read " + message.read(new byte[10], 0, 10));
            } catch (IllegalStateException closed) {
                late.complete("nothing");
            }
            return SmtpTransport.Receipt.of(250, List.of("late"));
        }, SHORT)) {
            assertEquals(Outcome.NOT_SENT, Mails.refused(mailer, Mails.draft()).outcome());
            never.countDown();
            assertEquals("nothing", late.get(5, TimeUnit.SECONDS));
        }
    }

    /** What runs on the caller's own thread cannot be left: the close goes on without it, and what it uses is freed when it ends. */
    @Test
    void aListenerThatHangsDoesNotHoldTheClose() throws Exception {
        long before = HandleCount.live();
        CountDownLatch isTold = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer().start()) {
            SmtpMailer mailer = SmtpMailer.create(Mails.settings(server.port()).build());
            CompletableFuture<DeliveryReport> testing = CompletableFuture.supplyAsync(() -> {
                try {
                    return mailer.test("ops@example.com", stage -> {
                        isTold.countDown();
                        hang();
                    });
                } catch (Exception unexpected) {
                    throw new AssertionError(unexpected);
                }
            });
            assertTrue(isTold.await(10, TimeUnit.SECONDS));
            assertTakes(Duration.ofSeconds(1), mailer::closeNow);
            never.countDown();
            assertEquals("cancelled", cause(testing.get(5, TimeUnit.SECONDS)));
        }
        assertEquals(before, HandleCount.live());
    }

    @Test
    void aMailerIsNotClosedByItsOwnTransport() throws Exception {
        AtomicReference<SmtpMailer> own = new AtomicReference<>();
        try (SmtpMailer mailer = by((server, envelope, message) -> {
            assertThrows(IllegalStateException.class, () -> own.get().close());
            assertThrows(IllegalStateException.class, () -> own.get().closeNow());
            return SmtpTransport.Receipt.of(250, List.of("ok"));
        }, null)) {
            own.set(mailer);
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        }
    }

    @Test
    void codeOfTheApplicationFindsItsClassLoader() throws Exception {
        ClassLoader own = new ClassLoader(getClass().getClassLoader()) {};
        Thread.currentThread().setContextClassLoader(own);
        try (SmtpMailer mailer = by((server, envelope, message) -> {
            assertEquals(own, Thread.currentThread().getContextClassLoader());
            return SmtpTransport.Receipt.of(250, List.of("ok"));
        }, null)) {
            assertEquals(Outcome.ACCEPTED, mailer.send(Mails.draft()).outcome());
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }

    // ---- at the end of the JVM

    @Test
    void aShutdownHookThatClosesLetsTheJvmEnd() throws Exception {
        try (ScriptedServer server = new ScriptedServer().on(ScriptedServer.DOT, ScriptedServer.SILENCE).start()) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Dcenterscape.smtp.library=" + System.getProperty("centerscape.smtp.library", ""),
                            "-cp",
                            System.getProperty("java.class.path"),
                            CloseAtShutdown.class.getName(),
                            String.valueOf(server.port()))
                    .redirectErrorStream(true)
                    .start();
            server.awaitSilence();
            process.getOutputStream().close();
            boolean hasEnded = process.waitFor(10, TimeUnit.SECONDS);
            if (!hasEnded) {
                process.destroyForcibly();
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(hasEnded, "the hook hangs: " + said);
            assertEquals("uncertain\nclosed\n", said);
        }
    }

    // ---- what the tests share

    private interface Action {
        void run() throws Exception;
    }

    /** It takes so long, or a second more. */
    private static void assertTakes(Duration wanted, Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(wanted.minusMillis(50)) >= 0, "it took " + taken);
        assertTrue(taken.compareTo(wanted.plusMillis(1500)) < 0, "it took " + taken);
    }

    private static CompletableFuture<Void> async(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        thread.start();
        return done;
    }

    private static CompletableFuture<DeliveryReport> sending(SmtpMailer mailer) {
        CompletableFuture<DeliveryReport> report = new CompletableFuture<>();
        async(() -> report.complete(report(mailer)));
        return report;
    }

    private static DeliveryReport report(SmtpMailer mailer) {
        try {
            return mailer.send(Mails.draft());
        } catch (DeliveryException failed) {
            return failed.report();
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static void assertNamesTheThread(DeliveryReport report, String stage, String name) {
        List<String> evidence = report.stages().stream()
                .filter(one -> one.stage().equals(stage))
                .flatMap(one -> one.evidence().stream())
                .collect(Collectors.toList());
        assertTrue(evidence.stream().anyMatch(line -> line.contains(name)), evidence.toString());
        String thread = evidence.get(evidence.size() - 1).replaceFirst(".* ", "");
        assertTrue(threads().contains(thread), thread + " is none of " + threads());
        assertFalse(report.redacted().toJson().contains(name));
    }

    private static void awaitThread(String prefix) throws InterruptedException {
        for (int i = 0; i < 200 && threads().stream().noneMatch(name -> name.startsWith(prefix)); i++) {
            Thread.sleep(50);
        }
        assertTrue(threads().stream().anyMatch(name -> name.startsWith(prefix)));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toList());
    }

    private static String cause(DeliveryReport report) {
        return report.diagnosis().map(Diagnosis::cause).orElse("none");
    }
}
