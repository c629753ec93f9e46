package com.centerscape.smtp.host;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;

/** A real mail server on a free port of this machine, with one user. */
final class MailServer implements AutoCloseable {
    static final String USERNAME = "centerscape@example.com";
    static final String PASSWORD = "Zebra-7-crossing";

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    MailServer() {
        server.setUser(USERNAME, USERNAME, PASSWORD);
        server.start();
    }

    int port() {
        return server.getSmtp().getPort();
    }

    /** A form that sends by this server without a login. */
    String form() {
        return new JsonText().text("hostname", "127.0.0.1").json("port", String.valueOf(port()))
            .text("from_address", USERNAME).json("timeout_seconds", "10").toString();
    }

    /** A form that logs in with a password. The connection is in clear, so it says that this is wanted. */
    String formWithLogin(String password) {
        return new JsonText().text("hostname", "127.0.0.1").json("port", String.valueOf(port()))
            .text("auth", "password").text("username", USERNAME).text("password", password)
            .json("allow_clear_password", "true").text("from_address", USERNAME).json("timeout_seconds", "10").toString();
    }

    /** The subjects of what was taken. */
    List<String> subjects() throws MessagingException {
        List<String> subjects = new ArrayList<>();
        for (Message message : server.getReceivedMessages()) {
            subjects.add(message.getSubject());
        }
        return subjects;
    }

    @Override
    public void close() {
        server.stop();
    }
}
