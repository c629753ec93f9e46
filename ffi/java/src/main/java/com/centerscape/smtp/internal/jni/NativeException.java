package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A native said no. Unchecked: the public classes turn it into what their callers handle. */
public final class NativeException extends RuntimeException {
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

    /** One of {@link Status}; a newer library may have more. */
    public int status() {
        return status;
    }

    /** {@code {"problems":[...]}}, for {@link Status#INVALID_INPUT}. */
    public Optional<String> problemsJson() {
        return Optional.ofNullable(problemsJson);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
