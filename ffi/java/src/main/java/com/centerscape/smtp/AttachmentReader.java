package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Copies attachments to the library, files through one buffer outside the heap. */
final class AttachmentReader {
    private static final int CHUNK = 64 * 1024;

    /** The buffer of whoever reads next; where several read at once, each of the others makes its own. */
    private final AtomicReference<ByteBuffer> idle = new AtomicReference<>();

    /**
     * The bytes of an attachment; whoever asks closes them.
     *
     * @param field the attachment's name in a problem
     * @throws InvalidInputException the file cannot be read, became shorter or longer meanwhile, or there is no memory for it
     */
    NativeFile read(Attachment attachment, String field) throws InvalidInputException {
        byte[] bytes = attachment.bytesOrNull();
        if (bytes != null) {
            return copied(bytes, field);
        }
        try (FileChannel channel = FileChannel.open(attachment.path().orElseThrow(), StandardOpenOption.READ)) {
            return read(channel, field);
        } catch (ClosedByInterruptException interrupted) {
            // The thread's flag stays set.
            throw problem(field, "attachment.interrupted", "The file was being read when the call was given up. Send it again.", interrupted);
        } catch (IOException unreadable) {
            throw problem(field, "attachment.unreadable", "The file cannot be read. Check that it exists and may be read.", unreadable);
        } catch (NativeException full) {
            throw tooLarge(field, full);
        }
    }

    private static NativeFile copied(byte[] bytes, String field) throws InvalidInputException {
        NativeFile file = null;
        try {
            file = NativeFile.create(bytes.length);
            file.append(bytes, 0, bytes.length);
            return file;
        } catch (NativeException full) {
            if (file != null) {
                file.close();
            }
            throw tooLarge(field, full);
        }
    }

    /** The bytes of an open file; whoever asks closes them. */
    NativeFile read(SeekableByteChannel channel, String field) throws IOException, InvalidInputException {
        long size = channel.size();
        NativeFile file = NativeFile.create(size);
        boolean isWhole = false;
        try {
            isWhole = copy(channel, size, file);
        } finally {
            if (!isWhole) {
                file.close();
            }
        }
        if (!isWhole) {
            throw problem(
                    field,
                    "attachment.changed",
                    "The file became shorter or longer while it was read. Send it when it is complete.",
                    null);
        }
        return file;
    }

    /** Copies up to the end of the file; false where that is not where it was when the reading began. */
    private boolean copy(SeekableByteChannel channel, long size, NativeFile file) throws IOException {
        ByteBuffer taken = idle.getAndSet(null);
        ByteBuffer buffer = taken == null ? ByteBuffer.allocateDirect(CHUNK) : taken;
        try {
            long copied = 0;
            while (copied <= size) {
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    return copied == size;
                }
                copied += count;
                file.append(buffer.flip());
            }
            return false;
        } finally {
            idle.set(buffer);
        }
    }

    /** What the library refuses of a file is the memory for it. */
    private static InvalidInputException tooLarge(String field, NativeException cause) {
        return problem(field, "attachment.too-large", "There is not enough memory for this file. Send a smaller one.", cause);
    }

    private static InvalidInputException problem(String field, String code, String message, Exception cause) {
        return new InvalidInputException(List.of(Problem.error(field, code, message)), cause);
    }
}
