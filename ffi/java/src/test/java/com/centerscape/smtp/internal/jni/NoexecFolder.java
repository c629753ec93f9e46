package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder from which nothing can be run: a mount of its own, so it takes root. */
final class NoexecFolder implements AutoCloseable {
    private final Path path;

    private NoexecFolder(Path path) {
        this.path = path;
    }

    static NoexecFolder create(Path parent) throws IOException, InterruptedException {
        Path path = Files.createDirectory(parent.resolve("noexec"));
        ChildJvm.Result mounted =
                ChildJvm.run(List.of("mount", "-t", "tmpfs", "-o", "noexec,size=16m", "tmpfs", path.toString()));
        assertEquals(0, mounted.exitCode, "a noexec folder is a mount: run this test as root, in a container with CAP_SYS_ADMIN. " + mounted);
        return new NoexecFolder(path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            ChildJvm.Result unmounted = ChildJvm.run(List.of("umount", path.toString()));
            assertEquals(0, unmounted.exitCode, unmounted.output);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
