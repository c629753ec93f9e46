package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as the library takes them. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The text as UTF-8.
     *
     * @throws NativeException {@link Status#INVALID_UTF8} for half a surrogate pair, which {@link String#getBytes} would turn
     *     into a question mark
     */
    public static byte[] bytes(CharSequence text) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException half) {
            throw new NativeException(
                    Status.INVALID_UTF8, "the text has half of a surrogate pair, which is no character", null);
        }
        byte[] bytes = Arrays.copyOfRange(encoded.array(), encoded.arrayOffset(), encoded.limit());
        // The text may be a secret; the caller wipes its own copy.
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** The same, with null for null. */
    static byte[] bytesOrNull(CharSequence text) {
        return text == null ? null : bytes(text);
    }

    /** The text of UTF-8 that the library wrote. */
    public static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
