package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;

/** What a session learned of its server, for the next one by the same settings. */
final class Learned extends JsonValue {
    private final String mechanism;
    private final Long recipients;

    Learned(JsonFields json) {
        super(json);
        mechanism = json.optionalText("mechanism").orElse(null);
        recipients = json.optionalNumber("recipients").orElse(null);
    }

    boolean isNothing() {
        return mechanism == null && recipients == null;
    }

    String toJson() {
        return json();
    }
}
