package com.centerscape.smtp.bench;

import java.nio.file.Path;
import java.util.List;

/** What the JVMs of a run are told by the one that starts them, as system properties. */
final class Setup {
    /** Of every JVM that measures: a fixed heap, so that its growth is none of the noise, and the collector of a server. */
    static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /** Where the files of the mails and JMH's logs lie. */
    static final Path FOLDER = Path.of(property("bench.folder", "."));

    /** The library with the empty native. */
    static final String EMPTY_LIBRARY = property("bench.empty", "");

    /** The postfix package, unpacked. */
    static final Path POSTFIX = Path.of(property("bench.postfix", "/"));

    /** Where its shared libraries lie, as LD_LIBRARY_PATH has it. */
    static final String POSTFIX_LIBRARIES = property("bench.postfix.libraries", "");

    private Setup() {}

    /** All of it for another JVM. */
    static List<String> options() {
        return List.of(
                "-Dbench.folder=" + FOLDER,
                "-Dbench.empty=" + EMPTY_LIBRARY,
                "-Dbench.postfix=" + POSTFIX,
                "-Dbench.postfix.libraries=" + POSTFIX_LIBRARIES);
    }

    private static String property(String name, String otherwise) {
        return System.getProperty(name, otherwise);
    }
}
