package com.centerscape.smtp.host;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** One line for each request: time, method, endpoint, status, duration. No addresses, no bodies, no queries. */
final class Log {
    private final Consumer<String> lines;

    Log(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * Tells of an answered request.
     *
     * @param request method and path of an endpoint, as they are named here and not by the client
     * @param status the HTTP status; 0 where the client went away first
     */
    void answered(String request, int status, long milliseconds) {
        line(request + " " + (status == 0 ? "gone" : status) + " " + milliseconds + " ms");
    }

    /** Tells of a fault of this program by its kind and place: a message may hold what was typed. */
    void fault(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        line("fault " + fault.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    private void line(String text) {
        lines.accept(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
