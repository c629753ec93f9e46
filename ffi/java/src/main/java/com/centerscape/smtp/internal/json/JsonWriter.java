package com.centerscape.smtp.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Writes JSON in UTF-8: compact for the natives, indented as the core writes it for people and files.
 *
 * <p>The caller keeps the order of calls that JSON wants. Names are ASCII without anything to escape.
 */
public final class JsonWriter {
    /** Of each byte of UTF-8, how it is written; null where that is as it is (RFC 8259, section 7). */
    private static final byte[][] ESCAPES = new byte[0x100][];

    static {
        for (int control = 0; control < ' '; control++) {
            ESCAPES[control] = escape(control).getBytes(StandardCharsets.US_ASCII);
        }
        for (int at = 0; at < 7; at++) {
            ESCAPES["\b\t\n\f\r\"\\".charAt(at)] = new byte[] {'\\', (byte) "btnfr\"\\".charAt(at)};
        }
    }

    private final boolean isPretty;
    private byte[] bytes = new byte[512];
    private int length;
    private int depth;
    /** Whether nothing stands in the innermost object or array yet. */
    private boolean isEmpty;
    private boolean isAfterName;

    private JsonWriter(boolean isPretty) {
        this.isPretty = isPretty;
    }

    /**
     * A writer without spaces and line ends.
     *
     * @return the writer
     */
    public static JsonWriter compact() {
        return new JsonWriter(false);
    }

    /**
     * A writer with one member a line, indented by two spaces.
     *
     * @return the writer
     */
    public static JsonWriter pretty() {
        return new JsonWriter(true);
    }

    /**
     * Begins an object.
     *
     * @return this
     */
    public JsonWriter beginObject() {
        return begin("{");
    }

    /**
     * Ends an object.
     *
     * @return this
     */
    public JsonWriter endObject() {
        return end("}");
    }

    /**
     * Begins an array.
     *
     * @return this
     */
    public JsonWriter beginArray() {
        return begin("[");
    }

    /**
     * Ends an array.
     *
     * @return this
     */
    public JsonWriter endArray() {
        return end("]");
    }

    /**
     * The name of the member that follows.
     *
     * @param name in ASCII
     * @return this
     */
    public JsonWriter name(String name) {
        separate();
        ascii("\"").ascii(name).ascii(isPretty ? "\": " : "\":");
        isAfterName = true;
        return this;
    }

    /**
     * A member.
     *
     * @param name in ASCII
     * @param value as {@link #value} takes it
     * @return this
     */
    public JsonWriter member(String name, Object value) {
        return name(name).value(value);
    }

    /**
     * A member that is left out where there is none.
     *
     * @param name in ASCII
     * @param valueOrNull as {@link #value} takes it
     * @return this
     */
    public JsonWriter optional(String name, Object valueOrNull) {
        return valueOrNull == null ? this : member(name, valueOrNull);
    }

    /**
     * A value.
     *
     * @param value a text, a whole number, true or false, null, or a map or collection of those
     * @return this
     */
    public JsonWriter value(Object value) {
        if (value instanceof Map) {
            beginObject();
            ((Map<?, ?>) value).forEach((name, member) -> member((String) name, member));
            return endObject();
        }
        if (value instanceof Collection) {
            beginArray();
            ((Collection<?>) value).forEach(this::value);
            return endArray();
        }
        separate();
        if (value instanceof String) {
            return text((String) value);
        }
        return ascii(String.valueOf(value));
    }

    /**
     * What was written.
     *
     * @return a copy
     */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Overwrites what was written, which may hold a password, and starts over. */
    public void wipe() {
        Arrays.fill(bytes, 0, length, (byte) 0);
        length = 0;
    }

    private JsonWriter begin(String bracket) {
        separate();
        depth++;
        isEmpty = true;
        return ascii(bracket);
    }

    private JsonWriter end(String bracket) {
        depth--;
        if (!isEmpty) {
            breakLine();
        }
        isEmpty = false;
        return ascii(bracket);
    }

    /** What stands between two members or elements, and before the first one. */
    private void separate() {
        if (!isAfterName && depth > 0) {
            ascii(isEmpty ? "" : ",");
            breakLine();
        }
        isEmpty = false;
        isAfterName = false;
    }

    private void breakLine() {
        if (isPretty) {
            ascii("\n").ascii("  ".repeat(depth));
        }
    }

    private JsonWriter ascii(String ascii) {
        int size = ascii.length();
        reserve(size);
        for (int at = 0; at < size; at++) {
            bytes[length + at] = (byte) ascii.charAt(at);
        }
        length += size;
        return this;
    }

    /** Half of a surrogate pair, which no UTF-8 can carry, becomes an escape: what it means there is the core's to say. */
    private JsonWriter text(String text) {
        ascii("\"");
        if (Texts.isWellFormed(text)) {
            characters(text);
        } else {
            text.codePoints().forEach(point -> {
                if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                    ascii(escape(point));
                } else {
                    characters(Character.toString(point));
                }
            });
        }
        return ascii("\"");
    }

    /** What needs no escape is copied piece by piece, which is much faster than byte by byte. */
    private void characters(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length);
        int copied = 0;
        for (int at = 0; at < utf8.length; at++) {
            byte[] escape = ESCAPES[utf8[at] & 0xff];
            if (escape != null) {
                copy(utf8, copied, at);
                copy(escape, 0, escape.length);
                copied = at + 1;
            }
        }
        copy(utf8, copied, utf8.length);
        // It may be a password.
        Arrays.fill(utf8, (byte) 0);
    }

    private void copy(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    private static String escape(int unit) {
        return String.format("\\u%04x", unit);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            byte[] former = bytes;
            bytes = Arrays.copyOf(former, Math.max(2 * former.length, Math.addExact(length, more)));
            // It may hold a password.
            Arrays.fill(former, 0, length, (byte) 0);
        }
    }
}
