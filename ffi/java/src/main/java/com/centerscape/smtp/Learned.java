package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;

/** What a session learned of its server, for the next one by the same settings. */
final class Learned {
    private final String mechanism;
    private final Long recipients;

    Learned(JsonFields json) {
        mechanism = json.optionalText("mechanism").orElse(null);
        recipients = json.optionalNumber("recipients").orElse(null);
    }

    void write(JsonWriter json) {
        Json.write(json.beginObject().name("mechanism"), mechanism);
        json.name("recipients");
        if (recipients == null) {
            json.nothing();
        } else {
            json.number(recipients);
        }
        json.endObject();
    }

    boolean isNothing() {
        return mechanism == null && recipients == null;
    }

    String toJson() {
        JsonWriter json = JsonWriter.compact();
        write(json);
        return json.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Learned
                && Objects.equals(mechanism, ((Learned) other).mechanism)
                && Objects.equals(recipients, ((Learned) other).recipients);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mechanism, recipients);
    }
}
