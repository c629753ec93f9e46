package com.centerscape.smtp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets each caller do something so often in a while, and no more: for whoever offers a <i>Test</i> button, which connects to where
 * the caller says. Thread-safe.
 *
 * <pre>{@code
 * private final RateLimit tests = new RateLimit(10, Duration.ofMinutes(1));
 *
 * Optional<Duration> pause = tests.take(userName);
 * if (pause.isPresent()) {
 *     return "Try again in " + pause.get().toSeconds() + " seconds.";
 * }
 * }</pre>
 */
public final class RateLimit {
    /** How many callers are remembered: beyond that, who came first is forgotten first. */
    private static final int MOST_CALLERS = 10_000;

    private final int most;
    private final long within;
    private final LongSupplier clock;
    /** When each caller's last turns were, the oldest first; the callers in the order in which they last asked. */
    private final Map<String, ArrayDeque<Long>> turns = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A limit; nobody had a turn yet.
     *
     * @param most turns for each caller, at least 1
     * @param within in any span of this length, more than zero
     * @throws IllegalArgumentException a number is less
     */
    public RateLimit(int most, Duration within) {
        this(most, within, System::nanoTime);
    }

    RateLimit(int most, Duration within, LongSupplier nanoClock) {
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " is less than 1");
        }
        if (Objects.requireNonNull(within, "within").isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within: " + within + " is not more than zero");
        }
        this.most = most;
        this.within = within.toNanos();
        this.clock = nanoClock;
    }

    /**
     * Takes a turn.
     *
     * @param caller who asks: a user's name, a session, an address
     * @return empty where the turn was taken; else how long to wait for one
     */
    public synchronized Optional<Duration> take(String caller) {
        long now = clock.getAsLong();
        // It stays where it is: whoever fails below has had the turns that were counted.
        ArrayDeque<Long> own =
                turns.computeIfAbsent(Objects.requireNonNull(caller, "caller"), unknown -> new ArrayDeque<>(1));
        while (!own.isEmpty() && now - own.peekFirst() >= within) {
            own.removeFirst();
        }
        Optional<Duration> pause = Optional.empty();
        if (own.size() < most) {
            own.addLast(now);
        } else {
            pause = Optional.of(Duration.ofNanos(within - (now - own.peekFirst())));
        }
        forget(now);
        return pause;
    }

    /** Forgets callers whose turns are over, and the first ones where there are too many. */
    private void forget(long now) {
        Iterator<ArrayDeque<Long>> eldest = turns.values().iterator();
        while (eldest.hasNext()) {
            Long last = eldest.next().peekLast();
            boolean isOver = last == null || now - last >= within;
            if (!isOver && turns.size() <= MOST_CALLERS) {
                return;
            }
            eldest.remove();
        }
    }
}
