package com.centerscape.smtp.internal.net;

import java.util.Optional;

/** What came of a job. */
public final class Result {
    private final byte[] report;
    private final Optional<String> trustCommand;
    private final Throwable thrown;

    private final Optional<String> note;

    Result(byte[] report, Optional<String> trustCommand, Throwable thrownOrNull, Optional<String> note) {
        this.report = report;
        this.trustCommand = trustCommand;
        this.thrown = thrownOrNull;
        this.note = note;
    }

    /**
     * What Java threw where that ended the job.
     *
     * @return what was thrown, or null
     */
    public Throwable thrownOrNull() {
        return thrown;
    }

    /**
     * The report.
     *
     * @return JSON, UTF-8
     */
    public byte[] report() {
        return report;
    }

    /**
     * The command that would trust the server's certificate, where that is what is missing.
     *
     * @return the command for a shell
     */
    public Optional<String> trustCommand() {
        return trustCommand;
    }

    /**
     * What more there is to know of how it ended, such as the thread that still runs code of the application.
     *
     * @return a sentence's part, as evidence is written
     */
    public Optional<String> note() {
        return note;
    }
}
