package com.centerscape.smtp.internal.jni;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a library may be copied to before it is loaded. */
final class TemporaryFolders {
    private TemporaryFolders() {}

    /**
     * The folders to try, in this order.
     *
     * @param set the one that an administrator chose, or null
     */
    static List<Path> list(String set) {
        if (set != null) {
            return List.of(Path.of(set));
        }
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        // Hardened systems mount the folders for temporary files noexec, and seldom those of users.
        String home = System.getProperty("user.home", "");
        addExisting(folders, System.getenv("XDG_CACHE_HOME"));
        addExisting(folders, home.isEmpty() ? null : home + "/.cache");
        addExisting(folders, System.getenv("XDG_RUNTIME_DIR"));
        addExisting(folders, home);
        return folders;
    }

    private static void addExisting(List<Path> folders, String name) {
        if (name == null || name.isEmpty()) {
            return;
        }
        Path folder = Path.of(name);
        if (Files.isDirectory(folder) && !folders.contains(folder)) {
            folders.add(folder);
        }
    }
}
