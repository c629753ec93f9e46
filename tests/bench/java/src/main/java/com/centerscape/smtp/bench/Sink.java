package com.centerscape.smtp.bench;

import java.io.OutputStream;

/** Where a built mail goes: its bytes are counted and forgotten. */
final class Sink extends OutputStream {
    private long count;

    /** How many bytes there were since the last call. */
    long take() {
        long taken = count;
        count = 0;
        return taken;
    }

    @Override
    public void write(int one) {
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        count += length;
    }
}
