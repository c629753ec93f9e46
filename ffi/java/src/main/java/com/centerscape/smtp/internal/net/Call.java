package com.centerscape.smtp.internal.net;

import java.time.Duration;

/**
 * One call of the application: when it is over whatever its actions may still take, and how to end it from another thread.
 */
public final class Call {
    private final Thread thread = Thread.currentThread();
    private final long end;
    private volatile boolean isCancelled;
    private volatile Lifeline line;

    private Call(long end) {
        this.end = end;
    }

    /**
     * A call that begins now.
     *
     * @param deadline how long it may take in all; null where only its actions are bounded
     * @return the call
     */
    public static Call within(Duration deadline) {
        return new Call(deadline == null ? Clock.NEVER : Clock.in(deadline));
    }

    /** Ends it, from any thread: whatever waits on the network returns at once. */
    public void cancel() {
        isCancelled = true;
        Lifeline current = line;
        if (current != null) {
            current.cut();
        }
    }

    /**
     * Whether this thread made it.
     *
     * @return whether it did
     */
    public boolean isMine() {
        return thread == Thread.currentThread();
    }

    /** When it is over by itself. */
    long end() {
        return end;
    }

    /**
     * Whether the caller or the clock ended it. Asked on the calling thread alone, whose interrupt counts.
     *
     * @return whether it is over
     */
    public boolean isOver() {
        return isCancelled || Thread.currentThread().isInterrupted() || Clock.now() >= end;
    }

    /** What {@link #cancel} cuts from now on; null for nothing. */
    void attach(Lifeline current) {
        line = current;
        if (isCancelled && current != null) {
            current.cut();
        }
    }
}
