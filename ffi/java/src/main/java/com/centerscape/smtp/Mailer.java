package com.centerscape.smtp;

/**
 * Sends mails.
 *
 * <p>{@link SmtpMailer} is the one that does. Code that only sends can depend on this interface, and have another one in its tests:
 *
 * <pre>{@code
 * Mailer mailer = (draft, options) -> DeliveryReport.of(Outcome.ACCEPTED, draft.to());
 * }</pre>
 */
@FunctionalInterface
public interface Mailer {
    /**
     * Sends a mail to some of its recipients, to all or none, or once somebody confirmed it.
     *
     * @param draft what it says, and to whom
     * @param options to whom of these, and who is asked before the server is responsible for it
     * @return the report of a mail that the server took, for every recipient or for some: {@link Outcome#ACCEPTED} or {@link
     *     Outcome#PARTLY_ACCEPTED}. Who wants an exception for the latter, too, adds {@link DeliveryReport#requireAll()}
     * @throws InvalidInputException every problem of the settings, the draft and the options; nothing was sent
     * @throws DeliveryException the server refused it, it was not sent, or it is uncertain whether the server took it
     */
    DeliveryReport send(Draft draft, SendOptions options) throws SmtpException;

    /**
     * Sends a mail.
     *
     * @param draft what it says, and to whom
     * @return as {@link #send(Draft, SendOptions)}
     * @throws InvalidInputException every problem of the settings and the draft; nothing was sent
     * @throws DeliveryException the server refused it, it was not sent, or it is uncertain whether the server took it
     */
    default DeliveryReport send(Draft draft) throws SmtpException {
        return send(draft, SendOptions.defaults());
    }
}
