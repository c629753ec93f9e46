package com.centerscape.smtp.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that takes connections and never says a word. */
final class MuteServer implements AutoCloseable {
    private final ServerSocket listener;

    MuteServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setSoTimeout(10_000);
    }

    int port() {
        return listener.getLocalPort();
    }

    String form() {
        return new JsonText().text("hostname", "127.0.0.1").json("port", String.valueOf(listener.getLocalPort()))
            .text("from_address", "centerscape@example.com").json("timeout_seconds", "60").toString();
    }

    /** The next connection; reading from it waits for 10 seconds at most. */
    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
