package com.centerscape.smtp.bench;

/** A native method that does nothing: src/main/c/empty.c. */
public final class Empty {
    static {
        System.load(Setup.EMPTY_LIBRARY);
    }

    private Empty() {}

    /** Crosses into native code and back. */
    public static native void call();
}
