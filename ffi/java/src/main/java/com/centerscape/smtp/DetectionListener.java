package com.centerscape.smtp;

/** Is told how far a {@link Detection} got, on the calling thread. */
public interface DetectionListener {
    /**
     * A probe begins.
     *
     * @param settings what is probed, without a login
     */
    default void probing(SmtpSettings settings) {}

    /**
     * A probe is over.
     *
     * @param attempt what it found
     */
    default void probed(Attempt attempt) {}
}
