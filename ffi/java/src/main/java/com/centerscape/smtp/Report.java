package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** A report, usually with attachments. */
public final class Report extends Content {
    private final String title;
    private final String text;
    private final String period;
    private final String link;

    private Report(Builder builder) {
        title = builder.title;
        text = builder.text;
        period = builder.period;
        link = builder.link;
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
        return title;
    }

    /**
     * The summary.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * The time it covers.
     *
     * @return in words
     */
    public Optional<String> period() {
        return Optional.ofNullable(period);
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
        json.name("report").beginObject();
        json.name("title").text(title);
        json.name("text").text(text);
        Json.writeMember(json, "period", period);
        Json.writeMember(json, "link", link);
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Report)) {
            return false;
        }
        Report that = (Report) other;
        return title.equals(that.title)
                && text.equals(that.text)
                && Objects.equals(period, that.period)
                && Objects.equals(link, that.link);
    }

    @Override
    public int hashCode() {
        return Objects.hash(title, text, period, link);
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "Report";
    }

    /** Makes a report. */
    public static final class Builder {
        private final String title;
        private final String text;
        private String period;
        private String link;

        private Builder(String title, String text) {
            this.title = Objects.requireNonNull(title, "title");
            this.text = Objects.requireNonNull(text, "text");
        }

        /**
         * The time it covers.
         *
         * @param period in words
         * @return this
         */
        public Builder period(String period) {
            this.period = Objects.requireNonNull(period, "period");
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
         * The report.
         *
         * @return a new report
         */
        public Report build() {
            return new Report(this);
        }
    }
}
