package com.centerscape.smtp.internal.net;

import java.time.Duration;

/** How much a pool takes from its server. */
public final class Limits {
    final int connections;
    final int messagesPerMinute;
    private final Duration idle;

    /**
     * Limits.
     *
     * @param connections the most at the same time, at least 1
     * @param messagesPerMinute the most messages in a minute; 0 where there is no limit
     * @param idle how long a connection is kept for the next message
     */
    public Limits(int connections, int messagesPerMinute, Duration idle) {
        this.connections = connections;
        this.messagesPerMinute = messagesPerMinute;
        this.idle = idle;
    }

    long idleNanos() {
        try {
            return idle.toNanos();
        } catch (ArithmeticException tooLong) {
            return Clock.NEVER;
        }
    }
}
