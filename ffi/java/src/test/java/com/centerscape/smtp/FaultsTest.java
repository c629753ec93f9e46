package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeNumbers;
import org.junit.jupiter.api.Test;

/** What is said of a job in whose middle the library failed. */
class FaultsTest {
    private static final RuntimeException FAULT = new RuntimeException("a fault at session.rs:1");

    @Test
    void beforeTheFinalDotNothingWasSent() {
        DeliveryReport report = Faults.report(NativeNumbers.Outcome.NOT_SENT, "mail.example.com:25", FAULT);
        assertEquals(Outcome.NOT_SENT, report.outcome());
        Diagnosis diagnosis = report.diagnosis().orElseThrow();
        assertEquals("client-fault", diagnosis.cause());
        assertEquals(Retry.LATER, diagnosis.retry());
        assertTrue(diagnosis.meaning().contains("a fault at session.rs:1"));
    }

    @Test
    void afterItTheServerMayHaveTakenTheMessage() {
        DeliveryReport report = Faults.report(NativeNumbers.Outcome.UNCERTAIN, "mail.example.com:25", FAULT);
        assertEquals(Outcome.UNCERTAIN, report.outcome());
        Diagnosis diagnosis = report.diagnosis().orElseThrow();
        assertEquals(Retry.MAY_DUPLICATE, diagnosis.retry());
        assertTrue(diagnosis.steps().get(0).startsWith("Look whether the message arrived"));
    }
}
