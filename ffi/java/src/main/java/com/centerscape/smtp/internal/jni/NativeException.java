package com.centerscape.smtp.internal.jni;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A native said no. Unchecked: the public classes turn it into what their callers handle. */
public final class NativeException extends RuntimeException {
    /** An argument that no caller of the public classes can give. */
    public static final int INVALID_ARGUMENT = 1;

    /** A text that is not UTF-8, which a string with half a surrogate pair would be. */
    public static final int INVALID_UTF8 = 2;

    /** An input with problems; {@link #problemsJson()} has them. */
    public static final int INVALID_INPUT = 3;

    /** A job is under way. */
    public static final int BUSY = 4;

    /** No job was begun. */
    public static final int NOT_STARTED = 5;

    /** The session is over. */
    public static final int FINISHED = 6;

    /** The event does not answer the last action. */
    public static final int UNEXPECTED_EVENT = 7;

    /** The handle is freed, foreign or of another kind. */
    public static final int INVALID_HANDLE = 8;

    /** Another thread is in a call with the same object. */
    public static final int CONCURRENT_CALL = 9;

    /** A fault of the library itself. The object is broken: free it. */
    public static final int FAULT = 10;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String problemsJson;

    /** Called by the library. */
    NativeException(int status, byte[] message, byte[] problemsJson) {
        this(status, text(message), problemsJson == null ? null : text(problemsJson));
    }

    NativeException(int status, String message, String problemsJson) {
        super(message);
        this.status = status;
        this.problemsJson = problemsJson;
    }

    /** One of the numbers of this class; a newer library may have more. */
    public int status() {
        return status;
    }

    /** {@code {"problems":[...]}}, for {@link #INVALID_INPUT}. */
    public Optional<String> problemsJson() {
        return Optional.ofNullable(problemsJson);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
