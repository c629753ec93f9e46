package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.centerscape.smtp.internal.jni.NativeCertificate;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeNumbers.SecretKind;
import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Session vectors: what happens at the host, and what the session answers. */
final class SessionVectors {
    private static final Map<Integer, String> MISUSES = Map.of(
            Status.BUSY, "busy",
            Status.NOT_STARTED, "not-started",
            Status.FINISHED, "finished",
            Status.UNEXPECTED_EVENT, "unexpected-event");

    private final SmtpSettings settings;
    private final NativeSession session;

    private SessionVectors(SmtpSettings settings, NativeSession session) {
        this.settings = settings;
        this.session = session;
    }

    static void play(JsonObject vector) {
        SmtpSettings settings = SettingsVectors.settings(JsonTree.part(vector.get("settings")));
        byte[] entropy = JsonTree.hex(vector.getString("entropy", "07".repeat(32)));
        try (NativeSettings natives = settings.toNative();
                NativeSession session = NativeSession.create(natives, entropy)) {
            new SessionVectors(settings, session).play(vector.getArray("script"));
        } catch (NativeException refused) {
            vector.put("problems", problems(refused));
        }
    }

    private void play(JsonArray script) {
        long now = 0;
        for (Object each : script) {
            JsonObject line = (JsonObject) each;
            if (line.containsKey("begin")) {
                line.put("answer", answer(line.getObject("begin")));
            } else if (line.containsKey("event")) {
                now = line.containsKey("at") ? line.getLong("at") : now + 10;
                line.put("step", step(line.get("event"), now));
            } else if (line.containsKey("restrict")) {
                line.put("answer", restrictTo(JsonTree.part(line.get("restrict"))));
            } else if (line.containsKey("recall")) {
                line.put("answer", recall(JsonTree.part(line.get("recall"))));
            } else if (line.containsKey("confirm_transactions")) {
                session.confirmTransactions();
            } else if (line.containsKey("is_stale")) {
                line.put("is_stale", session.isStale());
            } else if (line.containsKey("report")) {
                line.put("report", report(session.report()));
            } else if (line.containsKey("redacted")) {
                line.put("redacted", report(NativeSession.redacted(session.report())));
            } else {
                throw new AssertionError("a line that nobody plays: " + line.keySet());
            }
        }
    }

    /** What is left to say of a job in the middle of which the library failed. */
    static void playFault(JsonObject vector) {
        List<String> outcomes = List.of("ready", "accepted", "partly-accepted", "refused", "not-sent", "uncertain");
        int last = outcomes.indexOf(vector.getString("last")) + 1;
        vector.put("report", report(NativeSession.clientFault(last, vector.getString("text"))));
    }

    private Object restrictTo(String destinations) {
        try {
            session.restrictTo(destinations);
            return "restricted";
        } catch (NativeException refused) {
            return new JsonObject(Map.of("invalid", problems(refused)));
        }
    }

    private Object recall(String learned) {
        try {
            session.recall(learned);
            return "recalled";
        } catch (NativeException refused) {
            return new JsonObject(Map.of("invalid", problems(refused)));
        }
    }

    private Object answer(JsonObject job) {
        try {
            begin(job);
            return "begun";
        } catch (NativeException refused) {
            return refused.status() == Status.INVALID_INPUT
                    ? new JsonObject(Map.of("invalid", problems(refused)))
                    : misuse(refused);
        }
    }

    private void begin(JsonObject job) {
        if (job.containsKey("probe")) {
            session.beginProbe();
        } else if (job.containsKey("quit")) {
            session.beginQuit();
        } else if (job.containsKey("test")) {
            JsonObject test = job.getObject("test");
            session.beginTest(test.getString("to"), TestStamp.of(test.getObject("stamp")));
        } else {
            JsonObject send = job.getObject("send");
            byte[] draft = JsonTree.part(send.get("draft")).getBytes(StandardCharsets.UTF_8);
            try (MessageBuilder builder = new MessageBuilder(settings, "");
                    SmtpMessage message = builder.build(draft, List.of(), TestStamp.of(send.getObject("stamp")))) {
                Object options = send.get("options");
                byte[] json = options == null ? null : JsonTree.part(options).getBytes(StandardCharsets.UTF_8);
                session.beginSend(message.natives(), json);
            } catch (InvalidInputException refused) {
                throw new AssertionError(refused);
            }
        }
    }

    private JsonObject step(Object event, long now) {
        try {
            int action = event instanceof String ? advance((String) event, now) : advance((JsonObject) event, now);
            JsonObject step = new JsonObject();
            step.put("action", action(action));
            step.put("stage", session.stage().isEmpty() ? null : session.stage());
            step.put("timeout_ms", session.timeoutMillis() < 0 ? null : session.timeoutMillis());
            return step;
        } catch (NativeException refused) {
            return misuse(refused);
        }
    }

    private int advance(String event, long now) {
        switch (event) {
            case "start":
                return session.start(now);
            case "written":
                return session.written(now);
            case "closed":
                return session.closed(now);
            case "timed-out":
                return session.timedOut(now);
            case "confirmed":
                return session.confirmed(now);
            case "cancelled":
                return session.cancelled(now);
            case "deadline-exceeded":
                return session.deadlineExceeded(now);
            default:
                throw new AssertionError("no such event: " + event);
        }
    }

    private int advance(JsonObject event, long now) {
        String name = event.keySet().iterator().next();
        JsonObject about = event.getObject(name);
        switch (name) {
            case "resolved":
                return session.resolved(texts(event.getArray(name)), now);
            case "connected":
                return session.connected(about.getString("local", ""), about.getString("peer", ""), now);
            case "secured":
                return session.secured(about.getString("version", ""), about.getString("cipher", ""), chain(about), now);
            case "received":
                byte[] bytes = JsonTree.bytes(event.get(name));
                session.input().put(bytes);
                return session.received(bytes.length, now);
            case "secret":
                String secret = event.getString(name);
                return session.secret(secret == null ? null : secret.getBytes(StandardCharsets.UTF_8), now);
            case "failed":
                return session.failed(about.getString("kind", ""), about.getString("text", ""), chain(about), now);
            default:
                throw new AssertionError("no such event: " + name);
        }
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add((String) each));
        return texts;
    }

    private static List<NativeCertificate> chain(JsonObject about) {
        List<NativeCertificate> chain = new ArrayList<>();
        for (Object each : about.getArray("chain", new JsonArray())) {
            JsonObject certificate = (JsonObject) each;
            chain.add(new NativeCertificate(
                    new byte[0],
                    certificate.getString("subject", ""),
                    "",
                    List.of(),
                    certificate.getString("sha256", ""),
                    0,
                    0));
        }
        return chain;
    }

    private Object action(int action) {
        switch (action) {
            case Action.CONNECT:
                JsonObject connect = new JsonObject();
                connect.put("host", session.text());
                connect.put("port", session.port());
                return new JsonObject(Map.of("connect", connect));
            case Action.START_TLS:
                return new JsonObject(Map.of("start-tls", session.text()));
            case Action.WRITE:
                return new JsonObject(Map.of("write", output()));
            case Action.READ:
                return "read";
            case Action.PROVIDE_SECRET:
                JsonObject request = new JsonObject();
                request.put("kind", session.secretKind() == SecretKind.PASSWORD ? "password" : "bearer-token");
                request.put("username", session.text());
                request.put("rejected", session.isRejected());
                return new JsonObject(Map.of("provide-secret", request));
            case Action.CONFIRM:
                JsonObject question = new JsonObject();
                question.put("transaction", session.transaction());
                question.put("recipients", new JsonArray(List.of(session.text().split("\n"))));
                return new JsonObject(Map.of("confirm", question));
            case Action.IDLE:
                return "idle";
            case Action.CLOSE:
                return "close";
            case Action.DONE:
                return "done";
            default:
                throw new AssertionError("no such action: " + action);
        }
    }

    /** All there is to write, as the vectors have bytes. */
    private Object output() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part = session.output(); part.hasRemaining(); part = session.output()) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            all.writeBytes(bytes);
        }
        assertEquals(session.outputLength(), all.size(), "the length told first");
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all.toByteArray())).toString();
        } catch (CharacterCodingException notText) {
            StringBuilder digits = new StringBuilder();
            for (byte each : all.toByteArray()) {
                digits.append(String.format("%02x", each));
            }
            return new JsonObject(Map.of("hex", digits.toString()));
        }
    }

    /** A report; what the library's value says of it is the same text. */
    private static JsonObject report(byte[] report) {
        assertEquals(new String(report, StandardCharsets.UTF_8), DeliveryReport.read(report, null, null).toJson());
        return JsonTree.object(report);
    }

    private static JsonObject misuse(NativeException refused) {
        String word = MISUSES.get(refused.status());
        if (word == null) {
            throw refused;
        }
        return new JsonObject(Map.of("misuse", word));
    }

    private static JsonArray problems(NativeException refused) {
        return JsonTree.object(refused.problemsJson().orElseThrow(() -> refused)).getArray("problems");
    }
}
