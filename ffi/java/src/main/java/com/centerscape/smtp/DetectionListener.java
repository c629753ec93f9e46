package com.centerscape.smtp;

/** Is told how far a {@link Detection} got, on the calling thread. */
public interface DetectionListener {
    /** The input is sound, and the search has begun: for an e-mail address, the name server is asked before the first probe. */
    default void begun() {}

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
