package com.centerscape.smtp.internal.net;

/** Is told how far a job got, on the thread that does it. */
@FunctionalInterface
public interface Progress {
    /** Nobody wants to know. */
    Progress UNTOLD = report -> {};

    /**
     * Another action begins.
     *
     * @param report what is known of the job so far: a report as JSON, UTF-8
     */
    void advanced(byte[] report);
}
