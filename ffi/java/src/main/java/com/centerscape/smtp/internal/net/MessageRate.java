package com.centerscape.smtp.internal.net;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** At most so many messages in any minute, as a provider publishes. Guarded by its owner's lock. */
final class MessageRate {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** When the last messages went, the oldest at {@link #next}; empty for no limit. */
    private final long[] sent;

    private int next;

    /** @param perMinute 0 for no limit */
    MessageRate(int perMinute) {
        sent = new long[perMinute];
        Arrays.fill(sent, -MINUTE);
    }

    /** How long the next message has to wait; 0 where it may go. */
    long pause(long now) {
        return sent.length == 0 ? 0 : Math.max(0, sent[next] + MINUTE - now);
    }

    /** A message goes now. */
    void take(long now) {
        if (sent.length > 0) {
            sent[next] = now;
            next = (next + 1) % sent.length;
        }
    }
}
