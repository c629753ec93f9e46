package com.centerscape.smtp.host;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** How many tests and sends run at a time, and how long one may take. */
final class Jobs {
    /** How many run at a time. */
    static final int MOST = 8;

    /** How long one may take in all. */
    static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Semaphore free = new Semaphore(MOST);

    /** Takes a place; who takes it closes it. */
    Place take() throws Refusal {
        if (!free.tryAcquire()) {
            throw new Refusal(503, "server.busy", "Too many tests and mails are under way. Try again in a few seconds.")
                .with("Retry-After", "5");
        }
        return free::release;
    }

    /** A place among the jobs that run. */
    @FunctionalInterface
    interface Place {
        /** Gives it back. */
        void close();
    }
}
