package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;

/** One way in which a mail that was accepted may not be seen, and how to find it. */
public final class Advice extends JsonValue {
    private final String code;
    private final String text;

    Advice(JsonFields json) {
        super(json);
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

    /** The code alone. */
    @Override
    public String toString() {
        return code;
    }
}
