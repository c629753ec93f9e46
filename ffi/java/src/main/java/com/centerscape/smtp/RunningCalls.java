package com.centerscape.smtp;

import com.centerscape.smtp.internal.net.Call;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The calls that a mailer is in, so that its end can wait for theirs, for a while, and what they use outlives the last one. */
final class RunningCalls {
    /** How long calls that were ended may take to return: they do at once, unless code of the application holds them. */
    private static final long PARTING = TimeUnit.SECONDS.toNanos(1);

    private final Duration deadlineOrNull;
    private final Runnable wakeWaiting;
    private final Runnable release;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Call> running = new HashSet<>();
    private boolean isClosed;
    private boolean isOver;
    private boolean isReleased;

    /**
     * No calls yet.
     *
     * @param deadlineOrNull of each call
     * @param wakeWaiting lets calls that wait for something other than the network look whether they were cancelled
     * @param release frees what calls use, once there are none and will be none
     */
    RunningCalls(Duration deadlineOrNull, Runnable wakeWaiting, Runnable release) {
        this.deadlineOrNull = deadlineOrNull;
        this.wakeWaiting = wakeWaiting;
        this.release = release;
    }

    /**
     * A call begins; {@link #end} follows in any case.
     *
     * @throws IllegalStateException the mailer is closed
     */
    Call begin() {
        Call call = Call.within(deadlineOrNull);
        boolean hasBegun = false;
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("the mailer is closed");
            }
            running.add(call);
            hasBegun = true;
            return call;
        } finally {
            if (!hasBegun) {
                // A set without memory to grow may hold what it could not add.
                running.remove(call);
            }
            lock.unlock();
        }
    }

    void end(Call call) {
        lock.lock();
        try {
            running.remove(call);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        releaseAfterTheLast();
    }

    /**
     * Takes no more calls and waits for the end of those that run. When the time is over, or the thread is interrupted, it ends them, and
     * does not wait for what holds them up even so. The interrupt flag stands.
     *
     * @throws IllegalStateException it would wait for itself
     */
    void close(Duration limit) {
        boolean wasInterrupted = false;
        lock.lock();
        try {
            if (running.stream().anyMatch(Call::isMine)) {
                throw new IllegalStateException("a call of the mailer cannot close it");
            }
            isClosed = true;
            try {
                awaitEnd(nanos(limit));
            } catch (InterruptedException interrupted) {
                wasInterrupted = true;
            }
            if (!running.isEmpty()) {
                running.forEach(Call::cancel);
                wakeWaiting.run();
                awaitEnd(PARTING);
            }
        } catch (InterruptedException again) {
            wasInterrupted = true;
        } finally {
            lock.unlock();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets go of what calls use: now, or after the last one. Another time changes nothing. */
    void release() {
        lock.lock();
        try {
            isOver = true;
        } finally {
            lock.unlock();
        }
        releaseAfterTheLast();
    }

    private void releaseAfterTheLast() {
        lock.lock();
        try {
            if (!isOver || isReleased || !running.isEmpty()) {
                return;
            }
            isReleased = true;
        } finally {
            lock.unlock();
        }
        release.run();
    }

    private void awaitEnd(long nanos) throws InterruptedException {
        long left = nanos;
        while (!running.isEmpty() && left > 0) {
            left = ended.awaitNanos(left);
        }
    }

    private static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
