package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeException;

/** The library failed in the middle of a job. */
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean mayBeTaken;

    FaultException(NativeException fault, boolean mayBeTaken) {
        super(fault.getMessage(), fault);
        this.mayBeTaken = mayBeTaken;
    }

    /**
     * Whether the final dot was on its way.
     *
     * @return whether the server may have taken the message
     */
    public boolean mayBeTaken() {
        return mayBeTaken;
    }
}
