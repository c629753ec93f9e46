package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.centerscape.smtp.internal.jni.NativeDetection;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeNumbers.Action;
import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Detect vectors: what was typed and which servers there are, and what is tried and recommended. */
final class DetectVectors {
    private DetectVectors() {}

    static void play(JsonObject vector) {
        List.of("problems", "lookups", "probes", "recommendation").forEach(vector::remove);
        String settings = vector.containsKey("settings") ? JsonTree.part(vector.get("settings")) : "{}";
        try (NativeSettings base = SettingsVectors.settings(settings).toNative();
                NativeDetection detection =
                        NativeDetection.create(vector.getString("input"), vector.getString("ports", ""), base)) {
            vector.put("lookups", JsonTree.object(detection.lookups()).getArray("lookups"));
            JsonObject records = vector.getObject("records", new JsonObject());
            records.keySet().forEach(name -> detection.addRecords(name, texts(records.getArray(name))));
            vector.put("probes", vector.getBoolean("skip_probes") ? new JsonArray() : probe(vector, detection));
            byte[] found = detection.recommendation();
            Recommendation recommendation = Recommendation.read(found);
            assertEquals(new String(found, StandardCharsets.UTF_8), recommendation.toJson());
            vector.put("recommendation", JsonTree.object(found));
            JsonArray attempts = vector.getObject("recommendation").getArray("attempts");
            for (int i = 0; i < attempts.size(); i++) {
                assertEquals(JsonTree.pretty(attempts.getObject(i)), recommendation.attempts().get(i).toJson());
            }
        } catch (NativeException refused) {
            String problems = refused.problemsJson().orElseThrow(() -> refused);
            vector.put("problems", JsonTree.object(problems).getArray("problems"));
        }
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add((String) text));
        return texts;
    }

    private static JsonArray probe(JsonObject vector, NativeDetection detection) {
        JsonArray probes = new JsonArray();
        for (Optional<NativeSettings> next = detection.next(); next.isPresent(); next = detection.next()) {
            try (NativeSettings settings = next.get();
                    NativeSession session = NativeSession.create(settings, JsonTree.hex("07".repeat(32)))) {
                JsonObject shown = JsonTree.object(settings.toJson());
                assertEquals("none", shown.getString("auth"), "a probe logs in nowhere");
                String place = shown.getString("hostname") + ":" + shown.getInt("port");
                probes.add(place + " " + shown.getString("security"));
                new Server(vector.getObject("servers", new JsonObject()), place).serve(session);
                detection.add(session);
            }
        }
        return probes;
    }

    /** The least mail server that answers a probe: what a vector says of it; the port is closed where it says nothing. */
    private static final class Server {
        private final boolean isKnown;
        /** A word where it does not answer. */
        private final Object says;

        private final JsonObject script;
        private final StringBuilder pending = new StringBuilder();
        private boolean isEncrypted;

        Server(JsonObject servers, String place) {
            isKnown = servers.keySet().stream().anyMatch(known -> host(known).equals(host(place)));
            says = servers.get(place);
            script = says instanceof JsonObject ? (JsonObject) says : new JsonObject();
        }

        private static String host(String place) {
            return place.substring(0, place.lastIndexOf(':'));
        }

        void serve(NativeSession session) {
            session.beginProbe();
            int action = session.start(0);
            for (long now = 1; action != Action.IDLE && action != Action.DONE; now++) {
                action = act(session, action, now);
            }
        }

        private int act(NativeSession session, int action, long now) {
            switch (action) {
                case Action.CONNECT:
                    return connect(session, now);
                case Action.START_TLS:
                    return secure(session, now);
                case Action.WRITE:
                    take(session);
                    return session.written(now);
                case Action.READ:
                    return read(session, now);
                case Action.CLOSE:
                    return session.closed(now);
                default:
                    throw new AssertionError("a probe asks for no action " + action);
            }
        }

        private int connect(NativeSession session, long now) {
            if (!isKnown) {
                return session.failed("dns", "", List.of(), now);
            }
            if ("silent".equals(says)) {
                return session.timedOut(now);
            }
            if (!(says instanceof JsonObject)) {
                return session.failed(says == null ? "refused" : (String) says, "", List.of(), now);
            }
            reply(script.getString("greeting", "220 mail.example.com ESMTP"));
            return session.connected("192.0.2.7:40000", "", now);
        }

        private int secure(NativeSession session, long now) {
            boolean isDue = script.getBoolean("tls_at_once") || pending.length() == 0;
            String fault = isDue ? script.getString("tls") : "not-tls";
            if (fault != null) {
                return session.failed(fault, "", List.of(), now);
            }
            isEncrypted = true;
            return session.secured("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(), now);
        }

        private int read(NativeSession session, long now) {
            // It waits for a handshake.
            if (script.getBoolean("tls_at_once") && !isEncrypted) {
                return session.timedOut(now);
            }
            byte[] bytes = pending.toString().getBytes(StandardCharsets.UTF_8);
            pending.setLength(0);
            session.input().put(bytes);
            return bytes.length == 0 ? session.closed(now) : session.received(bytes.length, now);
        }

        private void take(NativeSession session) {
            ByteArrayOutputStream commands = new ByteArrayOutputStream();
            for (ByteBuffer part = session.output(); part.hasRemaining(); part = session.output()) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                commands.writeBytes(bytes);
            }
            commands.toString(StandardCharsets.UTF_8).lines().forEach(command -> reply(answer(command.split(" ")[0])));
        }

        private String answer(String verb) {
            switch (verb) {
                case "EHLO":
                    return ehlo();
                case "STARTTLS":
                    return "220 2.0.0 Ready";
                case "MAIL":
                    return script.getString("mail", "250 2.1.0 Ok");
                default:
                    return "250 2.0.0 Ok";
            }
        }

        private String ehlo() {
            boolean hasOthers = isEncrypted && script.has("offers_encrypted");
            JsonArray offers = script.getArray(hasOthers ? "offers_encrypted" : "offers", new JsonArray());
            StringBuilder reply = new StringBuilder("250-mail.example.com\n");
            texts(offers).forEach(offer -> reply.append("250-").append(offer).append('\n'));
            return reply.append("250 HELP").toString();
        }

        private void reply(String text) {
            text.lines().forEach(line -> pending.append(line).append("\r\n"));
        }
    }
}
