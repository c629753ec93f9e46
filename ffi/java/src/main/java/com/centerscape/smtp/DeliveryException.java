package com.centerscape.smtp;

import java.util.Optional;

/** The message was refused, not sent, or it is uncertain whether the server took it. */
public final class DeliveryException extends SmtpException {
    private static final long serialVersionUID = 1L;

    /** What came of it; it travels where the report does not. */
    private final Outcome outcome;

    /** Values are not serializable. */
    private final transient DeliveryReport report;

    DeliveryException(DeliveryReport report) {
        super(report.toString(), null);
        this.outcome = report.outcome();
        this.report = report;
    }

    /**
     * What came of it.
     *
     * @return {@link Outcome#REFUSED}, {@link Outcome#NOT_SENT} or {@link Outcome#UNCERTAIN}
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * What came of it, with its evidence.
     *
     * @return the report
     * @throws IllegalStateException the exception was deserialized: the report does not travel
     */
    public DeliveryReport report() {
        if (report == null) {
            throw new IllegalStateException("the report does not travel with a serialized exception");
        }
        return report;
    }

    /**
     * Why it failed.
     *
     * @return the report's diagnosis
     * @throws IllegalStateException the exception was deserialized: the report does not travel
     */
    public Optional<Diagnosis> diagnosis() {
        return report().diagnosis();
    }
}
