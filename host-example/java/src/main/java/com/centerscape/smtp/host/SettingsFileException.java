package com.centerscape.smtp.host;

/** The settings file cannot be read or written. The message says what to do, and holds nothing of its content. */
final class SettingsFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code the stable code of {@code api.md}, {@code settings-file.what}
     * @param message for people
     * @param cause for the stack trace; may be null
     */
    SettingsFileException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    String code() {
        return code;
    }
}
