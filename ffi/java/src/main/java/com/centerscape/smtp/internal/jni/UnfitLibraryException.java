package com.centerscape.smtp.internal.jni;

/** A file is no library that this JVM can use. The message says why, without the file's name. */
final class UnfitLibraryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is at fault, as far as is known. */
    private enum Fault {
        FILE,
        FOLDER,
        JVM
    }

    private final String advice;
    private final Fault fault;

    private UnfitLibraryException(String message, String advice, Fault fault, Throwable cause) {
        super(message, cause);
        this.advice = advice;
        this.fault = fault;
    }

    /** The file itself is at fault. */
    static UnfitLibraryException file(String message, String advice, Throwable cause) {
        return new UnfitLibraryException(message, advice, Fault.FILE, cause);
    }

    /** The folder is at fault, as far as is known: the same file may do elsewhere. */
    static UnfitLibraryException folder(String message, String advice, Throwable cause) {
        return new UnfitLibraryException(message, advice, Fault.FOLDER, cause);
    }

    /** The JVM takes no library at all as it was started. */
    static UnfitLibraryException jvm(String message, String advice, Throwable cause) {
        return new UnfitLibraryException(message, advice, Fault.JVM, cause);
    }

    /** What to do. */
    String advice() {
        return advice;
    }

    /** Whether the same file may do in another folder. */
    boolean mayDoElsewhere() {
        return fault == Fault.FOLDER;
    }

    /** Whether another file may do. */
    boolean mayOtherFileDo() {
        return fault != Fault.JVM;
    }
}
