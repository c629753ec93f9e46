package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A session with a server that takes everything, spoken in memory: the shortest dialogue there is. */
final class Dialogue {
    private static final byte[] ENTROPY = new byte[32];
    private static final String SETTINGS =
            "{\"hostname\":\"mail.example.com\",\"port\":25,\"from_address\":\"cs@example.com\"}";
    private static final String DRAFT = "{\"to\":[\"ops@example.com\"],\"subject\":\"s\",\"text\":\"t\"}";

    private Dialogue() {}

    static NativeSettings settings() {
        return NativeSettings.parse(utf8(SETTINGS));
    }

    static NativeStamp stamp() {
        return new NativeStamp(1_763_787_960, 60, ENTROPY, "example.com");
    }

    static NativeMessage message(NativeSettings settings) {
        return NativeMessage.build(settings, utf8(DRAFT), List.of(), stamp());
    }

    static NativeSession session(NativeSettings settings) {
        return NativeSession.create(settings, ENTROPY);
    }

    /** Connects, greets and sends; returns what came of it. */
    static int send(NativeSession session, NativeMessage message) {
        session.beginSend(message);
        int action = session.start(0);
        while (action != Action.IDLE && action != Action.DONE) {
            action = answer(session, action);
        }
        return session.currentOutcome();
    }

    /** Answers one action as a server without any extension does. */
    static int answer(NativeSession session, int action) {
        switch (action) {
            case Action.CONNECT:
                assertEquals("mail.example.com", session.text());
                assertEquals(25, session.port());
                return read(session, session.connected("127.0.0.1:1", "127.0.0.1:25", 1), "220 hello\r\n");
            case Action.WRITE:
                String said = output(session);
                return read(session, session.written(2), reply(said));
            case Action.CLOSE:
                return session.closed(3);
            default:
                throw new AssertionError("unexpected action " + action);
        }
    }

    /** Says what the server says, where the session reads. */
    static int read(NativeSession session, int action, String reply) {
        if (action != Action.READ) {
            return action;
        }
        byte[] bytes = utf8(reply);
        session.input().put(bytes);
        return session.received(bytes.length, 4);
    }

    static String output(NativeSession session) {
        byte[] all = new byte[session.outputLength()];
        ByteBuffer into = ByteBuffer.wrap(all);
        for (ByteBuffer part = session.output(); part.hasRemaining(); part = session.output()) {
            into.put(part);
        }
        assertEquals(0, into.remaining());
        return new String(all, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String reply(String said) {
        if (said.startsWith("DATA")) {
            return "354 go on\r\n";
        }
        return said.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n";
    }
}
