package com.centerscape.smtp.internal.jni;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kind of machine that a native library is made for. */
final class Platform {
    private final String os;
    private final String arch;
    private final boolean musl;

    private Platform(String os, String arch, boolean musl) {
        this.os = os;
        this.arch = arch;
        this.musl = musl;
    }

    /** The one that this JVM runs on. */
    static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), maps());
    }

    /**
     * A platform by what the JVM says of itself.
     *
     * @param maps the files that the process has mapped, as {@code /proc/self/maps} has them; empty where there is no such thing
     */
    static Platform of(String osName, String osArch, String maps) {
        boolean musl = maps.contains("/ld-musl-") || maps.contains("/libc.musl-");
        return new Platform(os(word(osName)), arch(word(osArch)), musl);
    }

    /** Its name, such as {@code linux-x86_64}, which is a folder's name inside the jar. */
    String name() {
        return os + "-" + arch + (musl ? "-musl" : "");
    }

    /** Why there may be no library for it. */
    String advice() {
        return musl
                ? "This JVM runs on musl, as on Alpine Linux, and the libraries of this project need glibc: use an image with glibc. "
                : "The jar has a library for Linux with glibc on x86_64. ";
    }

    /** What the file of a library is called. */
    String libraryName() {
        switch (os) {
            case "windows":
                return "centerscape_smtp.dll";
            case "macos":
                return "libcenterscape_smtp.dylib";
            default:
                return "libcenterscape_smtp.so";
        }
    }

    private static String os(String name) {
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "macos" : name;
    }

    private static String arch(String name) {
        switch (name) {
            case "amd64":
            case "x64":
                return "x86_64";
            case "arm64":
                return "aarch64";
            default:
                return name;
        }
    }

    /** Lower case, and nothing that means something in a path. */
    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "");
    }

    private static String maps() {
        try {
            return Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
        } catch (IOException | SecurityException none) {
            return "";
        }
    }
}
