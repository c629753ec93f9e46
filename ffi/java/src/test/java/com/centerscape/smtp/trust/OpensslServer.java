package com.centerscape.smtp.trust;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** openssl's own TLS server, for versions of TLS that Java has switched off. It speaks no SMTP. */
final class OpensslServer implements AutoCloseable {
    private static final String TOLD = "ACCEPT 127.0.0.1:";

    private final Process process;
    private final int port;

    /**
     * Starts it on a free port of 127.0.0.1.
     *
     * @param name a certificate of {@code made}
     * @param version as openssl takes it: {@code -tls1_1}
     */
    OpensslServer(TestCertificates made, String name, String version) throws IOException {
        process = Tool.start(new ProcessBuilder(
                        "openssl", "s_server", "-accept", "127.0.0.1:0", version, "-cipher", "DEFAULT@SECLEVEL=0", "-cert",
                        made.pem(name).toString(), "-key", made.key(name).toString())
                .redirectErrorStream(true));
        port = readPort();
    }

    private int readPort() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(TOLD)) {
                return Integer.parseInt(line.substring(TOLD.length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("openssl s_server does not start: " + said);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
