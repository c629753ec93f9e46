package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.List;
import java.util.Optional;

/** A server's answer (RFC 5321, section 4.2). */
public final class Reply extends JsonValue {
    private final int code;
    private final String enhanced;
    private final List<String> lines;

    Reply(JsonFields json) {
        super(json);
        code = json.smallNumber("code");
        enhanced = json.optionalText("enhanced").orElse(null);
        lines = json.texts("lines");
    }

    /**
     * The three-digit code.
     *
     * @return 200 to 599; 0 where pasted text tells none
     */
    public int code() {
        return code;
    }

    /**
     * The enhanced status code, such as {@code 5.7.1} (RFC 3463), where the first line has one.
     *
     * @return the server's word: its class can differ from the code's
     */
    public Optional<String> enhanced() {
        return Optional.ofNullable(enhanced);
    }

    /**
     * The text of each line after the code, with the enhanced code where there is one, controls stripped.
     *
     * @return the lines, unmodifiable
     */
    public List<String> lines() {
        return lines;
    }

    /** The codes, without the lines, which may repeat addresses. */
    @Override
    public String toString() {
        return enhanced == null ? Integer.toString(code) : code + " " + enhanced;
    }
}
