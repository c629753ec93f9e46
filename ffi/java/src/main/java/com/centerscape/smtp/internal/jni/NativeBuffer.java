package com.centerscape.smtp.internal.jni;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A direct buffer whose memory is freed at {@link #close}. What {@link ByteBuffer#allocateDirect} gives is freed by the garbage collector
 * alone, which does not see it grow.
 *
 * <p>For one thread at a time, which also closes it: its bytes are gone then.
 */
public final class NativeBuffer extends NativeObject {
    private final ByteBuffer bytes;

    private NativeBuffer(int capacity) {
        super(Native.bufferNew(capacity));
        bytes = view();
    }

    /**
     * A buffer of zeros.
     *
     * @throws OutOfMemoryError there is no memory for it
     */
    public static NativeBuffer allocate(int capacity) {
        NativeLibrary.load();
        return new NativeBuffer(capacity);
    }

    private ByteBuffer view() {
        boolean isThere = false;
        try {
            ByteBuffer view = call(Native::bufferBytes).order(ByteOrder.nativeOrder());
            isThere = true;
            return view;
        } finally {
            if (!isThere) {
                close();
            }
        }
    }

    /**
     * Its bytes, in the byte order of this machine; not to be touched once it is closed.
     *
     * @throws IllegalStateException it is closed
     */
    public ByteBuffer bytes() {
        handle();
        return bytes;
    }
}
