package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;
import java.util.Optional;

/** The caller's own subject and text. */
public final class Words extends Content {
    private final String subject;
    private final String text;
    private final String html;
    private final Importance importance;

    private Words(Builder builder) {
        subject = builder.subject;
        text = builder.text;
        html = builder.html;
        importance = builder.importance;
    }

    /**
     * A subject and a plain text.
     *
     * @param subject one line
     * @param text the text; lines may end in LF or CRLF
     * @return the words
     */
    public static Words of(String subject, String text) {
        return builder(subject).text(text).build();
    }

    /**
     * A builder of words.
     *
     * @param subject the subject, one line
     * @return the builder
     */
    public static Builder builder(String subject) {
        return new Builder(subject);
    }

    /**
     * The subject.
     *
     * @return one line
     */
    public String subject() {
        return subject;
    }

    /**
     * The plain text.
     *
     * @return the text; lines may end in LF or CRLF
     */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /**
     * The HTML text, an alternative to the plain text.
     *
     * @return the HTML
     */
    public Optional<String> html() {
        return Optional.ofNullable(html);
    }

    /**
     * How mail clients mark it; absent is normal.
     *
     * @return the importance
     */
    public Optional<Importance> importance() {
        return Optional.ofNullable(importance);
    }

    @Override
    void write(JsonWriter json) {
        json.name("subject").text(subject);
        Json.writeMember(json, "text", text);
        Json.writeMember(json, "html", html);
        if (importance != null) {
            json.name("importance").text(importance.toString());
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Words)) {
            return false;
        }
        Words that = (Words) other;
        return subject.equals(that.subject)
                && Objects.equals(text, that.text)
                && Objects.equals(html, that.html)
                && Objects.equals(importance, that.importance);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, text, html, importance);
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "Words";
    }

    /** Makes words. */
    public static final class Builder {
        private final String subject;
        private String text;
        private String html;
        private Importance importance;

        private Builder(String subject) {
            this.subject = Objects.requireNonNull(subject, "subject");
        }

        /**
         * The plain text.
         *
         * @param text the text; lines may end in LF or CRLF
         * @return this
         */
        public Builder text(String text) {
            this.text = Objects.requireNonNull(text, "text");
            return this;
        }

        /**
         * The HTML text, an alternative to the plain text.
         *
         * @param html the HTML
         * @return this
         */
        public Builder html(String html) {
            this.html = Objects.requireNonNull(html, "html");
            return this;
        }

        /**
         * How mail clients mark it; absent is normal.
         *
         * @param importance the importance
         * @return this
         */
        public Builder importance(Importance importance) {
            this.importance = Objects.requireNonNull(importance, "importance");
            return this;
        }

        /**
         * The words.
         *
         * @return new words
         */
        public Words build() {
            return new Words(this);
        }
    }
}
