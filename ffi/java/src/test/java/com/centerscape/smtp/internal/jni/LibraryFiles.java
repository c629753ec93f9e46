package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Libraries to load, good and bad. */
final class LibraryFiles {
    private LibraryFiles() {}

    /** The same library, with its checksum beside it. */
    static Path checksum(Path library) throws IOException {
        String line = Checksum.of(Files.readAllBytes(library)) + "  " + library.getFileName() + "\n";
        Files.writeString(library.resolveSibling(library.getFileName() + Checksum.SUFFIX), line);
        return library;
    }

    /** A copy of the library that all tests load. */
    static Path copy(Path folder) throws IOException {
        Path copy = Files.createDirectories(folder).resolve("libcenterscape_smtp.so");
        String path = System.getProperty(LibrarySearch.LIBRARY, "");
        if (!path.isEmpty()) {
            return Files.copy(Path.of(path), copy);
        }
        String resource = new BundledLibrary(Platform.current()).resource();
        try (InputStream library = LibraryFiles.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new AssertionError("there is no library; build it: cargo xtask library");
            }
            Files.copy(library, copy);
        }
        return copy;
    }

    /** A folder for the class path that has the library as the jar has it. */
    static Path likeTheJar(Path folder) throws IOException {
        Path platform = folder.resolve("native").resolve(Platform.current().name());
        if (!Files.exists(platform)) {
            checksum(copy(platform));
        }
        return folder;
    }

    /** The classes of this library as a jar that is an automatic module. */
    static Path moduleOf(Path jar, String name) throws IOException, URISyntaxException {
        Path classes = Path.of(NativeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".class"))::iterator) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** A library compiled from C. */
    static Path compile(Path folder, String name, String source, String... options)
            throws IOException, InterruptedException {
        Path code = Files.writeString(folder.resolve(name + ".c"), source);
        Path library = folder.resolve("lib" + name + ".so");
        List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o", library.toString(), code.toString()));
        command.addAll(List.of(options));
        try {
            ChildJvm.Result result = ChildJvm.run(command);
            assertEquals(0, result.exitCode, result.output);
            return checksum(library);
        } catch (IOException missing) {
            throw new AssertionError("there is no C compiler; as root: apt-get install --yes gcc libc6-dev", missing);
        }
    }
}
