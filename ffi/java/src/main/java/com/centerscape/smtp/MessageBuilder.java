package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeAttachment;
import com.centerscape.smtp.internal.jni.NativeException;
import com.centerscape.smtp.internal.jni.NativeFile;
import com.centerscape.smtp.internal.jni.NativeMessage;
import com.centerscape.smtp.internal.jni.NativeSettings;
import com.centerscape.smtp.internal.jni.NativeStamp;
import com.centerscape.smtp.internal.jni.Utf8;
import com.centerscape.smtp.internal.json.JsonWriter;
import com.centerscape.smtp.internal.json.LoneSurrogateException;
import com.centerscape.smtp.internal.json.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Builds many messages by one settings value, for a host that does more with them than an {@link SmtpMailer} does.
 *
 * <p>It holds the settings outside the Java heap until it is closed. Threads may share it. After {@link #close()} every other call is an
 * {@link IllegalStateException}.
 */
public final class MessageBuilder implements AutoCloseable {
    private final NativeSettings settings;
    private final String domain;
    private final AttachmentReader reader = new AttachmentReader();

    /**
     * A builder.
     *
     * @param domain of the Message-IDs, well-formed; empty for the sender's
     */
    MessageBuilder(SmtpSettings settings, String domain) {
        this.settings = settings.toNative();
        this.domain = domain;
    }

    /**
     * A builder. The Message-IDs have the sender's domain.
     *
     * @param settings of the server that the messages go out by; they give the sender
     * @return the builder; whoever asked closes it
     */
    public static MessageBuilder create(SmtpSettings settings) {
        return new MessageBuilder(Objects.requireNonNull(settings, "settings"), "");
    }

    /**
     * Builds a message of this moment.
     *
     * @param draft what it says, and to whom
     * @return the message; whoever asked closes it
     * @throws InvalidInputException every problem of the draft and of the sender; a file that cannot be read or that changes meanwhile
     */
    public SmtpMessage build(Draft draft) throws InvalidInputException {
        return build(Objects.requireNonNull(draft, "draft"), Stamps.now(domain));
    }

    /** The same of a draft that is JSON text. */
    SmtpMessage build(String draft) throws InvalidInputException {
        try {
            return build(Utf8.bytes(Texts.wellFormed(draft, "")), List.of(), Stamps.now(domain));
        } catch (LoneSurrogateException refusal) {
            throw InvalidInputException.of(refusal);
        }
    }

    SmtpMessage build(Draft draft, NativeStamp stamp) throws InvalidInputException {
        return build(json(draft), draft.attachments(), stamp);
    }

    /** Builds a message of a draft that is JSON already, UTF-8. */
    SmtpMessage build(byte[] draft, List<Attachment> attachments, NativeStamp stamp) throws InvalidInputException {
        return with(attachments, files -> new SmtpMessage(NativeMessage.build(settings, draft, files, stamp)));
    }

    /**
     * What a person will see of a draft in a mail client, found and said as {@link #build(Draft)} does it.
     *
     * @param draft what it says, and to whom
     * @return the preview
     * @throws InvalidInputException as {@link #build(Draft)}
     */
    public Preview preview(Draft draft) throws InvalidInputException {
        Objects.requireNonNull(draft, "draft");
        return preview(json(draft), draft.attachments());
    }

    /** The same of a draft that is JSON already, UTF-8. */
    Preview preview(byte[] draft, List<Attachment> attachments) throws InvalidInputException {
        return with(attachments, files -> Preview.read(NativeMessage.preview(settings, draft, files)));
    }

    private static byte[] json(Draft draft) {
        JsonWriter json = JsonWriter.compact();
        draft.write(json);
        return json.toBytes();
    }

    /** What takes the files of attachments. */
    private interface Taking<T> {
        T with(List<NativeAttachment> files);
    }

    private <T> T with(List<Attachment> attachments, Taking<T> taking) throws InvalidInputException {
        List<NativeFile> files = new ArrayList<>(attachments.size());
        try {
            return taking.with(read(attachments, files));
        } catch (LoneSurrogateException refusal) {
            throw InvalidInputException.of(refusal);
        } catch (NativeException refusal) {
            throw InvalidInputException.of(refusal);
        } finally {
            // Those that the message took over are closed already.
            files.forEach(NativeFile::close);
        }
    }

    private List<NativeAttachment> read(List<Attachment> attachments, List<NativeFile> files) throws InvalidInputException {
        AttachmentReader.check(attachments);
        long left = AttachmentReader.MOST;
        List<NativeAttachment> natives = new ArrayList<>(attachments.size());
        for (Attachment attachment : attachments) {
            String field = AttachmentReader.field(natives.size());
            Texts.wellFormed(attachment.fileName(), field + ".file_name");
            Texts.wellFormed(attachment.mediaType(), field + ".media_type");
            String contentId = attachment.contentId().orElse(null);
            if (contentId != null) {
                Texts.wellFormed(contentId, field + ".content_id");
            }
            NativeFile file = reader.read(attachment, field, left);
            files.add(file);
            left -= file.length();
            natives.add(new NativeAttachment(attachment.fileName(), attachment.mediaType(), contentId, file));
        }
        return natives;
    }

    /** Lets go of the settings; messages that were built stay. A second call changes nothing. */
    @Override
    public void close() {
        settings.close();
    }
}
