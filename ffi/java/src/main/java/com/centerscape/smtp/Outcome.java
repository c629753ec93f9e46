package com.centerscape.smtp;

/**
 * What came of a job, or of one recipient.
 *
 * <p>{@link #toString()} is the word for it in JSON.
 */
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

    @Override
    public String toString() {
        return word;
    }
}
