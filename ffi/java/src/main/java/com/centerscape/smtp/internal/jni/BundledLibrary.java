package com.centerscape.smtp.internal.jni;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The library inside the jar. The system loads files only, so it is copied to one that lives as long as loading takes. */
final class BundledLibrary {
    private final String resource;
    private final String fileName;

    BundledLibrary(Platform platform) {
        fileName = platform.libraryName();
        resource = "/native/" + platform.name() + "/" + fileName;
    }

    /** Its name inside the jar. */
    String resource() {
        return resource;
    }

    /** Whether the jar has one for this platform. */
    boolean exists() {
        return BundledLibrary.class.getResource(resource) != null;
    }

    /** The file with its checksum; null where the jar has none. */
    InputStream checksum() {
        return BundledLibrary.class.getResourceAsStream(resource + Checksum.SUFFIX);
    }

    /** A copy in a folder of its own, which nobody else may enter. */
    Copy copyTo(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, "centerscape-smtp-", ownerOnly());
        Copy copy = new Copy(folder, folder.resolve(fileName));
        boolean isWhole = false;
        try (InputStream library = BundledLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new IOException("the library inside the jar cannot be read");
            }
            Files.copy(library, copy.file());
            isWhole = true;
            return copy;
        } finally {
            if (!isWhole) {
                copy.close();
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            };
        }
        return new FileAttribute<?>[0];
    }

    /** The copied file. A loaded library stays loaded when its file is gone. */
    static final class Copy implements AutoCloseable {
        private final Path folder;
        private final Path file;

        private Copy(Path folder, Path file) {
            this.folder = folder;
            this.file = file;
        }

        /** Where it is. */
        Path file() {
            return file;
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            } catch (IOException kept) {
                // A file that cannot be deleted harms nobody: only its owner sees it.
                file.toFile().deleteOnExit();
            }
        }
    }
}
