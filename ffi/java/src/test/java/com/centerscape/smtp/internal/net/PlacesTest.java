package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.Auth;
import com.centerscape.smtp.Draft;
import com.centerscape.smtp.Outcome;
import com.centerscape.smtp.Secret;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpSettings;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails half way is not counted: places, channels, what is watched, names that are looked up. */
class PlacesTest {
    private static final String WATCHDOG = "centerscape-smtp-watchdog";
    private static final int FAILURES = 3;

    @AfterEach
    void startThreadsAgain() {
        Threads.starter = Thread::start;
    }

    /** As a machine that has no thread to spare says it. */
    private static void startNone(String prefix) {
        Threads.starter = thread -> {
            if (thread.getName().startsWith(prefix)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            thread.start();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {WATCHDOG, "centerscape-smtp-dns", "centerscape-smtp-secret-source", ""})
    void aThreadThatCannotStartTakesNoPlace(String name) throws Exception {
        awaitNoWatchdog();
        GreenMail server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP).dynamicPort());
        server.setUser("user", "a password");
        server.start();
        SmtpSettings settings = SmtpSettings.builder()
                .hostname("localhost")
                .port(server.getSmtp().getPort())
                .auth(Auth.PASSWORD)
                .username("user")
                .password(Secret.stored())
                .allowClearPassword(true)
                .fromAddress("cs@example.com")
                .build();
        try (SmtpMailer mailer = SmtpMailer.builder(settings)
                .secrets(request -> Optional.of("a password"))
                .connections(1)
                .deadline(Duration.ofSeconds(10))
                .build()) {
            startNone(name);
            for (int i = 0; i < FAILURES; i++) {
                assertThrows(OutOfMemoryError.class, () -> mailer.send(Draft.of("ops@example.com", "subject", "text")));
                assertThrows(OutOfMemoryError.class, mailer::probe);
            }
            Threads.starter = Thread::start;
            assertEquals(Outcome.ACCEPTED, mailer.send(Draft.of("ops@example.com", "subject", "text")).outcome());
            assertEquals(Outcome.READY, mailer.probe().outcome());
        } finally {
            server.stop();
        }
    }

    @Test
    void whatCannotBeWatchedLeavesNoChannelOpen() throws Exception {
        awaitNoWatchdog();
        try (NativeSettings settings = NativeSettings.parse(
                "{\"hostname\":\"127.0.0.1\",\"port\":1,\"from_address\":\"cs@example.com\"}".getBytes(StandardCharsets.UTF_8))) {
            startNone(WATCHDOG);
            long before = sockets();
            for (int i = 0; i < 20; i++) {
                Connection connection = new Connection(settings, "{}", new Tls(Trust.of(null), true), null, null, null);
                connection.session().beginProbe();
                assertThrows(OutOfMemoryError.class, () -> connection.run(Call.within(null), Clock.NEVER));
                connection.discard();
            }
            assertEquals(before, sockets());
        }
    }

    @Test
    void whatCannotBeWatchedIsNotRemembered() throws Exception {
        awaitNoWatchdog();
        startNone(WATCHDOG);
        boolean[] isLooked = new boolean[1];
        Watchdog.Watched watched = new Watchdog.Watched() {
            @Override
            public long due() {
                isLooked[0] = true;
                return Clock.NEVER;
            }

            @Override
            public void expire() {}
        };
        assertThrows(OutOfMemoryError.class, () -> Watchdog.watch(watched));
        Threads.starter = Thread::start;
        SocketDeadline other = new SocketDeadline(SocketChannel.open());
        other.watch();
        Thread.sleep(300);
        other.cut();
        assertFalse(isLooked[0], "it is watched all the same");
    }

    /** One that fails itself, and not in what it ends, would watch over nobody from then on. */
    @Test
    void aLookThatFailsDoesNotEndTheWatch() throws Exception {
        Watchdog.Watched failing = new Watchdog.Watched() {
            @Override
            public long due() {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public void expire() {}
        };
        Watchdog.watch(failing);
        Thread.sleep(200);
        Watchdog.forget(failing);
        boolean[] isOver = new boolean[1];
        Watchdog.Watched other = new Watchdog.Watched() {
            @Override
            public long due() {
                return 0;
            }

            @Override
            public void expire() {
                isOver[0] = true;
                Watchdog.forget(this);
            }
        };
        Watchdog.watch(other);
        for (int i = 0; i < 100 && !isOver[0]; i++) {
            Thread.sleep(20);
        }
        assertTrue(isOver[0], "nobody watches");
    }

    private static long sockets() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(PlacesTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    private static void awaitNoWatchdog() throws InterruptedException {
        for (int i = 0; i < 400 && hasWatchdog(); i++) {
            Thread.sleep(50);
        }
        assertFalse(hasWatchdog(), "something of another test is watched still");
    }

    private static boolean hasWatchdog() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(WATCHDOG));
    }
}
