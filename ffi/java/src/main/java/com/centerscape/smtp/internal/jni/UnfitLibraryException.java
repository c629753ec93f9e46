package com.centerscape.smtp.internal.jni;

/** A file is no library that this JVM can use. The message says why, without the file's name. */
final class UnfitLibraryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;
    private final boolean elsewhere;

    private UnfitLibraryException(String message, String advice, boolean elsewhere, Throwable cause) {
        super(message, cause);
        this.advice = advice;
        this.elsewhere = elsewhere;
    }

    /** The file itself is at fault. */
    static UnfitLibraryException file(String message, String advice, Throwable cause) {
        return new UnfitLibraryException(message, advice, false, cause);
    }

    /** The folder is at fault, as far as is known: the same file may do elsewhere. */
    static UnfitLibraryException folder(String message, String advice, Throwable cause) {
        return new UnfitLibraryException(message, advice, true, cause);
    }

    /** What to do. */
    String advice() {
        return advice;
    }

    /** Whether the same file may do in another folder. */
    boolean mayDoElsewhere() {
        return elsewhere;
    }
}
