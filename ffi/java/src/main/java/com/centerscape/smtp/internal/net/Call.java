package com.centerscape.smtp.internal.net;

import java.time.Duration;

/**
 * One call of the application: when it is over whatever its actions may still take, and how to end it from another thread.
 */
public final class Call {
    private final Thread thread = Thread.currentThread();
    private final long end;
    private volatile boolean isCancelled;
    private volatile SocketDeadline line;
    /** Runs code of the application for it; null while nobody does. */
    private volatile Thread helper;

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
        SocketDeadline current = line;
        if (current != null) {
            current.cut();
        }
    }

    /**
     * Whether this thread made it, or runs code of the application for it.
     *
     * @return whether it would wait for itself
     */
    public boolean isMine() {
        return thread == Thread.currentThread() || helper == Thread.currentThread();
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
        return isCancelled() || Clock.now() >= end;
    }

    /**
     * Whether the caller ended it, and not the clock. Asked on the calling thread alone.
     *
     * @return whether somebody wanted it to end
     */
    public boolean isCancelled() {
        return isCancelled || Thread.currentThread().isInterrupted();
    }

    /** What {@link #cancel} cuts from now on; null for nothing. */
    void attach(SocketDeadline current) {
        line = current;
        if (isCancelled && current != null) {
            current.cut();
        }
    }

    /** Who runs code of the application for it; null for nobody. */
    void helpedBy(Thread helperOrNull) {
        helper = helperOrNull;
    }
}
