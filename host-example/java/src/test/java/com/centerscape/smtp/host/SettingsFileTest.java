package com.centerscape.smtp.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file that holds the password: its owner's alone, whole or not at all, and never overwritten when it is damaged. */
class SettingsFileTest {
    private static final String SAVED = "{\"hostname\":\"mail.example.com\"}";

    @TempDir
    private Path folder;

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            assertEquals(200, host.save(SAVED).statusCode());
            assertEquals("rw-------", permissions(host.settings()));
            assertEquals(200, host.save("{\"timeout_seconds\":20}").statusCode());
            assertEquals("rw-------", permissions(host.settings()));
        }
    }

    /** A file that is made open and closed afterwards can be read in between: its permissions never change once it is there. */
    @Test
    void theFileIsItsOwnersAloneFromItsFirstMomentOn() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        Thread writer = new Thread(() -> writeOften(isDone));
        writer.start();
        int looks = 0;
        while (!isDone.get()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.collect(Collectors.toList())) {
                    assertEquals("rw-------", permissionsIfThere(file).orElse("rw-------"));
                    looks++;
                }
            }
        }
        writer.join();
        assertTrue(looks > 100, "looked " + looks + " times");
    }

    /** To open a pipe waits for its other end, and a device never ends. */
    @Test
    void whatIsNoFileIsToldAndNotRead() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor());
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        for (Path path : List.of(pipe, Path.of("/dev/zero"), folder, large)) {
            String why = assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertThrows(IOException.class, () -> SettingsFile.bytes(path)).getMessage());
            assertTrue(why.contains(path.toString()), why);
        }
        SettingsFileException told = assertTimeoutPreemptively(Duration.ofSeconds(10),
            () -> assertThrows(SettingsFileException.class, () -> new SettingsFile(pipe).read()));
        assertEquals("settings-file.unreadable", told.code());
        Files.writeString(folder.resolve("f"), "text");
        assertArrayEquals("text".getBytes(StandardCharsets.UTF_8), SettingsFile.bytes(folder.resolve("f")));
    }

    private void writeOften(AtomicBoolean isDone) {
        try {
            SettingsFile file = new SettingsFile(folder.resolve("f"));
            for (int i = 0; i < 100; i++) {
                file.replace(new byte[i]);
            }
        } catch (SettingsFileException failure) {
            throw new IllegalStateException(failure);
        } finally {
            isDone.set(true);
        }
    }

    /** Readers see one of the two contents, never a part. */
    @Test
    void theFileIsReplacedAsAWhole() throws Exception {
        SettingsFile file = new SettingsFile(folder.resolve("f"));
        byte[] small = new byte[10];
        byte[] large = new byte[1 << 20];
        file.replace(small);
        AtomicBoolean isDone = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 50; i++) {
                    file.replace(i % 2 == 0 ? large : small);
                }
            } catch (SettingsFileException failure) {
                throw new IllegalStateException(failure);
            } finally {
                isDone.set(true);
            }
        });
        writer.start();
        while (!isDone.get()) {
            int length = Files.readAllBytes(folder.resolve("f")).length;
            assertTrue(length == small.length || length == large.length, "read " + length + " bytes");
        }
        writer.join();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing is left behind");
        }
    }

    @Test
    void aLeftoverOfACrashIsNotInTheWay() throws Exception {
        Files.writeString(folder.resolve("f.new"), "half");
        new SettingsFile(folder.resolve("f")).replace("whole".getBytes(StandardCharsets.UTF_8));
        assertEquals("whole", Files.readString(folder.resolve("f")));
        assertEquals("rw-------", permissions(folder.resolve("f")));
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path target = folder.resolve("target");
        new SettingsFile(target).replace(new byte[] {1});
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        new SettingsFile(link).replace(new byte[] {2});
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(new byte[] {2}, Files.readAllBytes(target));
    }

    /** A folder that takes files and cannot be opened. For root it can: then this looks at a save that went well. */
    @Test
    void whatFailedIsNotStored() throws Exception {
        SettingsFile file = new SettingsFile(folder.resolve("f"));
        file.replace(new byte[] {1});
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("-wx------"));
        byte expected = 2;
        try {
            file.replace(new byte[] {2});
        } catch (SettingsFileException failure) {
            expected = 1;
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        assertArrayEquals(new byte[] {expected}, Files.readAllBytes(folder.resolve("f")));
        assertFalse(Files.exists(folder.resolve("f.new")));
    }

    @Test
    void aFolderThatIsNotThereIsTold() throws Exception {
        try (RunningHost host = RunningHost.in(folder.resolve("nowhere"))) {
            HttpResponse<String> refused = host.put(SAVED, "*");
            assertEquals(500, refused.statusCode());
            assertTrue(refused.body().contains("\"settings-file.unwritable\""), refused.body());
            assertFalse(refused.body().contains("nowhere"), refused.body());
        }
    }

    static Stream<byte[]> damagedContents() {
        String whole = "{\n  \"hostname\": \"mail.example.com\",\n  \"password\": \"correct horse\"\n}";
        return Stream.of(
            whole.substring(0, whole.length() - 1).getBytes(StandardCharsets.UTF_8),
            whole.substring(0, whole.length() / 2).getBytes(StandardCharsets.UTF_8),
            new byte[0],
            new byte[200],
            "{\"hostname\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1),
            "{\"hostnam\": \"a\"}".getBytes(StandardCharsets.UTF_8),
            "{\"password\": \"****\"}".getBytes(StandardCharsets.UTF_8),
            new byte[5 << 20]);
    }

    @ParameterizedTest
    @MethodSource("damagedContents")
    void aDamagedFileIsToldAndLeftAsItIs(byte[] content) throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            host.save(SAVED);
            Files.write(host.settings(), content);
            for (HttpResponse<String> refused : List.of(
                host.get("/api/settings"), host.put(SAVED, "*"), host.post("/api/settings/validate", SAVED),
                host.post("/api/test", "{\"settings\":{}}"),
                host.post("/api/send", "{\"to\":[\"a@example.com\"],\"subject\":\"s\",\"text\":\"t\"}"))) {
                assertEquals(500, refused.statusCode());
                assertTrue(refused.body().contains("\"settings-file.damaged\""), refused.body());
                assertTrue(refused.body().contains("move it away"), refused.body());
                assertFalse(refused.body().contains("correct"), refused.body());
            }
            assertArrayEquals(content, Files.readAllBytes(host.settings()));
        }
    }

    @Test
    void whatOthersCanReadIsRefused() throws Exception {
        try (RunningHost host = RunningHost.in(folder)) {
            host.save(SAVED);
            Files.setPosixFilePermissions(host.settings(), PosixFilePermissions.fromString("rw-r-----"));
            assertTrue(host.get("/api/settings").body().contains("\"settings-file.exposed\""));
            assertEquals(500, host.put(SAVED, "*").statusCode());
            Files.setPosixFilePermissions(host.settings(), PosixFilePermissions.fromString("rw-------"));
            assertEquals(200, host.get("/api/settings").statusCode());
        }
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Optional<String> permissionsIfThere(Path file) {
        try {
            return Optional.of(permissions(file));
        } catch (Exception replacedMeanwhile) {
            return Optional.empty();
        }
    }
}
