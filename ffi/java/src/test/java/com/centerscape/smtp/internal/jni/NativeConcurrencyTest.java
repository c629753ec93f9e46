package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Threads, closes and collections at the worst moment. */
class NativeConcurrencyTest {
    private static final int THREADS = 32;

    @Test
    void thirtyTwoThreadsWithASessionEach() throws Exception {
        try (NativeSettings settings = Dialogue.settings()) {
            onThreads(() -> {
                for (int i = 0; i < 50; i++) {
                    try (NativeSession session = Dialogue.session(settings)) {
                        assertEquals(Outcome.ACCEPTED, Dialogue.send(session, Dialogue.message(settings)));
                    }
                }
                return null;
            });
        }
    }

    @Test
    void aCloseDuringCallsOfAnotherThreadIsTold() throws Exception {
        try (NativeSettings settings = Dialogue.settings()) {
            for (int round = 0; round < 500; round++) {
                NativeSettings own = Dialogue.settings();
                closeWhile(own, own::toJson);
                NativeMessage message = Dialogue.message(settings);
                closeWhile(message, message::size);
                NativeSession session = Dialogue.session(settings);
                closeWhile(session, session::currentOutcome);
            }
        }
    }

    /** Closes an object while another thread does nothing but call it. */
    private static void closeWhile(NativeObject object, Runnable call) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> unforeseen = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            call.run();
            running.countDown();
            untilClosed(call);
        });
        caller.setUncaughtExceptionHandler((thread, thrown) -> unforeseen.set(thrown));
        caller.start();
        running.await();
        object.close();
        caller.join();
        assertNull(unforeseen.get());
    }

    @Test
    void threadsThatShareASessionAreTold() throws Exception {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            session.beginProbe();
            session.start(0);
            onThreads(() -> {
                for (int i = 0; i < 2000; i++) {
                    try {
                        session.report();
                    } catch (NativeException refused) {
                        assertEquals(Status.CONCURRENT_CALL, refused.status());
                    }
                }
                return null;
            });
            session.cancelled(1);
        }
    }

    @Test
    void aMessageIsSentOnceWhoeverIsFaster() throws Exception {
        try (NativeSettings settings = Dialogue.settings()) {
            for (int round = 0; round < 300; round++) {
                NativeMessage message = Dialogue.message(settings);
                List<Future<Boolean>> began = new ArrayList<>();
                ExecutorService two = Executors.newFixedThreadPool(2);
                for (int i = 0; i < 2; i++) {
                    began.add(two.submit(() -> {
                        try (NativeSession session = Dialogue.session(settings)) {
                            session.beginSend(message);
                            return true;
                        } catch (NativeException | IllegalStateException late) {
                            return false;
                        }
                    }));
                }
                two.shutdown();
                assertTrue(began.get(0).get() ^ began.get(1).get());
                message.close();
            }
        }
    }

    @Test
    void collectionsDuringCallsFreeNothingThatIsUsed() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread storm = new Thread(() -> {
            while (!done.get()) {
                System.gc();
            }
        });
        storm.start();
        try {
            for (int i = 0; i < 500; i++) {
                // Nothing holds the settings after its last use: only the call itself.
                assertTrue(Utf8.text(Dialogue.settings().toJson()).contains("mail.example.com"));
                assertTrue(Dialogue.session(Dialogue.settings()).report().length > 0);
            }
        } finally {
            done.set(true);
            storm.join();
        }
        forgottenAreFreed(0);
    }

    @Test
    void forgottenObjectsAreFreed() throws Exception {
        long before = NativeLibrary.liveHandles();
        for (int i = 0; i < 1000; i++) {
            Dialogue.session(Dialogue.settings());
        }
        forgottenAreFreed(before);
    }

    /** What the cleaner does is done in its own time. */
    private static void forgottenAreFreed(long expected) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (NativeLibrary.liveHandles() != expected && System.nanoTime() < end) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(expected, NativeLibrary.liveHandles());
    }

    private static void untilClosed(Runnable call) {
        try {
            while (true) {
                call.run();
            }
        } catch (IllegalStateException closed) {
            assertTrue(closed.getMessage().endsWith(" is closed"), closed.toString());
        }
    }

    private static void onThreads(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(threads.submit(work));
        }
        threads.shutdown();
        for (Future<Void> one : all) {
            one.get();
        }
    }
}
