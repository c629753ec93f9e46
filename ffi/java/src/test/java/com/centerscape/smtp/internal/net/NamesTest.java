package com.centerscape.smtp.internal.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A lookup that hangs holds up nobody for longer than he wants to wait. */
class NamesTest {
    private static final long LIMIT_MS = 100;
    private static final int ATTEMPTS = 3;

    /** Another for each test: a lookup may outlive the one that asked. */
    private final String host = "slow-" + System.nanoTime() + ".mail.test";

    private final CountDownLatch isAnswered = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();

    @AfterEach
    void answer() {
        isAnswered.countDown();
    }

    @Test
    void anInterruptEndsTheWaitWithinATenthOfASecond() throws Exception {
        assertEndsAt(Thread::interrupt);
    }

    @Test
    void aCancelEndsTheWaitWithinATenthOfASecond() throws Exception {
        assertEndsAt(null);
    }

    @Test
    void theDeadlinesEndTheWait() {
        Call endless = Call.within(null);
        assertThrows(Names.Late.class, () -> Names.lookUp(host, this::hang, endless, Clock.in(Duration.ofMillis(100))));
        Call brief = Call.within(Duration.ofMillis(100));
        assertThrows(Names.Late.class, () -> Names.lookUp(host, this::hang, brief, Clock.NEVER));
    }

    @Test
    void whoAsksForTheSameNameWaitsForTheSameAnswer() throws Exception {
        FutureTask<InetAddress[]> first = new FutureTask<>(this::lookUp);
        FutureTask<InetAddress[]> second = new FutureTask<>(this::lookUp);
        new Thread(first).start();
        new Thread(second).start();
        Thread.sleep(200);
        isAnswered.countDown();
        assertArrayEquals(first.get(5, TimeUnit.SECONDS), second.get(5, TimeUnit.SECONDS));
        assertEquals(1, lookups.get());
    }

    @Test
    void anUnknownNameIsToldAsSuchWhoeverThrows() {
        Executable unknown = () -> Names.lookUp("a.mail.test", name -> {
            throw new UnknownHostException(name);
        }, Call.within(null), Clock.NEVER);
        Executable broken = () -> Names.lookUp("b.mail.test", name -> {
            throw new SecurityException("not allowed");
        }, Call.within(null), Clock.NEVER);
        assertThrows(UnknownHostException.class, unknown);
        assertTrue(assertThrows(UnknownHostException.class, broken).getMessage().contains("not allowed"));
    }

    private interface Ending {
        void end(Thread waiting);
    }

    /** Ends a wait and measures; somebody else may have the machine, so one of some attempts has to be in time. */
    private void assertEndsAt(Ending endingOrCancel) throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && fastest > LIMIT_MS; i++) {
            Call call = Call.within(null);
            FutureTask<Boolean> waiting = new FutureTask<>(() -> {
                assertThrows(Names.Late.class, () -> Names.lookUp(host, this::hang, call, Clock.NEVER));
                return Thread.interrupted();
            });
            Thread thread = new Thread(waiting);
            thread.start();
            Thread.sleep(150);
            long before = System.nanoTime();
            if (endingOrCancel == null) {
                call.cancel();
            } else {
                endingOrCancel.end(thread);
            }
            assertEquals(endingOrCancel != null, waiting.get(5, TimeUnit.SECONDS), "the interrupt flag");
            fastest = Math.min(fastest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
        }
        assertTrue(fastest <= LIMIT_MS, "it took " + fastest + " ms");
    }

    private InetAddress[] lookUp() throws Exception {
        return Names.lookUp(host, this::hang, Call.within(null), Clock.NEVER);
    }

    private InetAddress[] hang(String name) throws UnknownHostException {
        lookups.incrementAndGet();
        try {
            isAnswered.await();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        return new InetAddress[] {InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})};
    }
}
