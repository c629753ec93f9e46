package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeBuffer;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies attachments to the library, files through a buffer outside the heap. */
final class AttachmentReader {
    /** What all attachments of a message may have together, in bytes. They are in memory until the message is closed. */
    static final long MOST = 512L << 20;

    private static final int CHUNK = 64 * 1024;
    private static final long NO_FILE = -1;
    /** A tenth of a megabyte. */
    private static final long TENTH = 100_000;

    /**
     * Judges attachments before a byte of them is read: files that are none, such as a pipe, which would be waited for, or a device, which
     * may have no end; and all that is too large.
     *
     * @throws InvalidInputException every problem
     */
    static void check(List<Attachment> attachments) throws InvalidInputException {
        List<Problem> problems = new ArrayList<>();
        IOException unreadable = null;
        long left = MOST;
        for (int at = 0; at < attachments.size(); at++) {
            String field = field(at);
            try {
                long size = size(attachments.get(at));
                if (size == NO_FILE) {
                    problems.add(noFile(field));
                } else if (size > left) {
                    problems.add(tooLarge(field, size));
                } else {
                    left -= size;
                }
            } catch (IOException | SecurityException error) {
                unreadable = error instanceof IOException ? (IOException) error : new IOException(error);
                problems.add(unreadable(field));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems, unreadable);
        }
    }

    /** The name of an attachment in problems. */
    static String field(int index) {
        return "attachments[" + index + "]";
    }

    /** How many bytes it has; {@link #NO_FILE} where it is not a regular file. It is not opened: that would wait for a pipe's other end. */
    private static long size(Attachment attachment) throws IOException {
        byte[] bytes = attachment.bytesOrNull();
        if (bytes != null) {
            return bytes.length;
        }
        BasicFileAttributes attributes = Files.readAttributes(attachment.path().orElseThrow(), BasicFileAttributes.class);
        return attributes.isRegularFile() ? attributes.size() : NO_FILE;
    }

    /**
     * The bytes of an attachment; whoever asks closes them.
     *
     * @param field the attachment's name in a problem
     * @param left how many bytes it may have, since it may have grown after it was judged
     * @throws InvalidInputException the file cannot be read, became shorter or longer meanwhile, or there is no memory for it
     */
    NativeFile read(Attachment attachment, String field, long left) throws InvalidInputException {
        byte[] bytes = attachment.bytesOrNull();
        if (bytes != null) {
            return copied(bytes, field);
        }
        try (FileChannel channel = FileChannel.open(attachment.path().orElseThrow(), StandardOpenOption.READ)) {
            return read(channel, field, left);
        } catch (ClosedByInterruptException interrupted) {
            // The thread's flag stays set.
            throw problem(field, "attachment.interrupted", "The file was being read when the call was given up. Send it again.", interrupted);
        } catch (IOException unreadable) {
            throw new InvalidInputException(List.of(unreadable(field)), unreadable);
        } catch (NativeException full) {
            throw noMemory(field, full);
        }
    }

    private static NativeFile copied(byte[] bytes, String field) throws InvalidInputException {
        NativeFile file = null;
        boolean isWhole = false;
        try {
            file = NativeFile.create(bytes.length);
            file.append(bytes, 0, bytes.length);
            isWhole = true;
            return file;
        } catch (NativeException full) {
            throw noMemory(field, full);
        } finally {
            if (!isWhole && file != null) {
                file.close();
            }
        }
    }

    /** The bytes of an open file; whoever asks closes them. */
    NativeFile read(SeekableByteChannel channel, String field, long left) throws IOException, InvalidInputException {
        long size = channel.size();
        if (size > left) {
            throw new InvalidInputException(List.of(tooLarge(field, size)));
        }
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
        try (NativeBuffer chunk = NativeBuffer.allocate(CHUNK)) {
            ByteBuffer buffer = chunk.bytes();
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
        }
    }

    private static Problem unreadable(String field) {
        return Problem.error(field, "attachment.unreadable", "The file cannot be read. Check that it exists and that you have permission to read it.");
    }

    private static Problem noFile(String field) {
        return Problem.error(
                field,
                "attachment.not-a-file",
                "This is a folder, a device, or a pipe, which cannot be attached. Choose a file.");
    }

    private static Problem tooLarge(String field, long size) {
        String message = "This file has " + inUnits(size, TENTH - 1) + ", and all attachments of a message together can have " + inUnits(MOST, 0)
                + ". Send a smaller file, or a link to it.";
        return Problem.error(field, "attachment.too-large", message)
                .withParameters(List.of(parameter("size", size), parameter("limit", MOST)));
    }

    private static Map<String, String> parameter(String name, long value) {
        return Map.of("name", name, "value", Long.toString(value));
    }

    /** As file managers count. What is too much is rounded up by almost a tenth, so that it is more than the limit in print, too. */
    private static String inUnits(long bytes, long roundedBy) {
        if (bytes < 10 * TENTH) {
            return bytes + " bytes";
        }
        long tenths = bytes / TENTH + (bytes % TENTH + roundedBy) / TENTH;
        return tenths / 10 + "." + tenths % 10 + " MB";
    }

    /** What the library refuses of a file is the memory for it. */
    private static InvalidInputException noMemory(String field, NativeException cause) {
        return problem(field, "attachment.too-large", "There is not enough memory for this file. Send a smaller one.", cause);
    }

    private static InvalidInputException problem(String field, String code, String message, Exception cause) {
        return new InvalidInputException(List.of(Problem.error(field, code, message)), cause);
    }
}
