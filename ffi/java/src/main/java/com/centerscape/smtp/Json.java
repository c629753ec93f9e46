package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.List;

/** What the values have in common when they are written. */
final class Json {
    private Json() {}

    /** A text, or null. */
    static void write(JsonWriter json, String textOrNull) {
        if (textOrNull == null) {
            json.nothing();
        } else {
            json.text(textOrNull);
        }
    }

    /** Texts. */
    static void write(JsonWriter json, List<String> texts) {
        json.beginArray();
        for (String text : texts) {
            json.text(text);
        }
        json.endArray();
    }

    /** A member that is left out where there is none. */
    static void writeMember(JsonWriter json, String name, String textOrNull) {
        if (textOrNull != null) {
            json.name(name).text(textOrNull);
        }
    }
}
