package com.centerscape.smtp;

import java.util.Optional;

/**
 * The host's answer where the settings do not hold the secret themselves: the password where it is {@linkplain Secret#stored()
 * stored}, and always a bearer token.
 */
@FunctionalInterface
public interface SecretSource {
    /**
     * The secret. It is called in a thread of its own, which has the class loader and the inheritable values of the one that sends, while
     * that one logs in; several may call at once. What it throws goes to the caller of the mailer, and its connection is closed.
     *
     * <p>A call of the mailer that is over does not wait for it: the thread is interrupted and left alone, and the report names it.
     * After 16 such calls the mailer does not ask until one of them ends: its report says so, as where there is no secret.
     *
     * @param request which one
     * @return the password or token; empty where there is none, or no other
     */
    Optional<String> secret(SecretRequest request);
}
