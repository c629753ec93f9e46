package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Objects;

/** One way in which a mail that was accepted may not be seen, and how to find it. */
public final class Advice {
    private final String code;
    private final String text;

    Advice(JsonFields json) {
        code = json.text("code");
        text = json.text("text");
    }

    /**
     * Its stable code.
     *
     * @return an open set: {@code spam-filter}, {@code delayed}, {@code rewritten}
     */
    public String code() {
        return code;
    }

    /**
     * Where to look and what to ask for, in plain English.
     *
     * @return some sentences
     */
    public String text() {
        return text;
    }

    void write(JsonWriter json) {
        json.beginObject().name("code").text(code).name("text").text(text).endObject();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Advice && code.equals(((Advice) other).code) && text.equals(((Advice) other).text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, text);
    }

    /** The code alone. */
    @Override
    public String toString() {
        return code;
    }
}
