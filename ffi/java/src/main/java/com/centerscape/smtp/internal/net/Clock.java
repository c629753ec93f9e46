package com.centerscape.smtp.internal.net;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The monotonic clock, in nanoseconds since the class was loaded: instants compare as plain numbers. */
final class Clock {
    /** An instant that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long ORIGIN = System.nanoTime();

    private Clock() {}

    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    /** The clock of a session. */
    static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(now());
    }

    /** The instant {@code nanos} from now; {@link #NEVER} where that is beyond all counting. */
    static long in(long nanos) {
        long now = now();
        return nanos > NEVER - now ? NEVER : now + nanos;
    }

    static long in(Duration time) {
        try {
            return in(time.toNanos());
        } catch (ArithmeticException tooLong) {
            return NEVER;
        }
    }
}
