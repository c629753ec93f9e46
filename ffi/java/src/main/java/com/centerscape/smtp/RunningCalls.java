package com.centerscape.smtp;

import com.centerscape.smtp.internal.net.Call;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The calls that a mailer is in, so that its end can wait for theirs. */
final class RunningCalls {
    private final Duration deadlineOrNull;
    private final Runnable wakeWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Call> running = new HashSet<>();
    private boolean isClosed;
    private boolean isOver;

    /**
     * No calls yet.
     *
     * @param deadlineOrNull of each call
     * @param wakeWaiting lets calls that wait for something other than the network look whether they were cancelled
     */
    RunningCalls(Duration deadlineOrNull, Runnable wakeWaiting) {
        this.deadlineOrNull = deadlineOrNull;
        this.wakeWaiting = wakeWaiting;
    }

    /**
     * A call begins; {@link #end} follows in any case.
     *
     * @throws IllegalStateException the mailer is closed
     */
    Call begin() {
        Call call = Call.within(deadlineOrNull);
        lock.lock();
        try {
            if (isClosed) {
                throw new IllegalStateException("the mailer is closed");
            }
            running.add(call);
            return call;
        } finally {
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
    }

    /**
     * Takes no more calls and waits for the end of those that run; an interrupt cancels them. True for the first who gets there.
     *
     * @throws IllegalStateException it would wait for itself
     */
    boolean close() {
        boolean wasInterrupted = false;
        lock.lock();
        try {
            if (running.stream().anyMatch(Call::isMine)) {
                throw new IllegalStateException("a call of the mailer cannot close it");
            }
            isClosed = true;
            while (!running.isEmpty()) {
                try {
                    ended.await();
                } catch (InterruptedException interrupted) {
                    wasInterrupted = true;
                    running.forEach(Call::cancel);
                    wakeWaiting.run();
                }
            }
            boolean isFirst = !isOver;
            isOver = true;
            return isFirst;
        } finally {
            lock.unlock();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
