package com.centerscape.smtp.host;

/** A JSON object that is written member by member, also of what is no JSON. */
final class JsonText {
    private final StringBuilder text = new StringBuilder("{");

    /** Adds a text. */
    JsonText text(String key, String value) {
        return json(key, quoted(value));
    }

    /** Adds a value that is JSON already. */
    JsonText json(String key, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quoted(key)).append(':').append(json);
        return this;
    }

    /** The object as JSON. */
    @Override
    public String toString() {
        return text + "}";
    }

    /** A text as JSON (RFC 8259, section 7). */
    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // A lone surrogate has no UTF-8; a pair reads the same either way.
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
