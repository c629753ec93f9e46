package com.centerscape.smtp.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON straight into UTF-8 bytes: compact for the natives, indented as the core writes it for people and files.
 *
 * <p>The caller keeps the order of calls that JSON wants. Names are ASCII without anything to escape.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Deeper than any value of this library. */
    private static final int MAX_DEPTH = 16;

    /** Of each ASCII character, whether it is copied without a look: neither escaped nor the mark of what UTF-8 cannot carry. */
    private static final boolean[] IS_PLAIN = new boolean[0x80];

    static {
        Arrays.fill(IS_PLAIN, ' ', IS_PLAIN.length, true);
        for (char each : new char[] {'"', '\\', '?'}) {
            IS_PLAIN[each] = false;
        }
    }

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;

    private final boolean isPretty;
    private byte[] bytes = new byte[512];
    private int length;

    private int depth;
    /** At each depth, how many members or elements were begun. */
    private final int[] counts = new int[MAX_DEPTH];
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
        begin('{');
        return this;
    }

    /**
     * Ends an object.
     *
     * @return this
     */
    public JsonWriter endObject() {
        end('}');
        return this;
    }

    /**
     * Begins an array.
     *
     * @return this
     */
    public JsonWriter beginArray() {
        begin('[');
        return this;
    }

    /**
     * Ends an array.
     *
     * @return this
     */
    public JsonWriter endArray() {
        end(']');
        return this;
    }

    /**
     * The name of the member that follows.
     *
     * @param name in ASCII
     * @return this
     */
    public JsonWriter name(String name) {
        separate();
        int size = name.length();
        reserve(size + 4);
        bytes[length++] = '"';
        for (int at = 0; at < size; at++) {
            bytes[length++] = (byte) name.charAt(at);
        }
        bytes[length++] = '"';
        bytes[length++] = ':';
        if (isPretty) {
            bytes[length++] = ' ';
        }
        isAfterName = true;
        return this;
    }

    /**
     * A text. Half of a surrogate pair, which no UTF-8 can carry, is an escape: what it means there is the core's to say.
     *
     * @param text the text
     * @return this
     */
    public JsonWriter text(String text) {
        beginValue();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length + 2);
        bytes[length++] = '"';
        if (utf8.length == text.length()) {
            ascii(utf8, text);
        } else {
            characters(text);
        }
        bytes[length++] = '"';
        // It may be a password.
        Arrays.fill(utf8, (byte) 0);
        return this;
    }

    /**
     * Writes a text of as many bytes as units: all are ASCII, apart from halves of surrogate pairs, which became question marks.
     * Copying what is plain is several times faster than writing unit by unit.
     */
    private void ascii(byte[] utf8, String text) {
        int written = 0;
        for (int at = plainUntil(utf8, 0); at < utf8.length; at = plainUntil(utf8, written)) {
            copy(utf8, written, at);
            reserve(utf8.length - at + 8);
            escape(text.charAt(at));
            written = at + 1;
        }
        copy(utf8, written, utf8.length);
    }

    /** The index of the first byte that is not copied without a look; eight are looked at together while all of them are. */
    private static int plainUntil(byte[] ascii, int from) {
        int at = from;
        while (at <= ascii.length - Long.BYTES && isPlain((long) EIGHT.get(ascii, at))) {
            at += Long.BYTES;
        }
        while (at < ascii.length && IS_PLAIN[ascii[at]]) {
            at++;
        }
        return at;
    }

    /** Whether eight ASCII characters are plain: a subtraction borrows into the high bit of a byte that is too small. */
    private static boolean isPlain(long eight) {
        long special = eight - ' ' * ONES
                | (eight ^ '"' * ONES) - ONES
                | (eight ^ '\\' * ONES) - ONES
                | (eight ^ '?' * ONES) - ONES;
        return (special & 0x80 * ONES) == 0;
    }

    private void copy(byte[] from, int start, int end) {
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    private void characters(String text) {
        int size = text.length();
        for (int at = 0; at < size; at++) {
            // What is left, one escape or one character of four bytes, and the quotation mark.
            reserve(size - at + 8);
            at += character(text, at);
        }
    }

    /**
     * A whole number.
     *
     * @param number the number
     * @return this
     */
    public JsonWriter number(long number) {
        return word(Long.toString(number));
    }

    /**
     * True or false.
     *
     * @param flag which
     * @return this
     */
    public JsonWriter flag(boolean flag) {
        return word(flag ? "true" : "false");
    }

    /**
     * {@code null}.
     *
     * @return this
     */
    public JsonWriter nothing() {
        return word("null");
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

    /** Writes the character at an index; the number of further units it took. */
    private int character(String text, int at) {
        char unit = text.charAt(at);
        if (unit < 0x80) {
            if (IS_PLAIN[unit]) {
                bytes[length++] = (byte) unit;
            } else {
                escape(unit);
            }
            return 0;
        }
        if (unit < 0x800) {
            bytes[length++] = (byte) (0xc0 | unit >> 6);
            bytes[length++] = (byte) (0x80 | unit & 0x3f);
            return 0;
        }
        if (!Character.isSurrogate(unit)) {
            bytes[length++] = (byte) (0xe0 | unit >> 12);
            bytes[length++] = (byte) (0x80 | unit >> 6 & 0x3f);
            bytes[length++] = (byte) (0x80 | unit & 0x3f);
            return 0;
        }
        int point = text.codePointAt(at);
        if (point == unit) {
            escape(unit);
            return 0;
        }
        bytes[length++] = (byte) (0xf0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
        bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
        bytes[length++] = (byte) (0x80 | point & 0x3f);
        return 1;
    }

    /** A quotation mark, a backslash, a control (RFC 8259, section 7) or half of a surrogate pair; DEL needs no escape. */
    private void escape(char unit) {
        int letter = "\b\t\n\f\r\"\\".indexOf(unit);
        if (letter >= 0) {
            bytes[length++] = '\\';
            bytes[length++] = (byte) "btnfr\"\\".charAt(letter);
        } else if (unit < ' ' || unit >= 0x80) {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            for (int shift = 12; shift >= 0; shift -= 4) {
                bytes[length++] = HEX[unit >> shift & 0xf];
            }
        } else {
            bytes[length++] = (byte) unit;
        }
    }

    private JsonWriter word(String ascii) {
        beginValue();
        int size = ascii.length();
        reserve(size);
        for (int at = 0; at < size; at++) {
            bytes[length++] = (byte) ascii.charAt(at);
        }
        return this;
    }

    private void begin(char bracket) {
        beginValue();
        reserve(1);
        bytes[length++] = (byte) bracket;
        depth++;
        counts[depth] = 0;
    }

    private void end(char bracket) {
        boolean isEmpty = counts[depth] == 0;
        depth--;
        if (isPretty && !isEmpty) {
            breakLine();
        }
        reserve(1);
        bytes[length++] = (byte) bracket;
    }

    private void beginValue() {
        if (isAfterName) {
            isAfterName = false;
        } else if (depth > 0) {
            separate();
        }
    }

    /** Between two members or elements. */
    private void separate() {
        if (counts[depth]++ > 0) {
            reserve(1);
            bytes[length++] = ',';
        }
        if (isPretty) {
            breakLine();
        }
    }

    private void breakLine() {
        reserve(1 + 2 * depth);
        bytes[length++] = '\n';
        for (int space = 0; space < 2 * depth; space++) {
            bytes[length++] = ' ';
        }
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
