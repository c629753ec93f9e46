package com.centerscape.smtp.internal.jni;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** The bytes of an attachment, collected by the library outside the Java heap. For one thread at a time. */
public final class NativeFile extends NativeObject {
    private long length;

    private NativeFile(long handle) {
        super(handle);
    }

    /**
     * An empty file.
     *
     * @param capacity how many bytes are expected; 0 where that is unknown
     */
    public static NativeFile create(long capacity) {
        NativeLibrary.load();
        return new NativeFile(Native.fileNew(capacity));
    }

    /** Appends what remains in the buffer, best a direct one, and moves its position to its limit. */
    public void append(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            append(copy, 0, copy.length);
            return;
        }
        ByteBuffer direct = buffer.position() == 0 ? buffer : buffer.slice();
        run(handle -> Native.fileAppend(handle, direct, direct.remaining()));
        Reference.reachabilityFence(direct);
        length += buffer.remaining();
        buffer.position(buffer.limit());
    }

    /** How many bytes were appended. */
    public long length() {
        return length;
    }

    /** Appends a part of an array. */
    public void append(byte[] bytes, int offset, int length) {
        run(handle -> Native.fileAppendArray(handle, bytes, offset, length));
        this.length += length;
    }
}
