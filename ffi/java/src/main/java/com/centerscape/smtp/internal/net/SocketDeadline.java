package com.centerscape.smtp.internal.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * What ends a socket's action in time. It closes the raw channel, which takes no time and wakes every call on it:
 * {@code SSLSocket.close()} waits behind a write that does not get through.
 */
final class SocketDeadline implements Watchdog.Watched {
    private final SocketChannel channel;
    private volatile long due = Clock.NEVER;
    private volatile boolean hasExpired;

    /** Watched from {@link #watch} on. */
    SocketDeadline(SocketChannel channel) {
        this.channel = channel;
    }

    /** Lets the watchdog end what lasts too long, until the channel is {@linkplain #cut cut}. */
    void watch() {
        Watchdog.watch(this);
    }

    /** An action begins that is over at this instant. */
    void allow(long until) {
        due = until;
    }

    /** The action ended. */
    void rest() {
        due = Clock.NEVER;
    }

    /** Whether it closed the channel because an action lasted too long. */
    boolean hasExpired() {
        return hasExpired;
    }

    /** Closes the channel. */
    void cut() {
        Watchdog.forget(this);
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // Closed is closed.
        }
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void expire() {
        hasExpired = true;
        cut();
    }
}
