package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.grack.nanojson.JsonObject;
import java.util.stream.Collectors;

/** Diagnosis vectors: a reply and what it means; a pasted text and what is found in it. */
final class DiagnosisVectors {
    private DiagnosisVectors() {}

    static void play(JsonObject vector) {
        String reply = text(vector, "reply");
        String stage = vector.getString("stage");
        Diagnosis diagnosis = vector.containsKey("settings")
                ? Diagnosis.explain(reply, stage, settings(vector))
                : Diagnosis.explain(reply, stage);
        vector.put("diagnosis", JsonTree.object(diagnosis.toJson()));
    }

    static void playPasted(JsonObject vector) {
        String text = text(vector, "text");
        PastedFindings found = vector.containsKey("settings")
                ? Diagnosis.explainPasted(text, settings(vector))
                : Diagnosis.explainPasted(text);
        JsonObject json = JsonTree.object(found.toJson());
        assertEquals(found.findings().size(), json.getArray("findings").size());
        vector.put("findings", json.getArray("findings"));
        vector.put("complete", found.isComplete());
    }

    private static SmtpSettings settings(JsonObject vector) {
        return SettingsVectors.settings(JsonTree.part(vector.getObject("settings")));
    }

    /** A text, given by its lines. */
    private static String text(JsonObject vector, String key) {
        return vector.getArray(key).stream().map(String.class::cast).collect(Collectors.joining("\n"));
    }
}
