package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to say, and to whom: a message before it is built.
 *
 * <p>Any text can be held here; it is judged when the message is built. Addresses are {@code Name <address>} or {@code address}.
 */
public final class Draft {
    private final List<String> to;
    private final List<String> cc;
    private final List<String> bcc;
    private final List<String> replyTo;
    private final String from;
    private final String sender;
    private final String envelopeSender;
    private final List<DraftHeader> headers;
    private final String incident;
    private final Content content;
    private final List<Attachment> attachments;

    private Draft(Builder builder) {
        to = List.copyOf(builder.to);
        cc = List.copyOf(builder.cc);
        bcc = List.copyOf(builder.bcc);
        replyTo = List.copyOf(builder.replyTo);
        from = builder.from;
        sender = builder.sender;
        envelopeSender = builder.envelopeSender;
        headers = List.copyOf(builder.headers);
        incident = builder.incident;
        content = builder.content;
        attachments = List.copyOf(builder.attachments);
    }

    /**
     * A subject and a plain text to one recipient.
     *
     * @param to the recipient
     * @param subject one line
     * @param text the text; lines may end in LF or CRLF
     * @return the draft
     */
    public static Draft of(String to, String subject, String text) {
        return builder(CustomContent.of(subject, text)).to(to).build();
    }

    /**
     * A builder of a draft.
     *
     * @param content what it says
     * @return the builder
     */
    public static Builder builder(Content content) {
        return new Builder(content);
    }

    /**
     * A builder that begins with this draft.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(content).to(to).cc(cc).bcc(bcc).replyTo(replyTo);
        builder.from = from;
        builder.sender = sender;
        builder.envelopeSender = envelopeSender;
        builder.headers.addAll(headers);
        builder.incident = incident;
        builder.attachments.addAll(attachments);
        return builder;
    }

    /**
     * What a person will see of it in a mail client; see {@link MessageBuilder#preview}.
     *
     * @param settings of the server that it would go out by; they give the sender
     * @return the preview
     * @throws InvalidInputException every problem of the draft and of the sender; a file that cannot be read or that changes meanwhile
     */
    public Preview preview(SmtpSettings settings) throws InvalidInputException {
        try (MessageBuilder builder = MessageBuilder.create(settings)) {
            return builder.preview(this);
        }
    }

    /**
     * Recipients.
     *
     * @return the addresses, unmodifiable
     */
    public List<String> to() {
        return to;
    }

    /**
     * Recipients of a copy.
     *
     * @return the addresses, unmodifiable
     */
    public List<String> cc() {
        return cc;
    }

    /**
     * Recipients that the others do not see: in the envelope only.
     *
     * @return the addresses, unmodifiable
     */
    public List<String> bcc() {
        return bcc;
    }

    /**
     * Where answers go, if not to the sender.
     *
     * @return the addresses, unmodifiable
     */
    public List<String> replyTo() {
        return replyTo;
    }

    /**
     * The author, where that is not the From address of the settings.
     *
     * @return {@code Name <address>} or {@code address}
     */
    public Optional<String> from() {
        return Optional.ofNullable(from);
    }

    /**
     * Who sends it for the author (RFC 5322, section 3.6.2).
     *
     * @return {@code Name <address>} or {@code address}
     */
    public Optional<String> sender() {
        return Optional.ofNullable(sender);
    }

    /**
     * Where servers return what they cannot deliver, where that is not the author.
     *
     * @return an address; an empty text is the null reverse-path, to which nothing is returned
     */
    public Optional<String> envelopeSender() {
        return Optional.ofNullable(envelopeSender);
    }

    /**
     * Further headers.
     *
     * @return the headers in the order in which they are written, unmodifiable
     */
    public List<DraftHeader> headers() {
        return headers;
    }

    /**
     * What the mails of one incident have in common: they form one thread.
     *
     * @return the string of the incident
     */
    public Optional<String> incident() {
        return Optional.ofNullable(incident);
    }

    /**
     * What it says.
     *
     * @return the content
     */
    public Content content() {
        return content;
    }

    /**
     * Files.
     *
     * @return the files, unmodifiable
     */
    public List<Attachment> attachments() {
        return attachments;
    }

    /** The draft for the natives; attachments go beside it. */
    void write(JsonWriter json) {
        json.beginObject().member("to", to).member("cc", cc).member("bcc", bcc).member("reply_to", replyTo);
        json.optional("from", from).optional("sender", sender).optional("envelope_sender", envelopeSender);
        if (!headers.isEmpty()) {
            json.name("headers").beginArray();
            headers.forEach(header -> header.write(json));
            json.endArray();
        }
        content.write(json.optional("incident", incident));
        json.endObject();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Draft)) {
            return false;
        }
        Draft that = (Draft) other;
        return to.equals(that.to)
                && cc.equals(that.cc)
                && bcc.equals(that.bcc)
                && replyTo.equals(that.replyTo)
                && Objects.equals(from, that.from)
                && Objects.equals(sender, that.sender)
                && Objects.equals(envelopeSender, that.envelopeSender)
                && headers.equals(that.headers)
                && Objects.equals(incident, that.incident)
                && content.equals(that.content)
                && attachments.equals(that.attachments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(to, cc, bcc, replyTo, from, sender, envelopeSender, headers, incident, content, attachments);
    }

    /** Without addresses and texts. */
    @Override
    public String toString() {
        return "Draft(" + content + ", " + (to.size() + cc.size() + bcc.size()) + " recipients, " + attachments.size()
                + " attachments)";
    }

    /** Makes a draft. Each call adds to what was given before. */
    public static final class Builder {
        private final Content content;
        private final List<String> to = new ArrayList<>(1);
        private final List<String> cc = new ArrayList<>(0);
        private final List<String> bcc = new ArrayList<>(0);
        private final List<String> replyTo = new ArrayList<>(0);
        private final List<Attachment> attachments = new ArrayList<>(0);
        private final List<DraftHeader> headers = new ArrayList<>(0);
        private String from;
        private String sender;
        private String envelopeSender;
        private String incident;

        private Builder(Content content) {
            this.content = Objects.requireNonNull(content, "content");
        }

        /**
         * Adds recipients.
         *
         * @param to addresses
         * @return this
         */
        public Builder to(String... to) {
            return add(this.to, "to", to);
        }

        /**
         * Adds recipients.
         *
         * @param to addresses
         * @return this
         */
        public Builder to(Collection<String> to) {
            return add(this.to, "to", to);
        }

        /**
         * Adds recipients of a copy.
         *
         * @param cc addresses
         * @return this
         */
        public Builder cc(String... cc) {
            return add(this.cc, "cc", cc);
        }

        /**
         * Adds recipients of a copy.
         *
         * @param cc addresses
         * @return this
         */
        public Builder cc(Collection<String> cc) {
            return add(this.cc, "cc", cc);
        }

        /**
         * Adds recipients that the others do not see.
         *
         * @param bcc addresses
         * @return this
         */
        public Builder bcc(String... bcc) {
            return add(this.bcc, "bcc", bcc);
        }

        /**
         * Adds recipients that the others do not see.
         *
         * @param bcc addresses
         * @return this
         */
        public Builder bcc(Collection<String> bcc) {
            return add(this.bcc, "bcc", bcc);
        }

        /**
         * Adds where answers go.
         *
         * @param replyTo addresses
         * @return this
         */
        public Builder replyTo(String... replyTo) {
            return add(this.replyTo, "replyTo", replyTo);
        }

        /**
         * Adds where answers go.
         *
         * @param replyTo addresses
         * @return this
         */
        public Builder replyTo(Collection<String> replyTo) {
            return add(this.replyTo, "replyTo", replyTo);
        }

        /**
         * The author of this mail, in place of the settings' From address.
         *
         * @param from {@code Name <address>} or {@code address}
         * @return this
         */
        public Builder from(String from) {
            this.from = Objects.requireNonNull(from, "from");
            return this;
        }

        /**
         * Who sends it for the author (RFC 5322, section 3.6.2). It is left out where it is the author.
         *
         * @param sender {@code Name <address>} or {@code address}
         * @return this
         */
        public Builder sender(String sender) {
            this.sender = Objects.requireNonNull(sender, "sender");
            return this;
        }

        /**
         * Where servers return what they cannot deliver, in place of the author.
         *
         * @param envelopeSender an address; an empty text is the null reverse-path, to which nothing is returned (RFC 5321, section 4.5.5)
         * @return this
         */
        public Builder envelopeSender(String envelopeSender) {
            this.envelopeSender = Objects.requireNonNull(envelopeSender, "envelopeSender");
            return this;
        }

        /**
         * Adds a header. A name may occur more than once; none of those that the message has anyway is possible.
         *
         * @param name such as {@code X-Rack}
         * @param value one line; what is not ASCII is encoded
         * @return this
         */
        public Builder header(String name, String value) {
            headers.add(new DraftHeader(name, value));
            return this;
        }

        /**
         * What the mails of one incident have in common: they form one thread. An incident that comes back needs a new string.
         *
         * @param incident the string of the incident
         * @return this
         */
        public Builder incident(String incident) {
            this.incident = Objects.requireNonNull(incident, "incident");
            return this;
        }

        /**
         * Adds a file.
         *
         * @param attachment the file
         * @return this
         */
        public Builder attach(Attachment attachment) {
            attachments.add(Objects.requireNonNull(attachment, "attachment"));
            return this;
        }

        /**
         * The draft.
         *
         * @return a new draft
         */
        public Draft build() {
            return new Draft(this);
        }

        private Builder add(List<String> to, String name, String... addresses) {
            Objects.requireNonNull(addresses, name);
            for (String address : addresses) {
                Objects.requireNonNull(address, name);
            }
            Collections.addAll(to, addresses);
            return this;
        }

        private Builder add(List<String> to, String name, Collection<String> addresses) {
            return add(to, name, Objects.requireNonNull(addresses, name).toArray(new String[0]));
        }
    }
}
