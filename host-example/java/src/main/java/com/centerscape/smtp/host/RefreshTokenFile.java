package com.centerscape.smtp.host;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One line with a refresh token, for its owner only. */
final class RefreshTokenFile {
    private final Path path;
    private final SettingsFile file;

    RefreshTokenFile(Path path) {
        this.path = path;
        file = new SettingsFile(path);
    }

    /** The content as it stands there now: another program may have replaced it. */
    String read() throws TokenException {
        try {
            byte[] bytes = file.read().orElseThrow(() -> failure("there is no such file"));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (SettingsFileException failure) {
            throw failure(failure.code().equals("settings-file.exposed")
                ? "others can read it. Run: chmod 600 " + path
                : "it cannot be read. Look at its folder and its permissions");
        }
    }

    /** Puts another token in its place: at every moment the file holds the one or the other. */
    void replace(String token) throws TokenException {
        try {
            file.replace((token + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (SettingsFileException failure) {
            throw failure("the server gave a new refresh token, which cannot be kept. The old one may be good for nothing now: make the"
                + " folder writable, and sign in again");
        }
    }

    private TokenException failure(String why) {
        return new TokenException("the refresh token's file " + path + ": " + why);
    }
}
