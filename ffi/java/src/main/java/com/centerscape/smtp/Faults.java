package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeSession;

/** The report of a job in whose middle the library failed: all that is left to say. */
final class Faults {
    private Faults() {}

    /**
     * The report.
     *
     * @param last the {@link com.centerscape.smtp.internal.jni.NativeNumbers.Outcome} that the library told last
     * @param server where it was to go
     * @param fault what the library says of it, without secrets
     */
    static DeliveryReport report(int last, String server, Throwable fault) {
        byte[] report = NativeSession.clientFault(last, String.valueOf(fault.getMessage()));
        return DeliveryReport.read(report, server, fault);
    }
}
