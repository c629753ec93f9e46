package com.centerscape.smtp.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Properties;
import javax.net.SocketFactory;

/** Sockets with TCP_NODELAY, which ours sets and Angus Mail does not: its last write would wait for the server's delayed ACK, 40 ms. */
public final class PromptSockets extends SocketFactory {
    /** Lets Jakarta Mail take its sockets from here. */
    static void use(Properties properties) {
        properties.put("mail.smtp.socketFactory.class", PromptSockets.class.getName());
        properties.put("mail.smtp.socketFactory.fallback", "false");
    }

    /** The one that Jakarta Mail calls by name. */
    public static SocketFactory getDefault() {
        return new PromptSockets();
    }

    @Override
    public Socket createSocket() throws SocketException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return prompt(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return prompt(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return prompt(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return prompt(new Socket(host, port, local, localPort));
    }

    private static Socket prompt(Socket socket) throws SocketException {
        socket.setTcpNoDelay(true);
        return socket;
    }
}
