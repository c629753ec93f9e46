package com.centerscape.smtp.host;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the dialog's page, as {@code cargo xtask dialog} assembled them: each with its forms for the way and the headers that it
 * is served with.
 */
final class Site {
    /** Where they are in the jar. */
    private static final String FOLDER = "/dialog/";
    private static final String MANIFEST = "manifest.json";

    private final Map<String, SiteFile> files;

    private Site(Map<String, SiteFile> files) {
        this.files = Map.copyOf(files);
    }

    /** A host without a page. */
    static Site none() {
        return new Site(Map.of());
    }

    /** The site in this program's jar; empty where it was built without one. */
    static Optional<Site> ofJar() throws IOException {
        Source jar = name -> Site.class.getResourceAsStream(FOLDER + name);
        try (InputStream manifest = jar.open(MANIFEST)) {
            return manifest == null ? Optional.empty() : Optional.of(read(jar));
        }
    }

    /**
     * Reads the manifest and all files that it names.
     *
     * @throws IOException a file is missing, or the manifest is not one
     */
    static Site read(Source source) throws IOException {
        String manifest = new String(bytes(source, MANIFEST), StandardCharsets.UTF_8);
        Map<String, SiteFile> files = new HashMap<>();
        try {
            for (JsonMembers entry : JsonMembers.ofAny(manifest).objects("files")) {
                Map<String, byte[]> encodings = new HashMap<>();
                for (Map.Entry<String, String> encoding : entry.strings("encodings").entrySet()) {
                    encodings.put(encoding.getKey(), bytes(source, encoding.getValue()));
                }
                byte[] content = bytes(source, entry.required("file"));
                files.put(entry.required("path"),
                    new SiteFile(content, encodings, entry.required("etag"), entry.strings("headers")));
            }
        } catch (Refusal malformed) {
            throw new IOException(FOLDER + MANIFEST + " of this jar is damaged. Build it again: cargo xtask dialog", malformed);
        }
        return new Site(files);
    }

    /** Whether a path is one of its files'. */
    boolean has(String path) {
        return files.containsKey(path);
    }

    /** What answers each path. */
    Map<String, SiteFile> files() {
        return files;
    }

    private static byte[] bytes(Source source, String name) throws IOException {
        try (InputStream content = source.open(name)) {
            if (content == null) {
                throw new FileNotFoundException(FOLDER + name + " is missing in this jar. Build it again: cargo xtask dialog");
            }
            return content.readAllBytes();
        }
    }

    /** Where files come from. */
    @FunctionalInterface
    interface Source {
        /** The content of a file; null where there is none. */
        InputStream open(String name) throws IOException;
    }
}
