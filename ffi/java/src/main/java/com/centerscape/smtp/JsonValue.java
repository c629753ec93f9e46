package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A value that was read from JSON: it is written as it was read, and equals one of the same JSON. */
abstract class JsonValue {
    private final JsonFields json;

    JsonValue(JsonFields json) {
        this.json = json;
    }

    /** The JSON text, indented. */
    final String json() {
        return json.toString();
    }

    final void write(JsonWriter to) {
        json.write(to);
    }

    /** What is read from a changed copy of the JSON. */
    final <T> T changed(Consumer<Map<String, Object>> change, Function<JsonFields, T> reader) {
        return json.changed(change, reader);
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass() && ((JsonValue) other).json.equals(json);
    }

    @Override
    public final int hashCode() {
        return json.hashCode();
    }
}
