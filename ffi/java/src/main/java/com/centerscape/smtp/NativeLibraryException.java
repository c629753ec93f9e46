package com.centerscape.smtp;

/**
 * The native library cannot be used. The message says what was tried, why it did not do, and what to do about it; it stays so until the
 * JVM is started again.
 */
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with its message.
     *
     * @param message what was tried, and what to do
     * @param cause what the last attempt failed with, or null
     */
    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
