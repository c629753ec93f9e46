package com.centerscape.smtp.internal.jni;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 (RFC 6234) that a library had when it was built. The system's loader maps a file that is cut short without a word, and
 * the JVM dies with it at the first page that is missing.
 */
public final class Checksum {
    /** What the name of its file has more than the library's, which lies beside it. */
    static final String SUFFIX = ".sha256";

    private static final int DIGITS = 64;

    private static final String MAKE_ONE = "A library that is not the one inside the jar needs its checksum beside it."
            + " cargo xtask library writes both; for any other one: sha256sum FILE > FILE" + SUFFIX + " (macOS: shasum -a 256).";

    private final String digits;

    private Checksum(String digits) {
        this.digits = digits;
    }

    /**
     * The one in a file as {@code sha256sum} writes it.
     *
     * @throws UnfitLibraryException there is no such file, which null stands for
     */
    static Checksum read(InputStream fileOrNull) throws IOException, UnfitLibraryException {
        if (fileOrNull == null) {
            throw UnfitLibraryException.file("it has no checksum, and without one it is not loaded", MAKE_ONE, null);
        }
        return new Checksum(new String(fileOrNull.readNBytes(DIGITS), StandardCharsets.US_ASCII));
    }

    /**
     * Looks whether the library is the one that it is of.
     *
     * @throws UnfitLibraryException it is not
     * @throws IOException it cannot be read
     */
    void check(Path library) throws IOException, UnfitLibraryException {
        MessageDigest digest = sha256();
        // Piece by piece: the JDK keeps memory outside the heap as large as the largest read of a thread.
        byte[] piece = new byte[8192];
        try (InputStream file = Files.newInputStream(library)) {
            for (int length = file.read(piece); length >= 0; length = file.read(piece)) {
                digest.update(piece, 0, length);
            }
        }
        if (!digits(digest).equals(digits)) {
            throw UnfitLibraryException.folder(
                    "the file is cut short or damaged, or of another build: its SHA-256 is not the one that is expected",
                    "Copy the library again, as a whole. " + MAKE_ONE,
                    null);
        }
    }

    /**
     * The checksum of bytes.
     *
     * @param bytes the bytes
     * @return lower-case hexadecimal digits
     */
    public static String of(byte[] bytes) {
        MessageDigest digest = sha256();
        digest.update(bytes);
        return digits(digest);
    }

    private static String digits(MessageDigest digest) {
        return String.format("%064x", new BigInteger(1, digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
