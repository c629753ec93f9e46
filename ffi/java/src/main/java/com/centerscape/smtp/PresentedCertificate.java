package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A certificate that a server presented, trusted or not. */
public final class PresentedCertificate extends JsonValue {
    private final String subject;
    private final String issuer;
    private final List<String> names;
    private final Instant notBefore;
    private final Instant notAfter;
    private final String sha256;
    private final String pem;

    PresentedCertificate(JsonFields json) {
        super(json);
        subject = json.text("subject");
        issuer = json.text("issuer");
        names = json.texts("names");
        notBefore = Instant.ofEpochSecond(json.number("not_before"));
        notAfter = Instant.ofEpochSecond(json.number("not_after"));
        sha256 = json.text("sha256");
        pem = json.optionalText("pem").orElse(null);
    }

    /**
     * Whom it names.
     *
     * @return the distinguished name
     */
    public String subject() {
        return subject;
    }

    /**
     * Who signed it.
     *
     * @return the distinguished name; the subject's where it signed itself
     */
    public String issuer() {
        return issuer;
    }

    /**
     * The names and addresses that it is valid for.
     *
     * @return the subject alternative names, unmodifiable
     */
    public List<String> names() {
        return names;
    }

    /**
     * Valid from.
     *
     * @return the first moment
     */
    public Instant notBefore() {
        return notBefore;
    }

    /**
     * Valid to.
     *
     * @return the last moment
     */
    public Instant notAfter() {
        return notAfter;
    }

    /**
     * The SHA-256 fingerprint.
     *
     * @return lower-case hexadecimal digits
     */
    public String sha256() {
        return sha256;
    }

    /**
     * The certificate itself, to save as a file.
     *
     * @return the PEM text (RFC 7468)
     */
    public Optional<String> pem() {
        return Optional.ofNullable(pem);
    }

    @Override
    public String toString() {
        return "PresentedCertificate(" + subject + ", sha256 " + sha256 + ")";
    }
}
