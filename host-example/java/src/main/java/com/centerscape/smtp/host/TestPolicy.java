package com.centerscape.smtp.host;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.RateLimit;
import java.time.Duration;
import java.util.Optional;

/** What keeps tests and searches from being a look into this machine's network. */
final class TestPolicy {
    /** How many tests and searches one client may begin in a minute. */
    static final int MOST_A_MINUTE = 60;

    private final Destinations destinations;
    private final boolean isRedacted;
    private final RateLimit turns = new RateLimit(MOST_A_MINUTE, Duration.ofMinutes(1));

    /**
     * @param destinations where may be connected to
     * @param isRedacted whether those who test may not look into the network
     */
    TestPolicy(Destinations destinations, boolean isRedacted) {
        this.destinations = destinations;
        this.isRedacted = isRedacted;
    }

    Destinations destinations() {
        return destinations;
    }

    boolean isRedacted() {
        return isRedacted;
    }

    /** A report as it may be shown. */
    DeliveryReport shown(DeliveryReport report) {
        return isRedacted ? report.redacted() : report;
    }

    /** Takes a place among the jobs, and one of the client's turns: a server that is busy costs none. */
    Jobs.Place takeTurn(Request request, Jobs jobs) throws Refusal {
        Jobs.Place place = jobs.take();
        boolean hasTurn = false;
        try {
            takeTurn(request);
            hasTurn = true;
            return place;
        } finally {
            if (!hasTurn) {
                place.close();
            }
        }
    }

    private void takeTurn(Request request) throws Refusal {
        Optional<Duration> pause = turns.take(request.client());
        if (pause.isPresent()) {
            throw new Refusal(429, "test.too-often", "There were too many tests from here in the last minute. Try again later.")
                .with("Retry-After", String.valueOf(pause.get().toSeconds() + 1));
        }
    }
}
