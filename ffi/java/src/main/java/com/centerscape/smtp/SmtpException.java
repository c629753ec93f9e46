package com.centerscape.smtp;

/** A mail was not sent as asked, or it is not known: what a caller handles. It is one of its two subclasses. */
public abstract class SmtpException extends Exception {
    private static final long serialVersionUID = 1L;

    SmtpException(String message, Throwable cause) {
        super(message, cause);
    }
}
