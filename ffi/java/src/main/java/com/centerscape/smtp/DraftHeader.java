package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;

/** A header that a draft brings along, beside those that the message has anyway. */
public final class DraftHeader {
    private final String name;
    private final String value;

    DraftHeader(String name, String value) {
        this.name = Objects.requireNonNull(name, "name");
        this.value = Objects.requireNonNull(value, "value");
    }

    /**
     * Its name.
     *
     * @return as it was given
     */
    public String name() {
        return name;
    }

    /**
     * Its value.
     *
     * @return as it was given
     */
    public String value() {
        return value;
    }

    void write(JsonWriter json) {
        json.beginObject().member("name", name).member("value", value).endObject();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DraftHeader && ((DraftHeader) other).name.equals(name) && ((DraftHeader) other).value.equals(value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, value);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return name;
    }
}
