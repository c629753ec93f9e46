package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeNumbers.Outcome;
import com.centerscape.smtp.internal.jni.NativeNumbers.SecretKind;
import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativeSessionTest {
    private static final byte[] ENTROPY = new byte[32];

    @Test
    void aMessageGoesOverASession() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            NativeMessage message = Dialogue.message(settings);
            assertEquals(Outcome.ACCEPTED, Dialogue.send(session, message));
            assertThrows(IllegalStateException.class, message::size, "the session has it");
            assertTrue(Utf8.text(session.report()).contains("\"accepted\""));
            session.beginQuit();
            int action = session.start(5);
            while (action != Action.DONE) {
                action = Dialogue.answer(session, action);
            }
        }
    }

    @Test
    void aMessageThatDidNotGoOutComesBack() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            NativeMessage message = Dialogue.message(settings);
            long size = message.size();
            session.beginSend(message);
            assertEquals(Action.CONNECT, session.start(0));
            assertEquals(Action.DONE, session.failed("refused", "nobody there", List.of(), 1));
            assertEquals(Outcome.NOT_SENT, session.outcome());
            Optional<NativeMessage> returned = session.reclaim();
            try (NativeMessage again = returned.orElseThrow()) {
                assertEquals(size, again.size());
            }
            assertTrue(session.reclaim().isEmpty());
        }
    }

    @Test
    void aBusySessionLeavesTheMessageToItsOwner() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings);
                NativeMessage message = Dialogue.message(settings)) {
            session.beginProbe();
            NativeException busy = assertThrows(NativeException.class, () -> session.beginSend(message));
            assertEquals(Status.BUSY, busy.status());
            assertTrue(message.size() > 0);
        }
    }

    @Test
    void theHeadTellsTimeoutOutcomeAndPort() {
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            session.beginProbe();
            assertEquals(Action.CONNECT, session.start(0));
            assertEquals(30_000, session.timeoutMillis());
            assertEquals(Outcome.NOT_SENT, session.outcome());
            assertEquals(25, session.port());
            assertFalse(session.isRejected());
            assertEquals(Action.CONNECT, session.action());
            assertEquals(Action.DONE, session.cancelled(1));
            assertEquals(-1, session.timeoutMillis());
        }
    }

    @Test
    void aBodyLargerThanTheBufferIsFetchedInParts() {
        // Every line begins with a dot, and is stuffed: a chunk grows by half.
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            dots.append(".\\n");
        }
        String draft = "{\"to\":[\"ops@example.com\"],\"subject\":\"s\",\"text\":\"" + dots + "\"}";
        try (NativeSettings settings = Dialogue.settings();
                NativeSession session = Dialogue.session(settings)) {
            session.beginSend(NativeMessage.build(settings, Dialogue.utf8(draft), List.of(), Dialogue.stamp()));
            int action = session.start(0);
            StringBuilder said = new StringBuilder();
            int largest = 0;
            while (action != Action.IDLE) {
                if (action == Action.WRITE) {
                    largest = Math.max(largest, session.outputLength());
                    String output = Dialogue.output(session);
                    said.append(output);
                    boolean isCommand = output.indexOf("\r\n") == output.length() - 2;
                    action = session.written(1);
                    if (action == Action.READ) {
                        action = Dialogue.read(session, action, isCommand && output.startsWith("DATA") ? "354 go\r\n" : "250 ok\r\n");
                    }
                } else {
                    action = Dialogue.answer(session, action);
                }
            }
            assertEquals(Outcome.ACCEPTED, session.outcome());
            assertTrue(largest > 80 * 1024, "the test needs a larger chunk than " + largest);
            assertEquals(300_000, said.toString().split("\r\n\\.\\.(?=\r\n)", -1).length - 1);
        }
    }

    @Test
    void aLoginLeavesNothingInTheBuffer() {
        String json = "{\"hostname\":\"mail.example.com\",\"port\":465,\"security\":\"tls\",\"auth\":\"password\","
                + "\"username\":\"cs@example.com\",\"password\":\"****\",\"from_address\":\"cs@example.com\"}";
        try (NativeSettings settings = NativeSettings.parse(Dialogue.utf8(json));
                NativeSession session = NativeSession.create(settings, ENTROPY)) {
            session.beginProbe();
            session.start(0);
            assertEquals(Action.START_TLS, session.connected("", "", 1));
            assertEquals("mail.example.com", session.text());
            int action = session.secured("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(certificate()), 2);
            action = Dialogue.read(session, action, "220 hello\r\n");
            Dialogue.output(session);
            action = Dialogue.read(session, session.written(3), "250-hello\r\n250 AUTH PLAIN\r\n");
            assertEquals(Action.PROVIDE_SECRET, action);
            assertEquals(SecretKind.PASSWORD, session.secretKind());
            assertEquals("cs@example.com", session.text());
            byte[] secret = Dialogue.utf8("correct horse");
            assertEquals(Action.WRITE, session.secret(secret, 4));
            assertArrayEquals(new byte[secret.length], secret, "the caller's bytes are wiped");
            String plain = Base64.getEncoder().encodeToString(Dialogue.utf8("\0cs@example.com\0correct horse"));
            assertTrue(Dialogue.output(session).contains(plain));
            session.written(5);
            assertFalse(new String(memory(session), StandardCharsets.ISO_8859_1).contains(plain.substring(24)));
            String report = Utf8.text(session.report());
            assertFalse(report.contains("correct horse") || report.contains(plain), report);
            assertTrue(report.contains("CN=mail.example.com"), report);
            session.cancelled(6);
        }
    }

    private static NativeCertificate certificate() {
        return new NativeCertificate(
                new byte[] {1, 2, 3}, "CN=mail.example.com", "CN=ca", List.of("mail.example.com", "10.0.0.1"), "00ff", 1, 2);
    }

    private static byte[] memory(NativeSession session) {
        byte[] memory = new byte[session.input().remaining()];
        session.input().get(memory);
        return memory;
    }
}
