package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.NativeLibraryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The search for a library that fits: the path that was set, else the one inside the jar, copied to a folder that can run it. */
final class LibrarySearch {
    /** The system property with the path of a library; nothing else is tried then. */
    static final String LIBRARY = "centerscape.smtp.library";

    /** The system property with the folder that the library inside the jar is copied to for a moment; no other is tried then. */
    static final String FOLDER = "centerscape.smtp.tmpdir";

    private static final String SET_LIBRARY =
            "Set the system property " + LIBRARY + " to the path of a libcenterscape_smtp.so that was built for it.";
    private static final String SET_FOLDER = "Set the system property " + FOLDER
            + " to a folder that this user may write to and that is not mounted noexec,"
            + " or unpack the library from the jar and set " + LIBRARY + " to its path.";

    private final Platform platform;
    private final BundledLibrary bundled;
    private final List<String> tried = new ArrayList<>();
    private final Set<String> advice = new LinkedHashSet<>();
    private Throwable last;

    private LibrarySearch(Platform platform) {
        this.platform = platform;
        this.bundled = new BundledLibrary(platform);
    }

    /**
     * Loads the first library that fits.
     *
     * @throws NativeLibraryException none does
     */
    static void run(Platform platform) {
        LibrarySearch search = new LibrarySearch(platform);
        String path = property(LIBRARY);
        boolean found = path == null ? search.loadBundled() : search.loadSet(path);
        if (!found) {
            throw search.failure();
        }
    }

    /** The library that an administrator chose. */
    private boolean loadSet(String path) {
        try {
            Path file = Path.of(path).toAbsolutePath();
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(path);
            }
            try (InputStream checksum = checksumOf(file)) {
                LoadedLibrary.load(file, Checksum.read(checksum));
            }
            return true;
        } catch (IOException | UnfitLibraryException | RuntimeException error) {
            if (!(error instanceof UnfitLibraryException) || ((UnfitLibraryException) error).mayOtherFileDo()) {
                advice.add("Correct the system property " + LIBRARY + ", or remove it to use the library inside the jar.");
            }
            note(path + " (system property " + LIBRARY + ")", error);
            return false;
        }
    }

    /** The one beside the file, else that of the library inside the jar, which it may be a copy of; null where there is neither. */
    private InputStream checksumOf(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + Checksum.SUFFIX);
        return Files.exists(beside) ? Files.newInputStream(beside) : bundled.checksum();
    }

    /** The library inside the jar, from the first folder that can run it. */
    private boolean loadBundled() {
        String what = bundled.resource() + " inside the jar";
        if (!bundled.exists()) {
            note(what, UnfitLibraryException.file("there is none for this platform", platform.advice() + SET_LIBRARY, null));
            return false;
        }
        for (Path folder : TemporaryFolders.list(property(FOLDER))) {
            try (BundledLibrary.Copy copy = bundled.copyTo(folder); InputStream checksum = bundled.checksum()) {
                LoadedLibrary.load(copy.file(), Checksum.read(checksum));
                return true;
            } catch (UnfitLibraryException unfit) {
                note(what + ", copied to " + folder, unfit);
                if (!unfit.mayDoElsewhere()) {
                    return false;
                }
            } catch (IOException | RuntimeException error) {
                note(what + ", copied to " + folder, error);
            }
            advice.add(SET_FOLDER);
        }
        return false;
    }

    private void note(String what, Exception error) {
        tried.add(what + ": " + reason(error));
        if (error instanceof UnfitLibraryException) {
            advice.add(((UnfitLibraryException) error).advice());
        }
        last = error;
    }

    private static String reason(Exception error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (error instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (error instanceof FileSystemException && ((FileSystemException) error).getReason() != null) {
            return ((FileSystemException) error).getReason();
        }
        return error instanceof UnfitLibraryException ? error.getMessage() : error.toString();
    }

    private NativeLibraryException failure() {
        String lines = "The native library of CenterScape SMTP cannot be loaded on " + platform.name() + ", Java "
                + System.getProperty("java.version") + ".\nTried:\n- " + String.join("\n- ", tried) + "\nWhat to do:\n- "
                + String.join("\n- ", advice);
        return new NativeLibraryException(lines, last);
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
