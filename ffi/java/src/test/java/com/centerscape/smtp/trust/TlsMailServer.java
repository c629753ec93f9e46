package com.centerscape.smtp.trust;

import com.centerscape.smtp.ConnectionSecurity;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server in clear, with STARTTLS or with TLS from the first byte, which remembers every byte that it was told. */
final class TlsMailServer implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final SSLContext context;
    private final ConnectionSecurity security;
    private final boolean hasLogin;
    private final ServerSocket listener;
    private final List<Visit> visits = new CopyOnWriteArrayList<>();

    /** One that offers a login. */
    TlsMailServer(Path identity, ConnectionSecurity security) throws Exception {
        this(identity, security, true);
    }

    /**
     * Starts it on a free port of 127.0.0.1.
     *
     * @param identity a PKCS12 keystore with its key and certificates
     * @param hasLogin whether it offers AUTH PLAIN, which takes any password
     */
    TlsMailServer(Path identity, ConnectionSecurity security, boolean hasLogin) throws Exception {
        this.context = context(identity);
        this.security = security;
        this.hasLogin = hasLogin;
        this.listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread thread = new Thread(this::listen, "mail server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Every connection so far, once each of them is over. */
    List<Visit> visits() throws InterruptedException {
        for (Visit visit : visits) {
            if (!visit.isOver.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("a connection to the mail server does not end");
            }
        }
        return visits;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static SSLContext context(Path identity) throws Exception {
        char[] password = TestCertificates.STORE_PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStores.load("PKCS12", identity), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setSoTimeout(PATIENCE_MS);
                socket.setTcpNoDelay(true);
                Visit visit = new Visit();
                visits.add(visit);
                Thread thread = new Thread(() -> serve(socket, visit), "mail server's visit");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Visit visit) {
        try (Socket open = socket) {
            if (security == ConnectionSecurity.TLS) {
                converse(secured(open), visit.encrypted, true);
            } else if (converse(open, visit.clear, false)) {
                converse(secured(open), visit.encrypted, false);
            }
        } catch (IOException ended) {
            // A client that refuses the certificate hangs up: what it said until then is in the visit.
        } finally {
            visit.isOver.countDown();
        }
    }

    private SSLSocket secured(Socket socket) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return tls;
    }

    /** Speaks SMTP until QUIT or STARTTLS; says whether it was STARTTLS. */
    private boolean converse(Socket socket, ByteArrayOutputStream record, boolean greets) throws IOException {
        InputStream input = new Recording(socket.getInputStream(), record);
        OutputStream output = socket.getOutputStream();
        boolean isClear = !(socket instanceof SSLSocket);
        if (greets || isClear) {
            say(output, "220 mail.trust.test ESMTP");
        }
        for (String line = read(input); line != null; line = read(input)) {
            String verb = line.split(" ", 2)[0].toUpperCase();
            if (verb.equals("EHLO")) {
                say(output, capabilities(isClear && security == ConnectionSecurity.STARTTLS));
            } else if (verb.equals("AUTH")) {
                say(output, "235 2.7.0 welcome");
            } else if (verb.equals("STARTTLS")) {
                say(output, "220 2.0.0 go ahead");
                return true;
            } else if (verb.equals("QUIT")) {
                say(output, "221 2.0.0 bye");
                return false;
            } else {
                say(output, "250 2.0.0 fine");
            }
        }
        return false;
    }

    private String capabilities(boolean canSecure) {
        return "250-mail.trust.test\r\n" + (hasLogin ? "250-AUTH PLAIN\r\n" : "") + (canSecure ? "250-STARTTLS\r\n" : "") + "250 HELP";
    }

    private static void say(OutputStream output, String reply) throws IOException {
        output.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        output.flush();
    }

    /** A line without its end; null at the end of the connection. */
    private static String read(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next >= 0; next = input.read()) {
            if (next == '\n') {
                return line.toString().trim();
            }
            line.append((char) next);
        }
        return null;
    }

    /** What one connection said. */
    static final class Visit {
        private final ByteArrayOutputStream clear = new ByteArrayOutputStream();
        private final ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        private final CountDownLatch isOver = new CountDownLatch(1);

        /** All that it said before TLS. */
        String clear() {
            return clear.toString(StandardCharsets.ISO_8859_1);
        }

        /** All that it said inside TLS. */
        String encrypted() {
            return encrypted.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Copies what is read. */
    private static final class Recording extends FilterInputStream {
        private final ByteArrayOutputStream copy;

        Recording(InputStream input, ByteArrayOutputStream copy) {
            super(input);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                copy.write(next);
            }
            return next;
        }
    }
}
