package com.centerscape.smtp;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A measured value crossed a threshold, or came back. */
public final class AlertMail extends Content {
    private AlertMail(Builder builder) {
        super("alert", builder.members);
    }

    /**
     * A builder of an alert.
     *
     * @param severity how bad it is
     * @param state whether it was raised, worsened or cleared
     * @param title what happened, a few words
     * @return the builder
     */
    public static Builder builder(IncidentSeverity severity, AlertState state, String title) {
        return new Builder(severity, state, title);
    }

    /**
     * How bad it is.
     *
     * @return the severity
     */
    public IncidentSeverity severity() {
        return text("severity").map(IncidentSeverity::of).orElseThrow();
    }

    /**
     * Whether it was raised, worsened or cleared.
     *
     * @return the state
     */
    public AlertState state() {
        return text("state").map(AlertState::of).orElseThrow();
    }

    /**
     * What happened.
     *
     * @return a few words
     */
    public String title() {
        return text("title").orElseThrow();
    }

    /**
     * The device or system concerned.
     *
     * @return its name
     */
    public Optional<String> asset() {
        return text("asset");
    }

    /**
     * Where it stands.
     *
     * @return the place
     */
    public Optional<String> location() {
        return text("location");
    }

    /**
     * What was measured.
     *
     * @return its name
     */
    public Optional<String> metric() {
        return text("metric");
    }

    /**
     * The measured value.
     *
     * @return with its unit
     */
    public Optional<String> value() {
        return text("value");
    }

    /**
     * The threshold.
     *
     * @return with its unit
     */
    public Optional<String> threshold() {
        return text("threshold");
    }

    /**
     * When it was raised.
     *
     * @return the moment, shown in its own offset
     */
    public Optional<OffsetDateTime> raisedAt() {
        return text("raised_at").map(OffsetDateTime::parse);
    }

    /**
     * A page that shows more.
     *
     * @return {@code https://} or {@code http://}
     */
    public Optional<String> link() {
        return text("link");
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "AlertMail(" + severity().word() + ", " + state().word() + ")";
    }

    /** Makes an alert. */
    public static final class Builder {
        private final Map<String, String> members = new LinkedHashMap<>();

        private Builder(IncidentSeverity severity, AlertState state, String title) {
            members.put("severity", Objects.requireNonNull(severity, "severity").word());
            members.put("state", Objects.requireNonNull(state, "state").word());
            members.put("title", Objects.requireNonNull(title, "title"));
        }

        /**
         * The device or system concerned.
         *
         * @param asset its name
         * @return this
         */
        public Builder asset(String asset) {
            members.put("asset", Objects.requireNonNull(asset, "asset"));
            return this;
        }

        /**
         * Where it stands.
         *
         * @param location the place
         * @return this
         */
        public Builder location(String location) {
            members.put("location", Objects.requireNonNull(location, "location"));
            return this;
        }

        /**
         * What was measured.
         *
         * @param metric its name
         * @return this
         */
        public Builder metric(String metric) {
            members.put("metric", Objects.requireNonNull(metric, "metric"));
            return this;
        }

        /**
         * The measured value.
         *
         * @param value with its unit
         * @return this
         */
        public Builder value(String value) {
            members.put("value", Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * The threshold.
         *
         * @param threshold with its unit
         * @return this
         */
        public Builder threshold(String threshold) {
            members.put("threshold", Objects.requireNonNull(threshold, "threshold"));
            return this;
        }

        /**
         * When it was raised.
         *
         * @param raisedAt the moment, shown in its own offset
         * @return this
         */
        public Builder raisedAt(OffsetDateTime raisedAt) {
            Objects.requireNonNull(raisedAt, "raisedAt");
            members.put("raised_at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(raisedAt));
            return this;
        }

        /**
         * A page that shows more.
         *
         * @param link {@code https://} or {@code http://}
         * @return this
         */
        public Builder link(String link) {
            members.put("link", Objects.requireNonNull(link, "link"));
            return this;
        }

        /**
         * The alert.
         *
         * @return a new alert
         */
        public AlertMail build() {
            return new AlertMail(this);
        }
    }
}
