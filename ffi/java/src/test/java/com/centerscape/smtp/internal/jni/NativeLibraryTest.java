package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.centerscape.smtp.WithoutLibrary;
import com.centerscape.smtp.mailer.DetectInChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each library is loaded in a JVM of its own, by eight threads at once, which all get the same answer. */
class NativeLibraryTest {
    private static final String LOADED = "loaded 0.1.0\nanswers: 1\n";

    @TempDir
    Path folder;

    private Path library;

    @BeforeEach
    void copy() throws IOException {
        library = LibraryFiles.copy(folder);
    }

    @Test
    void thePathThatIsSetComesFirst() throws Exception {
        assertEquals(LOADED, set(library).output);
    }

    @Test
    void theLibraryInsideTheJarIsCopiedAndDeleted() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ChildJvm.Result result = bundled().property("java.io.tmpdir", temporary).run(LoadOnce.class);
        assertEquals(LOADED, result.output);
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), Arrays.asList(left.toArray()));
        }
    }

    @Test
    void aMissingFileIsToldWithItsProperty() throws Exception {
        fails(set(folder.resolve("nowhere.so")), "nowhere.so (system property centerscape.smtp.library): there is no such file");
    }

    @Test
    void aTruncatedLibraryIsToldAtEveryLength() throws Exception {
        byte[] whole = Files.readAllBytes(library);
        for (int length : new int[] {0, 10, 63, 64, 1000, whole.length / 2, whole.length - 1}) {
            Files.write(library, Arrays.copyOf(whole, length));
            fails(set(library), "the file is cut short");
        }
    }

    /** The one beside it counts, also where it is a copy of the one inside the jar. */
    @Test
    void aWrongChecksumIsTold() throws Exception {
        LibraryFiles.checksum(library);
        assertEquals(LOADED, set(library).output);
        byte[] bytes = Files.readAllBytes(library);
        bytes[bytes.length / 2] ^= 1;
        Files.write(library, bytes);
        fails(set(library), "the file is cut short or damaged");
        Files.delete(library.resolveSibling(library.getFileName() + Checksum.SUFFIX));
        fails(set(library), "the file is cut short or damaged");
    }

    @Test
    void aLibraryInsideTheJarThatIsCutShortIsTold() throws Exception {
        Path jar = LibraryFiles.likeTheJar(folder.resolve("jar"));
        Path inside = jar.resolve(new BundledLibrary(Platform.current()).resource().substring(1));
        byte[] whole = Files.readAllBytes(inside);
        Files.write(inside, Arrays.copyOf(whole, whole.length / 2));
        fails(bundled().run(LoadOnce.class), "the file is cut short or damaged");
    }

    @Test
    void aLibraryOfAPlatformThatTheJarHasNoneForTakesItsChecksum() throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .property("os.arch", "riscv64")
                .property(LibrarySearch.LIBRARY, library)
                .run(LoadOnce.class);
        fails(result, "it has no checksum");
        assertTrue(result.output.contains(": sha256sum FILE > FILE.sha256 "), result.output);
    }

    @Test
    void aTextFileIsTold() throws Exception {
        Files.writeString(library, "this is no library\n".repeat(10));
        fails(set(LibraryFiles.checksum(library)), "it is no shared library for this kind of machine");
    }

    @Test
    void aLibraryForAnotherMachineIsTold() throws Exception {
        byte[] bytes = Files.readAllBytes(library);
        bytes[18] = (byte) 183; // AArch64, ELF header e_machine
        Files.write(library, bytes);
        fails(set(LibraryFiles.checksum(library)), "it is no shared library for this kind of machine");
    }

    @Test
    void aProgramIsTold() throws Exception {
        byte[] bytes = Files.readAllBytes(library);
        bytes[16] = 2; // ET_EXEC, ELF header e_type
        Files.write(library, bytes);
        fails(set(LibraryFiles.checksum(library)), "it is no shared library for this kind of machine");
    }

    @Test
    void anotherLibraryIsTold() throws Exception {
        Path foreign = LibraryFiles.compile(folder, "foreign", "int something_else(void) { return 1; }\n");
        fails(set(foreign), "it is another library");
    }

    @Test
    void anotherVersionIsTold() throws Exception {
        Path newer = LibraryFiles.compile(
                folder,
                "newer",
                "int Java_com_centerscape_smtp_internal_jni_Native_contractVersion(void *env, void *type) {\n"
                        + "  (void)env; (void)type; return 99;\n}\n");
        fails(set(newer), "it is of another version (contract 99, this jar has " + Native.CONTRACT_VERSION + ")");
    }

    @Test
    void aNewerLibcIsTold() throws Exception {
        Path map = Files.writeString(folder.resolve("map"), "GLIBC_2.99 { global: from_the_future; };\n");
        Path libc = LibraryFiles.compile(
                folder,
                "future",
                "int from_the_future(void) { return 1; }\n",
                "-nostdlib",
                "-Wl,-soname,libc.so.6",
                "-Wl,--version-script=" + map);
        Path newer = LibraryFiles.compile(
                folder,
                "needs",
                "int from_the_future(void); int call(void) { return from_the_future(); }\n",
                "-nostdlib",
                libc.toString());
        ChildJvm.Result result = set(newer);
        fails(result, "the C library of this system is too old");
        assertTrue(result.output.contains("needs glibc 2.28 or newer"), result.output);
    }

    @Test
    void aReadOnlyFolderIsToldWithItsProperty() throws Exception {
        // Nobody can make a folder in /proc, root neither.
        ChildJvm.Result result = bundled().property(LibrarySearch.FOLDER, "/proc").run(LoadOnce.class);
        fails(result, "copied to /proc: ");
        assertTrue(result.output.contains("Set the system property centerscape.smtp.tmpdir"), result.output);
    }

    @Test
    void aMissingFolderIsToldWithItsProperty() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        ChildJvm.Result result = bundled().property(LibrarySearch.FOLDER, nowhere).run(LoadOnce.class);
        fails(result, "copied to " + nowhere + ": there is no such file or folder");
    }

    @Test
    void aNoexecFolderIsToldWithItsProperty() throws Exception {
        try (NoexecFolder noexec = NoexecFolder.create(folder)) {
            ChildJvm.Result result =
                    bundled().property(LibrarySearch.FOLDER, noexec.path()).run(LoadOnce.class);
            fails(result, "the folder is mounted noexec");
            assertTrue(result.output.contains("Set the system property centerscape.smtp.tmpdir"), result.output);
            try (Stream<Path> left = Files.list(noexec.path())) {
                assertEquals(List.of(), Arrays.asList(left.toArray()));
            }
        }
    }

    @Test
    void aNoexecTemporaryFolderIsPassedOver() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        try (NoexecFolder noexec = NoexecFolder.create(folder)) {
            ChildJvm.Result result = bundled()
                    .property("java.io.tmpdir", noexec.path())
                    .property("user.home", home)
                    .run(LoadOnce.class);
            assertEquals(LOADED, result.output);
        }
    }

    @Test
    void theCopyIsForItsOwnerOnly() throws Exception {
        Path home;
        try (BundledLibrary.Copy copy = new BundledLibrary(Platform.of("testos", "amd64", "")).copyTo(folder)) {
            assertEquals("Copied by a test.\n", Files.readString(copy.file()));
            home = copy.file().getParent();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
        }
        assertFalse(Files.exists(home));
    }

    @Test
    void aPlatformWithoutLibraryIsTold() throws Exception {
        ChildJvm.Result result = bundled().property("os.arch", "riscv64").run(LoadOnce.class);
        fails(result, "/native/linux-riscv64/libcenterscape_smtp.so inside the jar: there is none for this platform");
        assertTrue(result.output.contains("Set the system property centerscape.smtp.library"), result.output);
        fails(bundled().property("os.name", "Windows 11").run(LoadOnce.class), "/native/windows-x86_64/centerscape_smtp.dll");
        fails(bundled().property("os.name", "Mac OS X").run(LoadOnce.class), "/native/macos-x86_64/libcenterscape_smtp.dylib");
    }

    /** The first call and every later one, whichever it is and from whichever thread: a static initialiser would say it once, and then nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"classes-first", "calls-first"})
    void withoutLibraryEveryCallSaysSoAndEveryClassInitialises(String order) throws Exception {
        ChildJvm.Result result =
                new ChildJvm().property(LibrarySearch.LIBRARY, folder.resolve("nowhere.so")).run(WithoutLibrary.class, order);
        assertEquals(0, result.exitCode, result.toString());
        assertTrue(result.output.startsWith("The native library of CenterScape SMTP cannot be loaded on "), result.output);
        assertTrue(result.output.contains("\nWhat to do:\n- "), result.output);
        Matcher counts = Pattern.compile("\nanswers: 1 of (\\d+) calls, (\\d+) classes\n$").matcher(result.output);
        assertTrue(counts.find(), result.output);
        assertTrue(Integer.parseInt(counts.group(1)) >= 15 && Integer.parseInt(counts.group(2)) >= 100, result.output);
    }

    /** JDK 24 and newer: neither the folder nor the file is at fault, and no other one would do. */
    @Test
    void aJvmThatDeniesNativeCodeIsToldWithTheOption() throws Exception {
        for (ChildJvm denying : List.of(bundledIn(java25()), new ChildJvm(java25()).property(LibrarySearch.LIBRARY, library))) {
            ChildJvm.Result result = denying.option("--illegal-native-access=deny").run(LoadOnce.class);
            fails(result, "this JVM denies native code to the class path");
            assertTrue(result.output.contains("\n- Start Java with --enable-native-access=ALL-UNNAMED "), result.output);
            assertFalse(result.output.contains("Set the system property"), result.output);
            assertFalse(result.output.contains("Correct the system property"), result.output);
            assertEquals(1, result.output.split("this JVM denies", -1).length - 1, "no other folder is tried: " + result.output);
        }
    }

    @Test
    void theOptionThatItNamesDoes() throws Exception {
        ChildJvm allowed = bundledIn(java25()).option("--illegal-native-access=deny").option("--enable-native-access=ALL-UNNAMED");
        assertEquals(LOADED, allowed.run(LoadOnce.class).output);
    }

    /** On the module path the option names the module. */
    @Test
    void aModuleIsToldByItsName() throws Exception {
        Path jar = LibraryFiles.moduleOf(folder.resolve("smtp.jar"), "com.centerscape.smtp");
        for (boolean isAllowed : new boolean[] {false, true}) {
            ChildJvm child = new ChildJvm(java25())
                    .property(LibrarySearch.LIBRARY, LibraryFiles.checksum(library))
                    .option("--illegal-native-access=deny")
                    .option("--module-path=" + jar)
                    .option("--add-modules=com.centerscape.smtp");
            if (isAllowed) {
                child.option("--enable-native-access=com.centerscape.smtp");
            }
            String output = child.run(DetectInChild.class, "127.0.0.1").output;
            String expected = isAllowed ? "nothing-found: " : "- Start Java with --enable-native-access=com.centerscape.smtp\n";
            assertTrue(output.contains(expected), output);
        }
    }

    private static Path java25() {
        String home = System.getProperty("centerscape.smtp.java25", "");
        if (home.isEmpty()) {
            throw new AssertionError("there is no Java 25; cargo xtask test installs one and names it, -Dcenterscape.smtp.java25=...");
        }
        return Path.of(home);
    }

    private ChildJvm.Result set(Path path) throws Exception {
        return new ChildJvm().property(LibrarySearch.LIBRARY, path).run(LoadOnce.class);
    }

    /** A JVM with the library on its class path, as it is inside the jar. */
    private ChildJvm bundled() throws IOException {
        return bundledIn(Path.of(System.getProperty("java.home")));
    }

    private ChildJvm bundledIn(Path java) throws IOException {
        return new ChildJvm(java).classes(LibraryFiles.likeTheJar(folder.resolve("jar")));
    }

    /** The JVM lives, all threads had the same exception, and it says this. */
    private static void fails(ChildJvm.Result result, String reason) {
        assertEquals(0, result.exitCode, result.toString());
        assertTrue(result.output.contains(reason), result.output);
        assertTrue(result.output.contains("\nWhat to do:\n- "), result.output);
        assertTrue(result.output.endsWith("answers: 1\n"), result.output);
    }
}
