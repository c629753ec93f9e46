package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.NativeCertificate;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why an action failed: a word of the contract, and the JDK's own words. */
final class Failure {
    /** A deadline passed before there was a connection to use. */
    static final String CONNECTIONS_BUSY = "connections-busy";

    /** A deadline passed before the provider took another message. */
    static final String RATE_REACHED = "rate-reached";

    static final String CERTIFICATE_UNTRUSTED = "certificate-untrusted";
    static final String CERTIFICATE_EXPIRED = "certificate-expired";
    static final String CERTIFICATE_NAME_MISMATCH = "certificate-name-mismatch";

    final String kind;
    final String text;
    final List<NativeCertificate> chain;

    Failure(String kind, String text, List<NativeCertificate> chain) {
        this.kind = kind;
        this.text = text;
        this.chain = chain;
    }

    static Failure of(String kind, Throwable error) {
        return new Failure(kind, words(error), List.of());
    }

    /** Of a lookup, a connect, a read or a write. */
    static Failure of(IOException error) {
        return of(error instanceof SSLException ? tlsKind((SSLException) error) : kind(error), error);
    }

    Failure with(List<NativeCertificate> presented) {
        return new Failure(kind, text, presented);
    }

    /** Whether the server's certificate is what was wrong. */
    boolean isAboutCertificate() {
        return kind.equals(CERTIFICATE_UNTRUSTED)
                || kind.equals(CERTIFICATE_EXPIRED)
                || kind.equals(CERTIFICATE_NAME_MISMATCH);
    }

    /** Whether the peer went away without TLS's goodbye, as many do. */
    static boolean isEnd(IOException error) {
        return find(error, EOFException.class) != null;
    }

    /** Whether the system's own limit for a connect passed: no answer, as with ours. */
    static boolean isTimeout(IOException error) {
        return error instanceof ConnectException && words(error).toLowerCase(Locale.ROOT).contains("timed out");
    }

    private static String kind(IOException error) {
        if (error instanceof UnknownHostException) {
            return "dns";
        }
        if (error instanceof NoRouteToHostException) {
            return "unreachable";
        }
        // Where the JDK has one class for many reasons, the system's words tell them apart; in another language they are
        // "other", which core explains by the stage.
        String words = words(error).toLowerCase(Locale.ROOT);
        if (words.contains("unreachable") || words.contains("cannot assign requested address")) {
            return "unreachable";
        }
        if (error instanceof ConnectException) {
            return "refused";
        }
        boolean isReset = words.contains("reset") || words.contains("broken pipe") || words.contains("abort");
        return isReset ? "reset" : "other";
    }

    private static String tlsKind(SSLException error) {
        if (find(error, CertificateExpiredException.class) != null
                || find(error, CertificateNotYetValidException.class) != null
                || isOutOfTime(find(error, CertPathValidatorException.class))) {
            return CERTIFICATE_EXPIRED;
        }
        CertificateException certificate = find(error, CertificateException.class);
        if (certificate != null) {
            return isAboutName(certificate) ? CERTIFICATE_NAME_MISMATCH : CERTIFICATE_UNTRUSTED;
        }
        String words = words(error).toLowerCase(Locale.ROOT);
        if (words.contains("unsupported or unrecognized ssl message") || words.contains("plaintext connection")) {
            return "not-tls";
        }
        boolean isVersion =
                words.contains("protocol_version") || words.contains("protocol version") || words.contains("no appropriate protocol");
        if (isVersion) {
            return "tls-version";
        }
        IOException beneath = find(error.getCause(), IOException.class);
        return beneath == null || beneath instanceof SSLException ? "tls-handshake" : kind(beneath);
    }

    private static boolean isOutOfTime(CertPathValidatorException error) {
        return error != null
                && (error.getReason() == BasicReason.EXPIRED || error.getReason() == BasicReason.NOT_YET_VALID);
    }

    /** The JDK's check of the name throws this class itself, without a cause; the checks of the path have one. */
    private static boolean isAboutName(CertificateException error) {
        String words = words(error);
        return error.getCause() == null
                && (words.startsWith("No subject alternative")
                        || words.startsWith("No name matching")
                        || words.startsWith("Illegal given domain name"));
    }

    private static <T extends Throwable> T find(Throwable error, Class<T> kind) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    private static String words(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
