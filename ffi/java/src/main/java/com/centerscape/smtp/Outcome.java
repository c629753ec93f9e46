package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.EnumWords;

/** What came of a job, or of one recipient. */
public enum Outcome {
    /** A probe passed. */
    READY("ready"),

    /** The server took the message for every recipient: its 250 to the final dot. */
    ACCEPTED("accepted"),

    /** The server took the message, not for every recipient. */
    PARTLY_ACCEPTED("partly-accepted"),

    /** The server refused the sender, every recipient, DATA or the message. */
    REFUSED("refused"),

    /** It ended before the server could take or refuse the message. */
    NOT_SENT("not-sent"),

    /** The final dot was handed out and its reply is missing: the server may have taken the message. */
    UNCERTAIN("uncertain");

    private final String word;

    Outcome(String word) {
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
    public static Outcome of(String word) {
        return EnumWords.constant(values(), Outcome::word, word);
    }
}
