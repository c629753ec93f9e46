package com.centerscape.smtp.host;

/** Why there is no token. The message is for an administrator, and holds no secret. */
final class TokenException extends Exception {
    private static final long serialVersionUID = 1;

    TokenException(String message) {
        super(message);
    }
}
