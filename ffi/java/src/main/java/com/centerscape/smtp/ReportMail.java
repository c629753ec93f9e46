package com.centerscape.smtp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A report, usually with attachments. */
public final class ReportMail extends Content {
    private ReportMail(Builder builder) {
        super("report", builder.members);
    }

    /**
     * A builder of a report.
     *
     * @param title what it reports on, a few words
     * @param text the summary
     * @return the builder
     */
    public static Builder builder(String title, String text) {
        return new Builder(title, text);
    }

    /**
     * What it reports on.
     *
     * @return a few words
     */
    public String title() {
        return text("title").orElseThrow();
    }

    /**
     * The summary.
     *
     * @return the text
     */
    public String text() {
        return text("text").orElseThrow();
    }

    /**
     * The time it covers.
     *
     * @return in words
     */
    public Optional<String> period() {
        return text("period");
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
        return "ReportMail";
    }

    /** Makes a report. */
    public static final class Builder {
        private final Map<String, String> members = new LinkedHashMap<>();

        private Builder(String title, String text) {
            members.put("title", Objects.requireNonNull(title, "title"));
            members.put("text", Objects.requireNonNull(text, "text"));
        }

        /**
         * The time it covers.
         *
         * @param period in words
         * @return this
         */
        public Builder period(String period) {
            members.put("period", Objects.requireNonNull(period, "period"));
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
         * The report.
         *
         * @return a new report
         */
        public ReportMail build() {
            return new ReportMail(this);
        }
    }
}
