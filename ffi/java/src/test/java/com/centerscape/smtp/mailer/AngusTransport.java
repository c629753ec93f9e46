package com.centerscape.smtp.mailer;

import com.centerscape.smtp.Envelope;
import com.centerscape.smtp.Security;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpTransport;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
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
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;

/** Sends by Angus Mail, as a host does that has it already. */
final class AngusTransport implements SmtpTransport {
    private final String password;

    AngusTransport(String password) {
        this.password = password;
    }

    @Override
    public Receipt send(Server server, Envelope envelope, SmtpMessage message) throws Failure {
        Session session = Session.getInstance(properties(server, envelope));
        try (SMTPTransport transport = connect(session, server)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(message, bytes);
            MimeMessage parsed = new MimeMessage(session, new ByteArrayInputStream(bytes.toByteArray()));
            transport.sendMessage(parsed, recipients(envelope));
            String line = transport.getLastServerResponse();
            return Receipt.of(transport.getLastReturnCode(), List.of(line.substring(Math.min(4, line.length())).trim()));
        } catch (MessagingException failed) {
            // Angus Mail does not tell which command failed.
            throw new Failure("body", "other", String.valueOf(failed.getMessage()), failed).withFinalDotSent();
        }
    }

    private SMTPTransport connect(Session session, Server server) throws Failure {
        try {
            SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
            if (server.username().isPresent()) {
                transport.connect(server.hostname(), server.port(), server.username().get(), password);
            } else {
                transport.connect(server.hostname(), server.port(), null, null);
            }
            return transport;
        } catch (AuthenticationFailedException refused) {
            throw new Failure("auth", "", "", refused).withReply(535, List.of(refused.getMessage().trim()));
        } catch (MailConnectException unreachable) {
            throw new Failure("connect", "refused", String.valueOf(unreachable.getMessage()), unreachable);
        } catch (MessagingException failed) {
            throw new Failure("connect", "other", String.valueOf(failed.getMessage()), failed);
        }
    }

    private static Properties properties(Server server, Envelope envelope) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.auth", Boolean.toString(server.username().isPresent()));
        properties.setProperty("mail.smtp.auth.mechanisms", String.join(" ", server.mechanisms()));
        properties.setProperty("mail.smtp.from", envelope.sender());
        properties.setProperty("mail.smtp.timeout", Long.toString(server.timeout().toMillis()));
        properties.setProperty("mail.smtp.connectiontimeout", Long.toString(server.timeout().toMillis()));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(server.security() == Security.TLS));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
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
