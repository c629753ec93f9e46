package com.centerscape.smtp.internal.jni;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Loading one file, and asking it whether it speaks as these classes do. */
final class LoadedLibrary {
    private static final String ANOTHER_VERSION =
            "Use the jar and the native library of one version: the one inside the jar fits always.";

    private LoadedLibrary() {}

    /**
     * Loads a library.
     *
     * @throws UnfitLibraryException it cannot be used; why
     * @throws IOException it cannot be read
     */
    static void load(Path file, Checksum checksum) throws IOException, UnfitLibraryException {
        checksum.check(file);
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError error) {
            throw unfit(error);
        } catch (IllegalCallerException denied) {
            throw denied(denied);
        }
        shakeHands();
    }

    /** JDK 24 and newer, with {@code --illegal-native-access=deny}. */
    private static UnfitLibraryException denied(IllegalCallerException denied) {
        Module module = LoadedLibrary.class.getModule();
        String option = "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
        String manifest = module.isNamed()
                ? ""
                : " For a jar that is started by java -jar, a line of its manifest does as well: Enable-Native-Access: ALL-UNNAMED";
        return UnfitLibraryException.jvm(
                "this JVM denies native code to " + (module.isNamed() ? "the module " + module.getName() : "the class path")
                        + " (--illegal-native-access)",
                "Start Java with " + option + manifest,
                denied);
    }

    /** What the system's loader said, in words for people who never saw it. */
    private static UnfitLibraryException unfit(UnsatisfiedLinkError error) {
        String said = String.valueOf(error.getMessage());
        if (said.contains("`GLIBC_")) {
            return UnfitLibraryException.file(
                    "the C library of this system is too old (" + said + ")",
                    "The library inside the jar needs glibc 2.28 or newer: RHEL 8, Debian 10, Ubuntu 20.04 and their successors.",
                    error);
        }
        if (said.contains("failed to map segment")) {
            return UnfitLibraryException.folder(
                    "the folder is mounted noexec, or a security policy forbids to run code from it",
                    "Use a folder that is not mounted noexec.",
                    error);
        }
        if (said.contains("already loaded in another classloader")) {
            return UnfitLibraryException.file(
                    "another class loader of this JVM has loaded this file",
                    "Put the jar where all applications of this JVM share it, or let each load the library inside the jar.",
                    error);
        }
        // The JVM's own guess, after a look at the file, and what the loader says of one that it cannot make out.
        if (Stream.of("Possible cause: ", "ELF ", "file too short", "cannot dynamically load").anyMatch(said::contains)) {
            return UnfitLibraryException.file(
                    "it is no shared library for this kind of machine (" + said + ")",
                    "Take the library that is made for this kind of machine.",
                    error);
        }
        if (said.contains("cannot open shared object file") || said.contains("undefined symbol")) {
            return UnfitLibraryException.file(
                    "a required system library is missing or too old (" + said + ")",
                    "Install what the system's loader names, or use an image with glibc and its usual libraries.",
                    error);
        }
        return UnfitLibraryException.folder(said, "Read what the system's loader says.", error);
    }

    private static void shakeHands() throws UnfitLibraryException {
        int version;
        try {
            version = Native.contractVersion();
        } catch (UnsatisfiedLinkError foreign) {
            throw UnfitLibraryException.file("it is another library, not that of CenterScape SMTP", ANOTHER_VERSION, foreign);
        }
        if (version != Native.CONTRACT_VERSION) {
            throw UnfitLibraryException.file(
                    "it is of another version (contract " + version + ", this jar has " + Native.CONTRACT_VERSION + ")",
                    ANOTHER_VERSION,
                    null);
        }
    }
}
