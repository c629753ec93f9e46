package com.centerscape.smtp;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that goes with a message.
 *
 * <p>A file of the file system is read when the message is built, piece by piece and outside the Java heap. It is a regular file: no folder,
 * device or pipe. All attachments of a message together have at most 512 MiB; that is judged before a byte is read.
 */
public final class Attachment {
    private final String fileName;
    private final String mediaType;
    private final String contentId;
    /** One of the two is null. */
    private final byte[] bytes;

    private final Path path;

    private Attachment(String fileName, String mediaType, String contentId, byte[] bytes, Path path) {
        this.fileName = Objects.requireNonNull(fileName, "fileName");
        this.mediaType = Objects.requireNonNull(mediaType, "mediaType");
        this.contentId = contentId;
        this.bytes = bytes;
        this.path = path;
    }

    /**
     * Bytes, which are copied. Large files are better {@linkplain #ofFile(Path, String) left where they are}.
     *
     * @param fileName the name that the reader sees, without a path
     * @param mediaType its media type, such as {@code application/pdf} (RFC 2045)
     * @param bytes its bytes
     * @return the attachment
     */
    public static Attachment ofBytes(String fileName, String mediaType, byte[] bytes) {
        return new Attachment(fileName, mediaType, null, Objects.requireNonNull(bytes, "bytes").clone(), null);
    }

    /**
     * A file under its own name.
     *
     * @param path where it is when the message is built
     * @param mediaType its media type, such as {@code application/pdf} (RFC 2045)
     * @return the attachment
     * @throws IllegalArgumentException the path is a root and has no file name
     */
    public static Attachment ofFile(Path path, String mediaType) {
        Path name = Objects.requireNonNull(path, "path").getFileName();
        if (name == null) {
            throw new IllegalArgumentException("path: a root has no file name");
        }
        return ofFile(name.toString(), mediaType, path);
    }

    /**
     * A file under another name.
     *
     * @param fileName the name that the reader sees, without a path
     * @param mediaType its media type, such as {@code application/pdf} (RFC 2045)
     * @param path where it is when the message is built
     * @return the attachment
     */
    public static Attachment ofFile(String fileName, String mediaType, Path path) {
        return new Attachment(fileName, mediaType, null, null, Objects.requireNonNull(path, "path"));
    }

    /**
     * The same file, shown inline by HTML that refers to {@code cid:<id>}.
     *
     * @param contentId the id
     * @return the inline attachment
     */
    public Attachment inline(String contentId) {
        return new Attachment(fileName, mediaType, Objects.requireNonNull(contentId, "contentId"), bytes, path);
    }

    /**
     * The name that the reader sees.
     *
     * @return the name, without a path
     */
    public String fileName() {
        return fileName;
    }

    /**
     * Its media type.
     *
     * @return such as {@code application/pdf} (RFC 2045)
     */
    public String mediaType() {
        return mediaType;
    }

    /**
     * The id by which HTML refers to it.
     *
     * @return the id; empty for an ordinary attachment
     */
    public Optional<String> contentId() {
        return Optional.ofNullable(contentId);
    }

    /**
     * Where it is read from.
     *
     * @return the path; empty where it was given as bytes
     */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** The bytes that were given, not copied; null where it is a file. */
    byte[] bytesOrNull() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Attachment)) {
            return false;
        }
        Attachment that = (Attachment) other;
        return fileName.equals(that.fileName)
                && mediaType.equals(that.mediaType)
                && Objects.equals(contentId, that.contentId)
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(path, that.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fileName, mediaType, contentId, Arrays.hashCode(bytes), path);
    }

    /** The media type, without the name and the bytes. */
    @Override
    public String toString() {
        return "Attachment(" + mediaType + (contentId == null ? ")" : ", inline)");
    }
}
