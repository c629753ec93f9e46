package com.centerscape.smtp.internal.net;

import java.util.Optional;

/** What came of a job. */
public final class Result {
    private final byte[] report;
    private final byte[] coarse;
    private final Optional<String> trustCommand;
    private final Throwable thrown;

    Result(byte[] report, byte[] coarse, Optional<String> trustCommand, Throwable thrownOrNull) {
        this.report = report;
        this.coarse = coarse;
        this.trustCommand = trustCommand;
        this.thrown = thrownOrNull;
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
     * The report without what tells of the network.
     *
     * @return JSON, UTF-8
     */
    public byte[] coarse() {
        return coarse;
    }

    /**
     * The command that would trust the server's certificate, where that is what is missing.
     *
     * @return the command for a shell
     */
    public Optional<String> trustCommand() {
        return trustCommand;
    }
}
