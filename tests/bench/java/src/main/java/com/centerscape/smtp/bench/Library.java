package com.centerscape.smtp.bench;

import java.io.OutputStream;

/** Who builds and sends mails. */
public enum Library {
    /** This project. */
    CENTERSCAPE("centerscape-smtp") {
        @Override
        Builder builder(Case mail) {
            return new Centerscape.Building(mail);
        }

        @Override
        Sender sender(Case mail, int port, int connections) {
            return new Centerscape.Sending(mail, port, connections);
        }
    },
    /** Angus Mail, the reference implementation of Jakarta Mail; JavaMail once. */
    ANGUS("Angus Mail") {
        @Override
        Builder builder(Case mail) {
            return new Angus.Building(mail);
        }

        @Override
        Sender sender(Case mail, int port, int connections) {
            return new Angus.Sending(mail, port);
        }
    },
    /** Simple Java Mail with its pool of connections. */
    SIMPLE_JAVA_MAIL("Simple Java Mail") {
        @Override
        Builder builder(Case mail) {
            return new SimpleJavaMail.Building(mail);
        }

        @Override
        Sender sender(Case mail, int port, int connections) {
            return new SimpleJavaMail.Sending(mail, port, connections);
        }
    };

    private final String label;

    Library(String label) {
        this.label = label;
    }

    /** Its name, for people. */
    String label() {
        return label;
    }

    /** Builds this mail again and again. */
    abstract Builder builder(Case mail);

    /** Sends this mail again and again to a server on this port of 127.0.0.1, over as many connections, which are kept. */
    abstract Sender sender(Case mail, int port, int connections);

    /** Builds one mail. */
    interface Builder extends AutoCloseable {
        /** From the words to the last byte. */
        void build(OutputStream out) throws Exception;

        @Override
        default void close() {}
    }

    /** Sends one mail; as many threads as there are connections may call it. */
    interface Sender extends AutoCloseable {
        /** Builds the mail and sends it; returns once the server took it. */
        void send() throws Exception;
    }
}
