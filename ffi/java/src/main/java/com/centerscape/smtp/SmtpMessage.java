package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A message: an envelope and its bytes (RFC 5322), which are encoded as they are read.
 *
 * <p>It holds memory outside the Java heap until it is closed. Threads may share it, one call at a time. After {@link #close()} every
 * other call is an {@link IllegalStateException}.
 */
public final class SmtpMessage implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final NativeMessage message;
    /** Not {@code synchronized}, which would pin a virtual thread to its carrier while a stream blocks. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Whether somebody may have some of its bytes. Guarded by the lock. */
    private boolean isRead;
    /** Guarded by the lock. */
    private boolean isWithheld;

    SmtpMessage(NativeMessage message) {
        this.message = message;
    }

    /**
     * Builds a message of this moment. The settings give the sender. Whoever builds many by the same settings is faster with a {@link
     * MessageBuilder}.
     *
     * @param settings of the server that it goes out by
     * @param draft what it says, and to whom
     * @return the message; whoever asked closes it
     * @throws InvalidInputException every problem of the draft and of the sender; a file that cannot be read or that changes meanwhile
     */
    public static SmtpMessage build(SmtpSettings settings, Draft draft) throws InvalidInputException {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(draft, "draft");
        try (MessageBuilder builder = MessageBuilder.create(settings)) {
            return builder.build(draft);
        }
    }

    /**
     * Who it goes from and to.
     *
     * @return the envelope
     */
    public Envelope envelope() {
        return Envelope.read(alone(message::envelope));
    }

    /**
     * The exact number of bytes, without dot-stuffing.
     *
     * @return the size in bytes
     */
    public long size() {
        return alone(message::size);
    }

    /**
     * Whether bytes above 127 occur in it, for {@code BODY=8BITMIME} (RFC 6152). Only addresses outside ASCII cause them.
     *
     * @return whether they do
     */
    public boolean is8bit() {
        return alone(message::is8bit);
    }

    /**
     * What was changed so that the message can be sent: controls and overlong text of a device, a file of a type that mail cannot carry.
     *
     * @return the warnings, unmodifiable, each with the field that it is about; they hold nothing of the text
     */
    public List<Problem> warnings() {
        return Problem.readAll(alone(message::warnings));
    }

    /**
     * Writes the whole message, whatever was read before. The stream is neither flushed nor closed.
     *
     * @param out where to
     * @throws IOException the stream's
     */
    public void writeTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        lock.lock();
        try {
            beginReading();
            message.rewind();
            long left = message.size();
            byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
            while (left > 0) {
                int count = message.read(chunk, 0, (int) Math.min(chunk.length, left));
                out.write(chunk, 0, count);
                left -= count;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads the next bytes.
     *
     * @param into where to
     * @param offset where in it
     * @param length how many at most
     * @return how many; less than asked for only at the end, and -1 after it
     * @throws IndexOutOfBoundsException the part is not within the array
     */
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, Objects.requireNonNull(into, "into").length);
        if (length == 0) {
            return 0;
        }
        int count = alone(() -> {
            beginReading();
            return message.read(into, offset, length);
        });
        return count == 0 ? -1 : count;
    }

    /** Starts over with the first byte. */
    public void rewind() {
        alone(() -> {
            message.rewind();
            return null;
        });
    }

    private <T> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void beginReading() {
        if (isWithheld) {
            throw new IllegalStateException("this message can be used only during the send call that it was passed to");
        }
        isRead = true;
    }

    /**
     * Gives its bytes to nobody from now on, where nobody has any of them.
     *
     * @return whether nobody has, nor will have
     */
    boolean withhold() {
        // Who holds the lock is reading, perhaps into a stream that hangs.
        if (!lock.tryLock()) {
            return false;
        }
        try {
            isWithheld = !isRead;
            return isWithheld;
        } finally {
            lock.unlock();
        }
    }

    /** What the library holds, to be sent. */
    NativeMessage natives() {
        return message;
    }

    /** Frees its memory. A second call changes nothing. */
    @Override
    public void close() {
        message.close();
    }

    /** Without its text. */
    @Override
    public String toString() {
        return "SmtpMessage";
    }
}
