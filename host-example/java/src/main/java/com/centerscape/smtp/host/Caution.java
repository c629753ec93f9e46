package com.centerscape.smtp.host;

import com.centerscape.smtp.DeliveryReport;
import com.centerscape.smtp.Destinations;
import com.centerscape.smtp.RateLimit;
import java.time.Duration;
import java.util.Optional;

/** What keeps tests and searches from being a look into this machine's network. */
final class Caution {
    /** How many tests and searches one client may begin in a minute. */
    static final int MOST_A_MINUTE = 60;

    private final Destinations destinations;
    private final boolean isCoarse;
    private final RateLimit turns = new RateLimit(MOST_A_MINUTE, Duration.ofMinutes(1));

    /**
     * @param destinations where may be connected to
     * @param isCoarse whether those who test may not look into the network
     */
    Caution(Destinations destinations, boolean isCoarse) {
        this.destinations = destinations;
        this.isCoarse = isCoarse;
    }

    Destinations destinations() {
        return destinations;
    }

    boolean isCoarse() {
        return isCoarse;
    }

    /** A report as it may be shown. */
    DeliveryReport shown(DeliveryReport report) {
        return isCoarse ? report.coarse() : report;
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
