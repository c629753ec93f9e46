package com.centerscape.smtp.mailer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port of 127.0.0.1 whose queue of connections is full: the system lets further ones wait without an answer. */
final class DeafServer implements AutoCloseable {
    private static final int MOST = 50;
    private static final int PATIENCE_MS = 200;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    DeafServer() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        InetSocketAddress address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
        while (queued.size() < MOST) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(address, PATIENCE_MS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new IOException("the queue takes more than " + MOST + " connections");
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : queued) {
            socket.close();
        }
    }
}
