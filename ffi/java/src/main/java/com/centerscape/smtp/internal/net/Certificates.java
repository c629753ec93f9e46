package com.centerscape.smtp.internal.net;

import com.centerscape.smtp.internal.jni.Checksum;
import com.centerscape.smtp.internal.jni.NativeCertificate;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What certificates say, for people. */
final class Certificates {
    /** The kinds of an alternative name that a server is known by (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private Certificates() {}

    /** The chain that a server presented, its own certificate first. */
    static List<NativeCertificate> of(Certificate[] chain) {
        List<NativeCertificate> described = new ArrayList<>();
        for (Certificate certificate : chain) {
            described.add(describe(certificate));
        }
        return described;
    }

    private static NativeCertificate describe(Certificate certificate) {
        byte[] der = encoded(certificate);
        if (!(certificate instanceof X509Certificate)) {
            return new NativeCertificate(der, "", "", List.of(), Checksum.of(der), 0, 0);
        }
        X509Certificate x509 = (X509Certificate) certificate;
        return new NativeCertificate(
                der,
                x509.getSubjectX500Principal().getName(),
                x509.getIssuerX500Principal().getName(),
                names(x509),
                Checksum.of(der),
                Math.floorDiv(x509.getNotBefore().getTime(), 1000L),
                Math.floorDiv(x509.getNotAfter().getTime(), 1000L));
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<?> name : alternativeNames(certificate)) {
            boolean isShown = name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS);
            if (isShown && name.get(1) instanceof String) {
                names.add((String) name.get(1));
            }
        }
        return names;
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            // It is shown by what can be read of it.
            return List.of();
        }
    }

    private static byte[] encoded(Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was received has no encoding", impossible);
        }
    }

    /** The fingerprint, in lower-case hexadecimal digits. */
    static String sha256(Certificate certificate) {
        return Checksum.of(encoded(certificate));
    }
}
