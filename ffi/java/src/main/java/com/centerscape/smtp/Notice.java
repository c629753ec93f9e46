package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** An infrastructure problem. */
public final class Notice extends Content {
    private final IncidentSeverity severity;
    private final String title;
    private final String text;
    private final String asset;
    private final String location;
    private final String link;

    private Notice(Builder builder) {
        severity = builder.severity;
        title = builder.title;
        text = builder.text;
        asset = builder.asset;
        location = builder.location;
        link = builder.link;
    }

    /**
     * A builder of a notice.
     *
     * @param severity how bad it is
     * @param title what happened, a few words
     * @param text the explanation
     * @return the builder
     */
    public static Builder builder(IncidentSeverity severity, String title, String text) {
        return new Builder(severity, title, text);
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
     * What happened.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * The explanation.
     *
     * @return the text
     */
    public String text() {
        return text;
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
     * A page that shows more.
     *
     * @return {@code https://} or {@code http://}
     */
    public Optional<String> link() {
        return Optional.ofNullable(link);
    }

    @Override
    void write(JsonWriter json) {
        json.name("notice").beginObject();
        json.name("severity").text(severity.toString());
        json.name("title").text(title);
        json.name("text").text(text);
        Json.writeMember(json, "asset", asset);
        Json.writeMember(json, "location", location);
        Json.writeMember(json, "link", link);
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Notice)) {
            return false;
        }
        Notice that = (Notice) other;
        return severity == that.severity
                && title.equals(that.title)
                && text.equals(that.text)
                && Objects.equals(asset, that.asset)
                && Objects.equals(location, that.location)
                && Objects.equals(link, that.link);
    }

    @Override
    public int hashCode() {
        return Objects.hash(severity, title, text, asset, location, link);
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "Notice(" + severity + ")";
    }

    /** Makes a notice. */
    public static final class Builder {
        private final IncidentSeverity severity;
        private final String title;
        private final String text;
        private String asset;
        private String location;
        private String link;

        private Builder(IncidentSeverity severity, String title, String text) {
            this.severity = Objects.requireNonNull(severity, "severity");
            this.title = Objects.requireNonNull(title, "title");
            this.text = Objects.requireNonNull(text, "text");
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
         * The notice.
         *
         * @return a new notice
         */
        public Notice build() {
            return new Notice(this);
        }
    }
}
