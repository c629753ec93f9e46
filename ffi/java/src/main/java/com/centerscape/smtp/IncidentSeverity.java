package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** How bad it is what an {@link AlertMail} or a {@link NoticeMail} tells. */
public enum IncidentSeverity {
    /** Somebody must act now. */
    CRITICAL("critical"),

    /** Somebody should look at it. */
    WARNING("warning"),

    /** Good to know. */
    INFO("info");

    private final String word;

    IncidentSeverity(String word) {
        this.word = word;
    }

    /**
     * The word for it in JSON.
     *
     * @return lower case, with hyphens
     */
    public String word() {
        return word;
    }

    /**
     * The constant of a word.
     *
     * @param word as {@link #word()} has it
     * @return the constant
     * @throws IllegalArgumentException there is none of this word
     */
    public static IncidentSeverity of(String word) {
        return EnumWords.constant(values(), IncidentSeverity::word, word);
    }
}
