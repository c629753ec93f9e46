package com.centerscape.smtp.bench;

/** A way to send: what, over how many connections, to a server on which processor. */
enum Sending {
    KILOBYTE("send 1 KB, 1 connection", Case.ALERT_WORDS, 1, Processors.OTHER, 5_000),
    KILOBYTE_SAME("send 1 KB, 1 connection, server on the same processor", Case.ALERT_WORDS, 1, Processors.CLIENT, 50_000),
    KILOBYTE_BY_EIGHT("send 1 KB, 8 connections", Case.ALERT_WORDS, 8, Processors.OTHER, 80_000),
    MEGABYTE("send 1 MB, 1 connection", Case.MEGABYTE, 1, Processors.OTHER, 500),
    MEGABYTE_BY_EIGHT("send 1 MB, 8 connections", Case.MEGABYTE, 8, Processors.OTHER, 800);

    final String label;
    final Case mail;
    final int connections;
    final int processor;
    /** So many are sent by smtp-source, which takes a number and no time: about two seconds' worth. */
    final int messages;

    Sending(String label, Case mail, int connections, int processor, int messages) {
        this.label = label;
        this.mail = mail;
        this.connections = connections;
        this.processor = processor;
        this.messages = messages;
    }
}
