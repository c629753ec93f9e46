package com.centerscape.smtp;

import java.util.List;

/**
 * Is asked before the final dot of each transaction of a mail, after which the server is responsible for it: the latest moment to write
 * down that the mail may have been sent, or to see that nobody else sends it.
 */
@FunctionalInterface
public interface TransactionConfirmer {
    /**
     * Whether the mail may be handed over to the server. It is asked in a thread of its own, and the deadlines of the mailer bound the wait:
     * an answer that comes later counts as none, and the mail is not sent.
     *
     * @param transaction which transaction of the mail, counted from 1: a server may take only so many recipients in one
     * @param recipients those that the server took in it, as in the envelope
     * @return true to go on; false ends the mail: what was accepted before stands, and the rest is not sent. So does an exception, which is
     *     then the cause of a {@link DeliveryException} of the report
     */
    boolean confirm(int transaction, List<String> recipients);
}
