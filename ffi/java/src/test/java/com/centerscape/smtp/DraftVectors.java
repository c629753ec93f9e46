package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draft vectors: what to say, and the bytes of the message or every problem. */
final class DraftVectors {
    private static int asValues;
    private static int aboutStamps;

    private DraftVectors() {}

    /** How many drafts were also built from a {@link Draft}. */
    static int asValues() {
        return asValues;
    }

    /** How many are about the JSON of a stamp, which Java does not have. */
    static int aboutStamps() {
        return aboutStamps;
    }

    static void play(JsonObject vector) throws IOException {
        JsonObject stamp = vector.getObject("stamp");
        if (!stamp.keySet().equals(TestStamp.KEYS)) {
            // A stamp crosses as numbers: what its JSON gets wrong cannot be said here.
            assertThrows(DateTimeException.class, () -> TestStamp.of(stamp));
            aboutStamps++;
            return;
        }
        SmtpSettings settings = SettingsVectors.settings(JsonTree.part(vector.get("settings")));
        List<Attachment> files = files(vector.getArray("attachments", new JsonArray()));
        byte[] draft = JsonTree.part(vector.get("draft")).getBytes(StandardCharsets.UTF_8);
        try (MessageBuilder builder = new MessageBuilder(settings, "")) {
            put(vector, () -> builder.build(draft, files, TestStamp.of(stamp)));
            Optional<Draft> value = DraftValues.of(vector.get("draft"), files);
            if (value.isPresent()) {
                JsonObject again = new JsonObject(vector);
                put(again, () -> builder.build(value.get(), TestStamp.of(stamp)));
                assertEquals(JsonTree.pretty(vector), JsonTree.pretty(again), "the same draft as a value");
                asValues++;
            }
        }
    }

    static void playPreview(JsonObject vector) {
        SmtpSettings settings = SettingsVectors.settings(JsonTree.part(vector.get("settings")));
        List<Attachment> files = files(vector.getArray("attachments", new JsonArray()));
        byte[] draft = JsonTree.part(vector.get("draft")).getBytes(StandardCharsets.UTF_8);
        try (MessageBuilder builder = new MessageBuilder(settings, "")) {
            put(vector, () -> builder.preview(draft, files));
        }
        Optional<Draft> value = DraftValues.of(vector.get("draft"), files);
        if (value.isPresent()) {
            JsonObject again = new JsonObject(vector);
            put(again, () -> value.get().preview(settings));
            assertEquals(JsonTree.pretty(vector), JsonTree.pretty(again), "the same draft as a value");
            asValues++;
        }
    }

    private interface Show {
        Preview preview() throws InvalidInputException;
    }

    private static void put(JsonObject vector, Show show) {
        vector.remove("problems");
        vector.remove("preview");
        try {
            Preview preview = show.preview();
            JsonObject shown = new JsonObject();
            shown.put("sender", preview.sender());
            shown.put("subject", preview.subject());
            shown.put("text", preview.text().orElse(null));
            shown.put("html", preview.html().orElse(null));
            shown.put("warnings", SettingsVectors.tree(preview.warnings()));
            vector.put("preview", shown);
        } catch (InvalidInputException refused) {
            vector.put("problems", SettingsVectors.tree(refused.problems()));
        }
    }

    private interface Build {
        SmtpMessage message() throws InvalidInputException;
    }

    private static void put(JsonObject vector, Build build) throws IOException {
        for (String answer : List.of("problems", "envelope", "warnings", "message")) {
            vector.remove(answer);
        }
        try (SmtpMessage message = build.message()) {
            Envelope envelope = message.envelope();
            JsonObject shown = new JsonObject();
            shown.put("sender", envelope.sender());
            shown.put("recipients", JsonTree.array(envelope.recipients()));
            shown.put("smtputf8", envelope.needsSmtpUtf8());
            vector.put("envelope", shown);
            if (!message.warnings().isEmpty()) {
                vector.put("warnings", SettingsVectors.tree(message.warnings()));
            }
            vector.put("message", JsonTree.array(List.of(text(message).split("\r\n", -1))));
        } catch (InvalidInputException refused) {
            vector.put("problems", SettingsVectors.tree(refused.problems()));
        }
    }

    /** All bytes, which do not depend on how they are read. */
    private static String text(SmtpMessage message) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        message.writeTo(whole);
        assertEquals(message.size(), whole.size(), "the size told first");
        message.rewind();
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        byte[] piece = new byte[100];
        for (int count = message.read(piece, 1, 98); count > 0; count = message.read(piece, 1, 98)) {
            pieces.write(piece, 1, count);
        }
        assertArrayEquals(whole.toByteArray(), pieces.toByteArray());
        return whole.toString(StandardCharsets.UTF_8);
    }

    private static List<Attachment> files(JsonArray array) {
        List<Attachment> files = new ArrayList<>();
        for (Object each : array) {
            JsonObject file = (JsonObject) each;
            Attachment attachment = Attachment.ofBytes(
                    file.getString("file_name"), file.getString("media_type"), JsonTree.bytes(file.get("data")));
            files.add(JsonTree.text(file, "content_id").map(attachment::inline).orElse(attachment));
        }
        return files;
    }
}
