package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;

/** One reason for a {@link Recommendation}. */
public final class Reason extends JsonValue {
    private final String code;
    private final String text;

    Reason(JsonFields json) {
        super(json);
        code = json.text("code");
        text = json.text("text");
    }

    /**
     * Its stable code.
     *
     * @return an open set: {@code provider}, {@code endpoint}, {@code certificate}, {@code login-required}, {@code rejected}, ...
     */
    public String code() {
        return code;
    }

    /**
     * The reason in plain English.
     *
     * @return one or two sentences
     */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return code + ": " + text;
    }
}
