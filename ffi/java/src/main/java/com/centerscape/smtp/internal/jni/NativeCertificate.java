package com.centerscape.smtp.internal.jni;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A certificate that a server presented. */
public final class NativeCertificate {
    private static final int TEXTS = 5;
    private static final int MOMENTS = 2;

    private final byte[] der;
    private final String subject;
    private final String issuer;
    private final List<String> names;
    private final String sha256;
    private final long notBefore;
    private final long notAfter;

    /**
     * A certificate.
     *
     * @param der its bytes
     * @param subject its subject, RFC 4514
     * @param issuer its issuer, RFC 4514
     * @param names the DNS names and IP addresses it is for
     * @param sha256 its fingerprint in lower-case hex
     * @param notBefore when it begins to be valid, in seconds since 1970
     * @param notAfter when it ceases to be valid, in seconds since 1970
     */
    public NativeCertificate(
            byte[] der,
            String subject,
            String issuer,
            List<String> names,
            String sha256,
            long notBefore,
            long notAfter) {
        this.der = Objects.requireNonNull(der, "der");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.issuer = Objects.requireNonNull(issuer, "issuer");
        this.names = List.copyOf(names);
        this.sha256 = Objects.requireNonNull(sha256, "sha256");
        this.notBefore = notBefore;
        this.notAfter = notAfter;
    }

    /** A chain as it crosses: five per certificate. */
    static byte[][] flatten(List<NativeCertificate> chain) {
        byte[][] flat = new byte[TEXTS * chain.size()][];
        int at = 0;
        for (NativeCertificate certificate : chain) {
            flat[at++] = certificate.der;
            flat[at++] = text(certificate.subject);
            flat[at++] = text(certificate.issuer);
            flat[at++] = text(String.join("\n", certificate.names));
            flat[at++] = text(certificate.sha256);
        }
        return flat;
    }

    /** The validity of a chain as it crosses: two moments per certificate. */
    static long[] validity(List<NativeCertificate> chain) {
        long[] flat = new long[MOMENTS * chain.size()];
        int at = 0;
        for (NativeCertificate certificate : chain) {
            flat[at++] = certificate.notBefore;
            flat[at++] = certificate.notAfter;
        }
        return flat;
    }

    /** A server chose these texts: what is no text in them is replaced, not refused. */
    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
