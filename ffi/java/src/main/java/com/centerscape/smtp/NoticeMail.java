package com.centerscape.smtp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An infrastructure problem. */
public final class NoticeMail extends Content {
    private NoticeMail(Builder builder) {
        super("notice", builder.members);
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
        return text("severity").map(IncidentSeverity::of).orElseThrow();
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
     * The explanation.
     *
     * @return the text
     */
    public String text() {
        return text("text").orElseThrow();
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
        return "NoticeMail(" + severity().word() + ")";
    }

    /** Makes a notice. */
    public static final class Builder {
        private final Map<String, String> members = new LinkedHashMap<>();

        private Builder(IncidentSeverity severity, String title, String text) {
            members.put("severity", Objects.requireNonNull(severity, "severity").word());
            members.put("title", Objects.requireNonNull(title, "title"));
            members.put("text", Objects.requireNonNull(text, "text"));
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
         * The notice.
         *
         * @return a new notice
         */
        public NoticeMail build() {
            return new NoticeMail(this);
        }
    }
}
