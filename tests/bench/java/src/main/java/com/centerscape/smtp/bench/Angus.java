package com.centerscape.smtp.bench;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Angus Mail. */
final class Angus {
    private Angus() {}

    private static MimeMessage message(Session session, Mail mail, Path file) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(Case.FROM));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(Case.TO));
        message.setSubject(mail.subject, "UTF-8");
        message.setSentDate(new Date());
        for (Map.Entry<String, String> header : mail.headers.entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        if (file != null) {
            MimeBodyPart words = new MimeBodyPart();
            words.setText(mail.text, "UTF-8");
            message.setContent(new MimeMultipart("mixed", words, attachment(mail, file)));
        } else if (mail.html != null) {
            MimeBodyPart text = new MimeBodyPart();
            text.setText(mail.text, "UTF-8");
            MimeBodyPart html = new MimeBodyPart();
            html.setText(mail.html, "UTF-8", "html");
            message.setContent(new MimeMultipart("alternative", text, html));
        } else {
            message.setText(mail.text, "UTF-8");
        }
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart attachment(Mail mail, Path file) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new FileDataSource(file.toFile()) {
            @Override
            public String getContentType() {
                return Case.MEDIA_TYPE;
            }
        }));
        part.setFileName(mail.fileName);
        // Known beforehand, as it is to ours: else the file is read twice, once to find it out.
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
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
            message(session, mail, file).writeTo(out);
        }
    }

    /** One transport for each thread, connected once. */
    static final class Sending implements Library.Sender {
        private final Session session;
        private final Mail mail;
        private final Path file;
        private final Queue<Transport> opened = new ConcurrentLinkedQueue<>();
        private final ThreadLocal<Transport> transport = ThreadLocal.withInitial(this::connect);

        Sending(Case mail, int port) {
            this.mail = Centerscape.example(mail);
            file = mail.hasFile() ? mail.file() : null;
            Properties properties = new Properties();
            properties.put("mail.smtp.host", "127.0.0.1");
            properties.put("mail.smtp.port", Integer.toString(port));
            PromptSockets.use(properties);
            session = Session.getInstance(properties);
        }

        @Override
        public void send() throws Exception {
            MimeMessage message = message(session, mail, file);
            transport.get().sendMessage(message, message.getAllRecipients());
        }

        private Transport connect() {
            try {
                Transport transport = session.getTransport("smtp");
                transport.connect();
                opened.add(transport);
                return transport;
            } catch (MessagingException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public void close() throws Exception {
            for (Transport transport : opened) {
                transport.close();
            }
        }
    }
}
