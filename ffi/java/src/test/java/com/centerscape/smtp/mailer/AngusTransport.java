package com.centerscape.smtp.mailer;

import com.centerscape.smtp.Envelope;
import com.centerscape.smtp.ConnectionSecurity;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpTransport;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Sends by Angus Mail, as a host does that has it already. */
final class AngusTransport implements SmtpTransport {
    private final String password;

    AngusTransport(String password) {
        this.password = password;
    }

    @Override
    public Receipt send(Server server, Envelope envelope, SmtpMessage message) throws Failure {
        if (envelope.needsSmtpUtf8()) {
            // Without mail.mime.allowutf8 it would cut each character to a byte.
            throw new Failure("mail", "smtputf8-not-offered", "Angus Mail is not set up for it", null);
        }
        Session session = Session.getInstance(properties(server, envelope));
        AngusConversation conversation = new AngusConversation(session);
        try {
            connect(conversation, server);
            if (envelope.needsSmtpUtf8() && !conversation.supportsExtension("SMTPUTF8")) {
                throw new Failure("mail", "smtputf8-not-offered", "", null);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(message, bytes);
            MimeMessage parsed = new MimeMessage(session, new ByteArrayInputStream(bytes.toByteArray()));
            conversation.sendMessage(parsed, recipients(envelope));
            return conversation.receipt();
        } catch (MessagingException | RuntimeException failed) {
            // Where only some recipients were refused, too.
            if (conversation.isAnswered()) {
                return conversation.receipt();
            }
            throw conversation.failure(failed, server.security() == ConnectionSecurity.STARTTLS);
        } finally {
            close(conversation);
        }
    }

    private void connect(AngusConversation conversation, Server server) throws MessagingException, Failure {
        if (server.username().isEmpty()) {
            conversation.connect(server.hostname(), server.port(), null, null);
            return;
        }
        conversation.connect(server.hostname(), server.port(), server.username().get(), password);
        // It goes on without a login where the server has none.
        if (!conversation.supportsExtension("AUTH") && !conversation.supportsExtension("AUTH=LOGIN")) {
            throw new Failure("auth", "auth-not-offered", "", null);
        }
    }

    /** What becomes of a goodbye changes nothing about the message. */
    private static void close(AngusConversation conversation) {
        try {
            conversation.close();
        } catch (MessagingException | RuntimeException unheard) {
            // The connection is gone all the same.
        }
    }

    private static Properties properties(Server server, Envelope envelope) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", Boolean.toString(server.username().isPresent()));
        properties.setProperty("mail.smtp.auth.mechanisms", String.join(" ", server.mechanisms()));
        // An empty one alone would be that of the header From.
        properties.setProperty("mail.smtp.from", "<" + envelope.sender() + ">");
        properties.setProperty("mail.smtp.timeout", Long.toString(server.timeout().toMillis()));
        properties.setProperty("mail.smtp.connectiontimeout", Long.toString(server.timeout().toMillis()));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(server.security() == ConnectionSecurity.TLS));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(server.security() == ConnectionSecurity.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(server.security() == ConnectionSecurity.STARTTLS));
        // One refused recipient keeps the mail from nobody else.
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(envelope.needsSmtpUtf8()));
        properties.setProperty("mail.smtp.writetimeout", Long.toString(server.timeout().toMillis()));
        server.ehloName().ifPresent(name -> properties.setProperty("mail.smtp.localhost", name));
        return properties;
    }

    private static Address[] recipients(Envelope envelope) throws AddressException {
        Address[] recipients = new Address[envelope.recipients().size()];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = new InternetAddress(envelope.recipients().get(i));
        }
        return recipients;
    }

    static void write(SmtpMessage message, OutputStream into) {
        try {
            message.writeTo(into);
        } catch (IOException impossible) {
            throw new UncheckedIOException("the stream is in memory", impossible);
        }
    }
}
