package com.centerscape.smtp.bench;

import com.centerscape.smtp.MessageBuilder;
import com.centerscape.smtp.SmtpException;
import com.centerscape.smtp.SmtpMailer;
import com.centerscape.smtp.SmtpMessage;
import com.centerscape.smtp.SmtpSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** This project's library. */
final class Centerscape {
    private Centerscape() {}

    private static SmtpSettings settings(int port) {
        return SmtpSettings.builder()
                .hostname("127.0.0.1")
                .port(port)
                .fromAddress(Case.FROM)
                .build();
    }

    /** The mail that ours builds, for the others to build the same. */
    static Mail example(Case mail) {
        return Mail.parse(bytes(mail));
    }

    static byte[] bytes(Case mail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Building building = new Building(mail)) {
            building.build(out);
        } catch (IOException | SmtpException failure) {
            throw new IllegalStateException(failure);
        }
        return out.toByteArray();
    }

    static final class Building implements Library.Builder {
        private final MessageBuilder messages = MessageBuilder.create(settings(25));
        private final Case mail;

        Building(Case mail) {
            this.mail = mail;
        }

        @Override
        public void build(OutputStream out) throws IOException, SmtpException {
            try (SmtpMessage message = messages.build(mail.draft())) {
                message.writeTo(out);
            }
        }

        @Override
        public void close() {
            messages.close();
        }
    }

    static final class Sending implements Library.Sender {
        private final Case mail;
        private final SmtpMailer mailer;

        Sending(Case mail, int port, int connections) {
            this.mail = mail;
            try {
                mailer = SmtpMailer.builder(settings(port)).connections(connections).build();
            } catch (SmtpException invalid) {
                throw new IllegalStateException(invalid);
            }
        }

        @Override
        public void send() throws SmtpException {
            mailer.send(mail.draft()).requireAll();
        }

        @Override
        public void close() {
            mailer.close();
        }
    }
}
