package com.centerscape.smtp;

import java.util.Optional;

/**
 * The host's answer where the settings do not hold the secret themselves: the password where it is {@linkplain Secret#stored()
 * stored}, and always a bearer token.
 */
@FunctionalInterface
public interface SecretSource {
    /**
     * The secret. It is called on the thread that sends, while that one logs in; several threads may call at once. What it throws
     * goes to the caller of the mailer, and its connection is closed.
     *
     * @param request which one
     * @return the password or token; empty where there is none, or no other
     */
    Optional<String> secret(SecretRequest request);
}
