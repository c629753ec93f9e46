package com.centerscape.smtp.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One server's certificate, one keystore, and the name by which the server is dialled. */
final class TrustCase {
    /** The server's name in most cases; {@code src/test/resources/hosts} says that it is this machine. */
    static final String HOST = "mail.trust.test";
    /** A name with one label more. */
    static final String DEEP_HOST = "deep.mail.trust.test";

    private static final String ADDRESS = "127.0.0.1";
    private static final String UNTRUSTED = "certificate-untrusted";
    private static final String EXPIRED = "certificate-expired";
    private static final String NAME_MISMATCH = "certificate-name-mismatch";

    private final String certificate;
    private final String keystore;
    private final String dialled;
    private final String cause;
    private final Path identity;
    private final String trusted;

    private TrustCase(String certificate, String keystore, String dialled, String cause, Path identity, String trusted) {
        this.certificate = certificate;
        this.keystore = keystore;
        this.dialled = dialled;
        this.cause = cause;
        this.identity = identity;
        this.trusted = trusted;
    }

    /** What the server presents, in words. */
    String certificate() {
        return certificate;
    }

    /** What is in the keystore, in words. */
    String keystore() {
        return keystore;
    }

    /** The name or address by which the server is dialled. */
    String dialled() {
        return dialled;
    }

    /** The cause of the refusal that the report must name; empty where the certificate is to be trusted. */
    Optional<String> cause() {
        return Optional.ofNullable(cause);
    }

    /** The keystore of the server. */
    Path identity() {
        return identity;
    }

    /** The name of the certificate in the client's keystore. */
    String trusted() {
        return trusted;
    }

    @Override
    public String toString() {
        return certificate + "; in the keystore: " + keystore;
    }

    /** Every case; makes the certificates that are not made yet. */
    static List<TrustCase> all(TestCertificates made) {
        made.selfSigned("root", "Example Root CA");
        made.selfSigned("private-ca", "Example Private CA");
        List<TrustCase> cases = new ArrayList<>();
        addChains(cases, made);
        addOwnCertificates(cases, made);
        addValidity(cases, made);
        addNames(cases, made);
        addAlgorithms(cases, made);
        return cases;
    }

    private static void addChains(List<TrustCase> cases, TestCertificates made) {
        made.signed("intermediate", "root", "Example Intermediate CA", "rsa:2048", "sha256",
                "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign");
        made.signedFor("chain", "intermediate", HOST, "DNS:" + HOST);
        Path whole = made.identity("chain", List.of("intermediate"));
        Path leafOnly = made.identity("chain", List.of());
        cases.add(new TrustCase("CA chain with its intermediate", "the root CA", HOST, null, whole, "root"));
        cases.add(new TrustCase("CA chain with its intermediate", "the intermediate CA", HOST, null, whole, "intermediate"));
        cases.add(new TrustCase("CA chain without its intermediate", "the root CA", HOST, UNTRUSTED, leafOnly, "root"));
        made.signedFor("private", "private-ca", HOST, "DNS:" + HOST);
        Path signed = made.identity("private", List.of());
        cases.add(new TrustCase("signed by a private CA", "that CA", HOST, null, signed, "private-ca"));
        cases.add(new TrustCase("signed by a private CA", "another CA", HOST, UNTRUSTED, signed, "root"));
        cases.add(new TrustCase("signed by a private CA", "the server's own certificate", HOST, null, signed, "private"));
    }

    private static void addOwnCertificates(List<TrustCase> cases, TestCertificates made) {
        made.selfSigned("own-openssl", HOST, "-addext", "subjectAltName=DNS:" + HOST);
        made.selfSigned("own-openssl-nameless", HOST);
        made.selfSignedByKeytool("own-keytool", HOST, "-ext", "san=dns:" + HOST);
        made.selfSignedByKeytool("own-keytool-nameless", HOST);
        addOwn(cases, made, "self-signed by openssl (CA:TRUE)", HOST, null, "own-openssl");
        addOwn(cases, made, "self-signed by openssl, name in CN only", HOST, null, "own-openssl-nameless");
        addOwn(cases, made, "self-signed by keytool with SAN", HOST, null, "own-keytool");
        addOwn(cases, made, "self-signed by keytool without SAN, name in CN", HOST, null, "own-keytool-nameless");
        Path identity = made.identity("own-openssl", List.of());
        cases.add(new TrustCase("self-signed by openssl (CA:TRUE)", "another CA", HOST, UNTRUSTED, identity, "root"));
    }

    private static void addValidity(List<TrustCase> cases, TestCertificates made) {
        made.signedFrom("-60d", "expired", "private-ca", HOST);
        made.signedFrom("+30d", "not-yet-valid", "private-ca", HOST);
        made.selfSignedByKeytool("own-expired", HOST, "-ext", "san=dns:" + HOST, "-startdate", "-60d", "-validity", "30");
        addSigned(cases, made, "expired", HOST, EXPIRED, "expired");
        addSigned(cases, made, "not yet valid", HOST, EXPIRED, "not-yet-valid");
        addOwn(cases, made, "self-signed and expired", HOST, null, "own-expired");
    }

    private static void addNames(List<TrustCase> cases, TestCertificates made) {
        made.signedFor("wrong-name", "private-ca", "other.trust.test", "DNS:other.trust.test");
        made.signedFor("wildcard", "private-ca", "*.trust.test", "DNS:*.trust.test");
        made.signedFor("address", "private-ca", "by address", "IP:" + ADDRESS);
        made.signedFor("address-nameless", "private-ca", ADDRESS);
        made.signedFor("address-as-name", "private-ca", "by address", "DNS:" + ADDRESS);
        made.signedFor("common-name", "private-ca", HOST);
        addSigned(cases, made, "for another name", HOST, NAME_MISMATCH, "wrong-name");
        addOwn(cases, made, "for another name", HOST, NAME_MISMATCH, "wrong-name");
        addSigned(cases, made, "name in CN only", HOST, null, "common-name");
        addSigned(cases, made, "wildcard, one label", HOST, null, "wildcard");
        addSigned(cases, made, "wildcard, two labels", DEEP_HOST, NAME_MISMATCH, "wildcard");
        addSigned(cases, made, "IP address in SAN", ADDRESS, null, "address");
        addSigned(cases, made, "IP address in CN only", ADDRESS, NAME_MISMATCH, "address-nameless");
        addSigned(cases, made, "IP address in SAN as a DNS name", ADDRESS, NAME_MISMATCH, "address-as-name");
        addSigned(cases, made, "DNS name only, dialled by address", ADDRESS, NAME_MISMATCH, "private");
    }

    private static void addAlgorithms(List<TrustCase> cases, TestCertificates made) {
        String san = "subjectAltName=DNS:" + HOST;
        made.signed("sha1", "private-ca", HOST, "rsa:2048", "sha1", san);
        made.signed("md5", "private-ca", HOST, "rsa:2048", "md5", san);
        made.signed("rsa1024", "private-ca", HOST, "rsa:1024", "sha256", san);
        made.signed("ec", "private-ca", HOST, "ec:P-256", "sha256", san);
        made.signed("client-only", "private-ca", HOST, "rsa:2048", "sha256", san, "extendedKeyUsage=clientAuth");
        addSigned(cases, made, "SHA-1 signature", HOST, null, "sha1");
        addSigned(cases, made, "MD5 signature", HOST, UNTRUSTED, "md5");
        addSigned(cases, made, "RSA 1024", HOST, null, "rsa1024");
        addSigned(cases, made, "EC P-256", HOST, null, "ec");
        addSigned(cases, made, "for clients only (extendedKeyUsage)", HOST, UNTRUSTED, "client-only");
    }

    private static void addSigned(
            List<TrustCase> cases, TestCertificates made, String what, String dialled, String cause, String name) {
        cases.add(new TrustCase(what, "the private CA that signed it", dialled, cause, made.identity(name, List.of()), "private-ca"));
    }

    private static void addOwn(
            List<TrustCase> cases, TestCertificates made, String what, String dialled, String cause, String name) {
        cases.add(new TrustCase(what, "the server's own certificate", dialled, cause, made.identity(name, List.of()), name));
    }
}
