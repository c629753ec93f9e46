package com.centerscape.smtp.bench;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** A mail as any library understands it, read out of the bytes of one: what the others are given, and what their mails are compared by. */
final class Mail {
    /** The headers that no library makes by itself. */
    private static final String[] HEADERS = {
        "In-Reply-To", "References", "Auto-Submitted", "Importance", "X-Priority"
    };

    final String from;
    final String to;
    final String subject;
    final Map<String, String> headers = new LinkedHashMap<>();
    /** With LF. */
    String text;
    /** With LF; null where there is none. */
    String html;
    /** Null where there is none. */
    String fileName;
    private byte[] file;

    private Mail(MimeMessage message) throws MessagingException {
        from = Arrays.toString(message.getFrom());
        to = Arrays.toString(message.getAllRecipients());
        subject = message.getSubject();
        for (String name : HEADERS) {
            String value = message.getHeader(name, null);
            if (value != null) {
                headers.put(name, value.trim());
            }
        }
        Objects.requireNonNull(message.getSentDate(), "Date");
        Objects.requireNonNull(message.getMessageID(), "Message-ID");
    }

    /** Reads a mail. */
    static Mail parse(byte[] bytes) {
        try {
            Session session = Session.getInstance(new Properties());
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(bytes));
            Mail mail = new Mail(message);
            mail.read(message);
            return mail;
        } catch (MessagingException | IOException failure) {
            throw new IllegalStateException("this is no mail", failure);
        }
    }

    private void read(Part part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                read(child);
            }
        } else if (part.getFileName() != null) {
            fileName = part.getFileName();
            file = part.getInputStream().readAllBytes();
        } else if (part.isMimeType("text/html")) {
            html = lines(part);
        } else {
            text = lines(part);
        }
    }

    private static String lines(Part part) throws MessagingException, IOException {
        return ((String) part.getContent()).replace("\r\n", "\n").stripTrailing();
    }

    /** Fails where the other mail says something else. */
    void compare(Mail other) {
        compare("From", from, other.from);
        compare("To", to, other.to);
        compare("Subject", subject, other.subject);
        compare("headers", headers, other.headers);
        compare("text", text, other.text);
        compare("HTML", html, other.html);
        compare("file name", fileName, other.fileName);
        if (!Arrays.equals(file, other.file)) {
            throw new IllegalStateException("the attachments differ");
        }
    }

    private static void compare(String what, Object ours, Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            throw new IllegalStateException(what + " differs:\n" + ours + "\n" + theirs);
        }
    }
}
