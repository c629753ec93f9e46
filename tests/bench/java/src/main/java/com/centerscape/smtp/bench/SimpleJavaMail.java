package com.centerscape.smtp.bench;

import jakarta.activation.FileDataSource;
import jakarta.mail.Session;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.simplejavamail.api.email.ContentTransferEncoding;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail, which builds and sends by Angus Mail. */
final class SimpleJavaMail {
    private SimpleJavaMail() {}

    private static Email email(Mail mail, Path file) {
        EmailPopulatingBuilder email = EmailBuilder.startingBlank()
                .from(Case.FROM)
                .to(Case.TO)
                .withSubject(mail.subject)
                .fixingSentDate(new Date())
                .withContentTransferEncoding(ContentTransferEncoding.QUOTED_PRINTABLE)
                .withPlainText(mail.text);
        for (Map.Entry<String, String> header : mail.headers.entrySet()) {
            email = email.withHeader(header.getKey(), header.getValue());
        }
        if (mail.html != null) {
            email = email.withHTMLText(mail.html);
        }
        if (file != null) {
            FileDataSource source = new FileDataSource(file.toFile()) {
                @Override
                public String getContentType() {
                    return Case.MEDIA_TYPE;
                }
            };
            email = email.withAttachment(mail.fileName, source, null, ContentTransferEncoding.BASE_64);
        }
        return email.buildEmail();
    }

    static final class Building implements Library.Builder {
        private final Session session = Session.getInstance(new Properties());
        private final Mail mail;
        private final Path file;

        Building(Case mail) {
            this.mail = Centerscape.example(mail);
            file = mail.hasFile() ? mail.file() : null;
        }

        @Override
        public void build(OutputStream out) throws Exception {
            EmailConverter.emailToMimeMessage(email(mail, file), session).writeTo(out);
        }
    }

    static final class Sending implements Library.Sender {
        private final Mail mail;
        private final Path file;
        private final Mailer mailer;

        Sending(Case mail, int port, int connections) {
            this.mail = Centerscape.example(mail);
            file = mail.hasFile() ? mail.file() : null;
            Properties properties = new Properties();
            PromptSockets.use(properties);
            mailer = MailerBuilder.withSMTPServerHost("127.0.0.1")
                    .withSMTPServerPort(port)
                    .withTransportStrategy(TransportStrategy.SMTP)
                    .withConnectionPoolCoreSize(connections)
                    .withConnectionPoolMaxSize(connections)
                    .withProperties(properties)
                    .buildMailer();
        }

        @Override
        public void send() {
            mailer.sendMail(email(mail, file), false);
        }

        @Override
        public void close() throws Exception {
            mailer.shutdownConnectionPool().get(10, TimeUnit.SECONDS);
        }
    }
}
