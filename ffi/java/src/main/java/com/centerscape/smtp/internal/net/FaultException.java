package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeException;

/** The library failed in the middle of a job. */
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int last;

    FaultException(NativeException fault, int last) {
        super(fault.getMessage(), fault);
        this.last = last;
    }

    /**
     * What the library told last of the job.
     *
     * @return a {@link com.centerscape.smtp.internal.jni.NativeNumbers.Outcome}
     */
    public int last() {
        return last;
    }
}
