package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/** A measured value crossed a threshold, or came back. */
public final class Alert extends Content {
    private final IncidentSeverity severity;
    private final AlertState state;
    private final String title;
    private final String asset;
    private final String location;
    private final String metric;
    private final String value;
    private final String threshold;
    private final OffsetDateTime raisedAt;
    private final String link;

    private Alert(Builder builder) {
        severity = builder.severity;
        state = builder.state;
        title = builder.title;
        asset = builder.asset;
        location = builder.location;
        metric = builder.metric;
        value = builder.value;
        threshold = builder.threshold;
        raisedAt = builder.raisedAt;
        link = builder.link;
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
        return severity;
    }

    /**
     * Whether it was raised, worsened or cleared.
     *
     * @return the state
     */
    public AlertState state() {
        return state;
    }

    /**
     * What happened.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * The device or system concerned.
     *
     * @return its name
     */
    public Optional<String> asset() {
        return Optional.ofNullable(asset);
    }

    /**
     * Where it stands.
     *
     * @return the place
     */
    public Optional<String> location() {
        return Optional.ofNullable(location);
    }

    /**
     * What was measured.
     *
     * @return its name
     */
    public Optional<String> metric() {
        return Optional.ofNullable(metric);
    }

    /**
     * The measured value.
     *
     * @return with its unit
     */
    public Optional<String> value() {
        return Optional.ofNullable(value);
    }

    /**
     * The threshold.
     *
     * @return with its unit
     */
    public Optional<String> threshold() {
        return Optional.ofNullable(threshold);
    }

    /**
     * When it was raised.
     *
     * @return the moment, shown in its own offset
     */
    public Optional<OffsetDateTime> raisedAt() {
        return Optional.ofNullable(raisedAt);
    }

    /**
     * A page that shows more.
     *
     * @return {@code https://} or {@code http://}
     */
    public Optional<String> link() {
        return Optional.ofNullable(link);
    }

    @Override
    void write(JsonWriter json) {
        json.name("alert").beginObject();
        json.name("severity").text(severity.toString());
        json.name("state").text(state.toString());
        json.name("title").text(title);
        Json.writeMember(json, "asset", asset);
        Json.writeMember(json, "location", location);
        Json.writeMember(json, "metric", metric);
        Json.writeMember(json, "value", value);
        Json.writeMember(json, "threshold", threshold);
        if (raisedAt != null) {
            json.name("raised_at").text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(raisedAt));
        }
        Json.writeMember(json, "link", link);
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Alert)) {
            return false;
        }
        Alert that = (Alert) other;
        return severity == that.severity
                && state == that.state
                && title.equals(that.title)
                && Objects.equals(asset, that.asset)
                && Objects.equals(location, that.location)
                && Objects.equals(metric, that.metric)
                && Objects.equals(value, that.value)
                && Objects.equals(threshold, that.threshold)
                && Objects.equals(raisedAt, that.raisedAt)
                && Objects.equals(link, that.link);
    }

    @Override
    public int hashCode() {
        return Objects.hash(severity, state, title, asset, location, metric, value, threshold, raisedAt, link);
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "Alert(" + severity + ", " + state + ")";
    }

    /** Makes an alert. */
    public static final class Builder {
        private final IncidentSeverity severity;
        private final AlertState state;
        private final String title;
        private String asset;
        private String location;
        private String metric;
        private String value;
        private String threshold;
        private OffsetDateTime raisedAt;
        private String link;

        private Builder(IncidentSeverity severity, AlertState state, String title) {
            this.severity = Objects.requireNonNull(severity, "severity");
            this.state = Objects.requireNonNull(state, "state");
            this.title = Objects.requireNonNull(title, "title");
        }

        /**
         * The device or system concerned.
         *
         * @param asset its name
         * @return this
         */
        public Builder asset(String asset) {
            this.asset = Objects.requireNonNull(asset, "asset");
            return this;
        }

        /**
         * Where it stands.
         *
         * @param location the place
         * @return this
         */
        public Builder location(String location) {
            this.location = Objects.requireNonNull(location, "location");
            return this;
        }

        /**
         * What was measured.
         *
         * @param metric its name
         * @return this
         */
        public Builder metric(String metric) {
            this.metric = Objects.requireNonNull(metric, "metric");
            return this;
        }

        /**
         * The measured value.
         *
         * @param value with its unit
         * @return this
         */
        public Builder value(String value) {
            this.value = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * The threshold.
         *
         * @param threshold with its unit
         * @return this
         */
        public Builder threshold(String threshold) {
            this.threshold = Objects.requireNonNull(threshold, "threshold");
            return this;
        }

        /**
         * When it was raised.
         *
         * @param raisedAt the moment, shown in its own offset
         * @return this
         */
        public Builder raisedAt(OffsetDateTime raisedAt) {
            this.raisedAt = Objects.requireNonNull(raisedAt, "raisedAt");
            return this;
        }

        /**
         * A page that shows more.
         *
         * @param link {@code https://} or {@code http://}
         * @return this
         */
        public Builder link(String link) {
            this.link = Objects.requireNonNull(link, "link");
            return this;
        }

        /**
         * The alert.
         *
         * @return a new alert
         */
        public Alert build() {
            return new Alert(this);
        }
    }
}
