package com.centerscape.smtp.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file with a secret in it: readable by its owner only, and replaced as a whole.
 *
 * <p>It needs a file system with POSIX permissions; where there are none, it is not written.
 */
final class SettingsFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int LARGEST = 4 << 20;

    private final Path path;

    SettingsFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** Whether others than its owner may read or write a file. */
    static boolean isExposed(Path path) throws IOException {
        Set<PosixFilePermission> others = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(Files.getPosixFilePermissions(path));
        return !others.isEmpty();
    }

    /** The bytes; empty where there is no file. */
    Optional<byte[]> read() throws SettingsFileException {
        try {
            if (isExposed(path)) {
                throw new SettingsFileException("settings-file.exposed",
                    "Others than its owner can read the settings file, and it holds the password. Run chmod 600 on it.", null);
            }
            if (Files.size(path) > LARGEST) {
                throw new SettingsFileException("settings-file.damaged",
                    "The settings file is larger than settings can be. Mend it, or move it away to start afresh.", null);
            }
            return Optional.of(bytes(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException failure) {
            throw new SettingsFileException("settings-file.unreadable",
                "The settings file cannot be read. Look at its folder and its permissions.", failure);
        }
    }

    /** The bytes of a file; what is no file (a pipe, a device, a directory), or larger than a text of this host can be, is told before it is read. */
    static byte[] bytes(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            throw new IOException(path + " is " + (found.isDirectory() ? "a directory" : "a pipe, a socket or a device") + ", not a file");
        }
        try (InputStream content = Files.newInputStream(path)) {
            // It may grow meanwhile, and what the kernel shows as a file need not tell its size.
            byte[] bytes = content.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(path + " is too large: at most " + (LARGEST >> 20) + " MiB are read");
            }
            return bytes;
        }
    }

    /** Replaces the content: afterwards, and after a crash at any moment, the file has all of the old bytes or all of the new. */
    void replace(byte[] bytes) throws SettingsFileException {
        try {
            // A link stays a link.
            Path target = Files.exists(path) ? path.toRealPath() : path;
            Path next = target.resolveSibling(target.getFileName() + ".new");
            // Opened first: a folder that cannot be is told while the old bytes are still there.
            try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                Files.deleteIfExists(next);
                try {
                    write(next, bytes);
                    Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(next);
                }
                force(folder);
            }
        } catch (IOException | UnsupportedOperationException failure) {
            throw new SettingsFileException("settings-file.unwritable",
                "The settings file cannot be written. Look at its folder, its permissions and the free space.", failure);
        }
    }

    /** A new file is its owner's from its first moment on, whatever the process's umask says. */
    private static void write(Path next, byte[] bytes) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(next, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** The new name reaches the disk too. */
    private static void force(FileChannel folder) {
        try {
            folder.force(true);
        } catch (IOException failure) {
            // The new bytes count already: who heard that they are not saved would be wrong. After a crash the file may have the old ones.
        }
    }
}
