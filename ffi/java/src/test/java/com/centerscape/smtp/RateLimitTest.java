package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A clock that begins just before its numbers turn over, as {@link System#nanoTime} may. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());

    private final RateLimit limit = new RateLimit(2, MINUTE, now::get);

    @Test
    void eachCallerHasSoManyTurnsInAnySpan() {
        assertEquals(Optional.empty(), limit.take("a"));
        pass(Duration.ofSeconds(20));
        assertEquals(Optional.empty(), limit.take("a"));
        assertEquals(Optional.of(Duration.ofSeconds(40)), limit.take("a"));
        assertEquals(Optional.empty(), limit.take("b"));
        pass(Duration.ofSeconds(40));
        assertEquals(Optional.empty(), limit.take("a"));
        assertEquals(Optional.of(Duration.ofSeconds(20)), limit.take("a"));
    }

    @Test
    void aRefusedCallTakesNoTurn() {
        limit.take("a");
        limit.take("a");
        for (int i = 0; i < 59; i++) {
            pass(Duration.ofSeconds(1));
            assertEquals(Optional.of(Duration.ofSeconds(59 - i)), limit.take("a"));
        }
        pass(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), limit.take("a"));
    }

    @Test
    void whoCameFirstIsForgottenFirstWhereThereAreTooMany() {
        limit.take("a");
        limit.take("a");
        for (int i = 0; i < 9_999; i++) {
            limit.take("other" + i);
        }
        assertEquals(Optional.of(MINUTE), limit.take("a"));
        for (int i = 0; i < 10_000; i++) {
            limit.take("more" + i);
        }
        assertEquals(Optional.empty(), limit.take("a"));
    }

    @Test
    void aLimitThatLetsNobodyThroughIsNone() {
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, MINUTE));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, Duration.ZERO));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
