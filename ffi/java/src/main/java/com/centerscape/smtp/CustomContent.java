package com.centerscape.smtp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The caller's own subject and text. */
public final class CustomContent extends Content {
    private CustomContent(Builder builder) {
        super(null, builder.members);
    }

    /**
     * A subject and a plain text.
     *
     * @param subject one line
     * @param text the text; lines may end in LF or CRLF
     * @return the words
     */
    public static CustomContent of(String subject, String text) {
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
        return text("subject").orElseThrow();
    }

    /**
     * The plain text.
     *
     * @return the text; lines may end in LF or CRLF
     */
    public Optional<String> text() {
        return text("text");
    }

    /**
     * The HTML text, an alternative to the plain text.
     *
     * @return the HTML
     */
    public Optional<String> html() {
        return text("html");
    }

    /**
     * How mail clients mark it; absent is normal.
     *
     * @return the importance
     */
    public Optional<Importance> importance() {
        return text("importance").map(Importance::of);
    }

    /** Without its texts. */
    @Override
    public String toString() {
        return "CustomContent";
    }

    /** Makes words. */
    public static final class Builder {
        private final Map<String, String> members = new LinkedHashMap<>();

        private Builder(String subject) {
            members.put("subject", Objects.requireNonNull(subject, "subject"));
        }

        /**
         * The plain text.
         *
         * @param text the text; lines may end in LF or CRLF
         * @return this
         */
        public Builder text(String text) {
            members.put("text", Objects.requireNonNull(text, "text"));
            return this;
        }

        /**
         * The HTML text, an alternative to the plain text.
         *
         * @param html the HTML
         * @return this
         */
        public Builder html(String html) {
            members.put("html", Objects.requireNonNull(html, "html"));
            return this;
        }

        /**
         * How mail clients mark it; absent is normal.
         *
         * @param importance the importance
         * @return this
         */
        public Builder importance(Importance importance) {
            members.put("importance", Objects.requireNonNull(importance, "importance").word());
            return this;
        }

        /**
         * The words.
         *
         * @return new words
         */
        public CustomContent build() {
            return new CustomContent(this);
        }
    }
}
