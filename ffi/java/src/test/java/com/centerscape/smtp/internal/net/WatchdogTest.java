package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread that ends what lasts too long. */
class WatchdogTest {
    private static final String NAME = "centerscape-smtp-watchdog";

    @Test
    void oneThreadWatchesAllAndGoesWhenThereIsNothing() throws Exception {
        awaitThreads(0);
        Waiting first = new Waiting(Duration.ofMillis(100));
        Waiting second = new Waiting(Duration.ofMillis(300));
        Watchdog.watch(first);
        Watchdog.watch(second);
        awaitThreads(1);
        assertTrue(first.isOver.await(5, TimeUnit.SECONDS));
        assertTrue(second.isOver.await(5, TimeUnit.SECONDS));
        awaitThreads(0);
        Waiting third = new Waiting(Duration.ZERO);
        Watchdog.watch(third);
        assertTrue(third.isOver.await(5, TimeUnit.SECONDS), "it comes back");
    }

    @Test
    void oneThatFailsDoesNotEndTheWatchOverOthers() throws Exception {
        Watchdog.Watched failing = new Watchdog.Watched() {
            @Override
            public long due() {
                return 0;
            }

            @Override
            public void expire() {
                throw new IllegalStateException("this one fails");
            }
        };
        Waiting other = new Waiting(Duration.ofMillis(200));
        Watchdog.watch(failing);
        Watchdog.watch(other);
        assertTrue(other.isOver.await(5, TimeUnit.SECONDS));
        Watchdog.forget(failing);
    }

    @Test
    void anInterruptDoesNotMakeItSpin() throws Exception {
        Waiting waiting = new Waiting(Duration.ofSeconds(1));
        Watchdog.watch(waiting);
        Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(NAME))
                .findAny()
                .orElseThrow();
        watchdog.interrupt();
        assertTrue(waiting.isOver.await(5, TimeUnit.SECONDS), "it goes on");
        assertFalse(watchdog.isInterrupted());
    }

    private static void awaitThreads(long wanted) throws InterruptedException {
        for (int i = 0; i < 200 && threads() != wanted; i++) {
            Thread.sleep(50);
        }
        assertEquals(wanted, threads());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(NAME)).count();
    }

    private static final class Waiting implements Watchdog.Watched {
        private final CountDownLatch isOver = new CountDownLatch(1);
        private final long due;

        Waiting(Duration time) {
            due = Clock.in(time);
        }

        @Override
        public long due() {
            return due;
        }

        @Override
        public void expire() {
            Watchdog.forget(this);
            isOver.countDown();
        }
    }
}
