package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/** JSON as a tree that keeps the order of its keys, read and written. */
final class JsonTree {
    private JsonTree() {}

    /** An object. */
    static JsonObject object(String json) {
        try {
            return JsonParser.object().from(json);
        } catch (JsonParserException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** An object of UTF-8. */
    static JsonObject object(byte[] json) {
        return object(new String(json, StandardCharsets.UTF_8));
    }

    /** The text of a tree, indented as the vectors are. */
    static String pretty(Object tree) {
        return JsonWriter.pretty().value(tree).toString();
    }

    /** The text of a part of a vector: a string is the text itself, so that broken JSON can be tested; nothing is an empty object. */
    static String part(Object part) {
        if (part == null) {
            return "{}";
        }
        if (part instanceof String) {
            return (String) part;
        }
        // Without spaces and line ends, since problems have positions in it.
        return JsonWriter.compact().value(part).toString();
    }

    /** Bytes as the vectors write them: a text, or {@code {"hex": digits}}. */
    static byte[] bytes(Object value) {
        if (value instanceof String) {
            return ((String) value).getBytes(StandardCharsets.UTF_8);
        }
        return hex(((JsonObject) value).getString("hex"));
    }

    /** A text, where a member is one. */
    static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.getString(key));
    }

    /** Hexadecimal digits as bytes. */
    static byte[] hex(String digits) {
        byte[] bytes = new byte[digits.length() / 2];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) Integer.parseInt(digits.substring(2 * at, 2 * at + 2), 16);
        }
        return bytes;
    }

    /** Texts as an array. */
    static JsonArray array(Collection<?> elements) {
        return new JsonArray(elements);
    }
}
