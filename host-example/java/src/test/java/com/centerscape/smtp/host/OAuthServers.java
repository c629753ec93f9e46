package com.centerscape.smtp.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An OAuth 2 server, and a mail server that asks it about every token: the program {@code oauth-for-tests} of {@code tests/oauth-server},
 * which runs until this is closed.
 */
final class OAuthServers implements AutoCloseable {
    static final String MAILBOX = "alerts@example.test";

    private static final String PROPERTY = "centerscape.smtp.oauth";
    private static final String BUILD = "cargo xtask oauth-server && cargo build --release -p smtp-oauth-server";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final JsonMembers told;

    private OAuthServers(Process process, JsonMembers told) {
        this.process = process;
        this.told = told;
    }

    static OAuthServers start() throws Exception {
        Path program = Path.of(System.getProperty(PROPERTY));
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing (another path: -D" + PROPERTY + "=...); build it: " + BUILD);
        }
        Process process = new ProcessBuilder(program.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the OAuth server did not start (" + process.waitFor() + "): standard error says why");
        }
        return new OAuthServers(process, JsonMembers.ofAny(line));
    }

    private String told(String key) throws Refusal {
        return told.string(key).orElseThrow();
    }

    String issuer() throws Refusal {
        return told("issuer");
    }

    String tokenEndpoint() throws Refusal {
        return told("token_endpoint");
    }

    String secureTokenEndpoint() throws Refusal {
        return told("secure_token_endpoint");
    }

    /** The settings of the mail server. */
    String form() {
        return new JsonText().text("hostname", "localhost").json("port", told.seconds("mail_port").orElseThrow().toString())
            .text("security", "tls").text("auth", "oauth2").text("username", MAILBOX).text("from_address", MAILBOX)
            .json("timeout_seconds", "20").toString();
    }

    /** A keystore in this folder, with the authority that vouches for both servers. It can be read without its password. */
    Path keystore(Path folder) throws Exception {
        Path file = folder.resolve("trusted.jks");
        try (OutputStream out = Files.newOutputStream(file)) {
            keystore().store(out, "changeit".toCharArray());
        }
        return file;
    }

    /** A context that trusts the certificate of both servers, and no other. */
    SSLContext trust() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keystore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore keystore() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(Path.of(told("ca_file")))) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        return store;
    }

    /** What a test asks beside the protocols: see {@code control.mjs}. */
    String control(String what) throws Exception {
        URI uri = URI.create(issuer() + "/control/" + what.replace(" ", "+"));
        HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /** A refresh token, as after a sign-in in the browser. */
    String signIn(String clientId) throws Exception {
        String answer = control("refresh-token?client=" + clientId + "&user=" + MAILBOX + "&scope=smtp.send offline_access");
        return JsonMembers.ofAny(answer).string("refresh_token").orElseThrow();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the OAuth server does not stop");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
