package com.centerscape.smtp.internal.jni;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A look at a shared library before it is loaded. The system's loader maps a file that is cut short without a word, and the JVM dies
 * with it at the first page that is missing.
 *
 * <p>Source: System V ABI, chapter 4, "Object Files", with the 64-bit layout.
 */
final class ElfFile {
    private static final int HEADER = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int SHARED_OBJECT = 3;
    private static final Map<Integer, String> MACHINES =
            Map.of(3, "x86", 40, "arm", 62, "x86_64", 183, "aarch64", 21, "ppc64", 22, "s390x", 243, "riscv64");

    // Offsets in the header.
    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int PROGRAM_HEADERS = 32;
    private static final int SECTION_HEADERS = 40;
    private static final int PROGRAM_HEADER_SIZE = 54;
    private static final int PROGRAM_HEADER_COUNT = 56;
    private static final int SECTION_HEADER_SIZE = 58;
    private static final int SECTION_HEADER_COUNT = 60;

    // Offsets in a program header.
    private static final int SEGMENT_OFFSET = 8;
    private static final int SEGMENT_LENGTH = 32;

    private ElfFile() {}

    /**
     * Looks whether the file is a whole library for the machine.
     *
     * @throws UnfitLibraryException it is not; why
     * @throws IOException it cannot be read
     */
    static void check(Path file, Platform platform) throws UnfitLibraryException, IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer header = read(channel, 0, HEADER);
            checkHeader(header, platform);
            long end = Math.max(
                    end(header, SECTION_HEADERS, SECTION_HEADER_SIZE, SECTION_HEADER_COUNT), segmentsEnd(channel, header));
            if (end > channel.size()) {
                throw truncated();
            }
        } catch (EOFException tooShort) {
            throw truncated();
        }
    }

    private static void checkHeader(ByteBuffer header, Platform platform) throws UnfitLibraryException {
        if (header.getInt(0) != MAGIC) {
            throw unfit("it is no shared library (not an ELF file)");
        }
        if (header.get(4) != CLASS_64 || header.get(5) != LITTLE_ENDIAN) {
            throw unfit("it is for another kind of processor (not 64-bit little-endian)");
        }
        int number = Short.toUnsignedInt(header.getShort(MACHINE));
        String machine = MACHINES.getOrDefault(number, "machine number " + number);
        if (!machine.equals(platform.arch())) {
            throw unfit("it is for " + machine + ", and this JVM is " + platform.arch());
        }
        if (header.getShort(TYPE) != SHARED_OBJECT) {
            throw unfit("it is an ELF file, but no shared library");
        }
    }

    private static long segmentsEnd(SeekableByteChannel channel, ByteBuffer header) throws IOException {
        long table = header.getLong(PROGRAM_HEADERS);
        int size = Short.toUnsignedInt(header.getShort(PROGRAM_HEADER_SIZE));
        int count = Short.toUnsignedInt(header.getShort(PROGRAM_HEADER_COUNT));
        ByteBuffer headers = read(channel, table, size * count);
        long end = 0;
        for (int at = 0; at + SEGMENT_LENGTH + Long.BYTES <= size * count; at += size) {
            end = Math.max(end, headers.getLong(at + SEGMENT_OFFSET) + headers.getLong(at + SEGMENT_LENGTH));
        }
        return end;
    }

    /** Where a table ends. */
    private static long end(ByteBuffer header, int offset, int size, int count) {
        return header.getLong(offset)
                + (long) Short.toUnsignedInt(header.getShort(size)) * Short.toUnsignedInt(header.getShort(count));
    }

    private static ByteBuffer read(SeekableByteChannel channel, long offset, int length) throws IOException {
        if (offset < 0 || offset > channel.size() - length) {
            throw new EOFException();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(offset);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private static UnfitLibraryException truncated() {
        return UnfitLibraryException.file("the file is cut short", "Copy the library again, as a whole.", null);
    }

    private static UnfitLibraryException unfit(String why) {
        return UnfitLibraryException.file(
                why, "Take the libcenterscape_smtp.so that is made for this kind of machine.", null);
    }
}
