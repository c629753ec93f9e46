package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.internal.jni.NativeNumbers.Status;
import java.lang.ref.Reference;
import java.util.List;

/** A message: an envelope and its bytes, which are encoded as they are read. For one thread at a time. */
public final class NativeMessage extends NativeObject {
    NativeMessage(long handle) {
        super(handle);
    }

    /**
     * Builds a message.
     *
     * @param draftJson UTF-8
     * @param attachments their files are consumed; where this throws, they are good for nothing but to be closed
     * @throws NativeException {@link Status#INVALID_INPUT} with every problem
     */
    public static NativeMessage build(
            NativeSettings settings, byte[] draftJson, List<NativeAttachment> attachments, NativeStamp stamp) {
        return withFiles(settings, attachments, (handle, texts, files) -> new NativeMessage(Native.messageBuild(
                handle,
                draftJson,
                texts,
                files,
                stamp.unixSeconds,
                stamp.offsetMinutes,
                stamp.entropy,
                stamp.domain)));
    }

    /**
     * What a person will see of a draft, as JSON: {@code {"sender","subject","text","html","warnings"}}.
     *
     * @param draftJson UTF-8
     * @param attachments as in {@link #build}
     * @throws NativeException as {@link #build}
     */
    public static byte[] preview(NativeSettings settings, byte[] draftJson, List<NativeAttachment> attachments) {
        return withFiles(
                settings,
                attachments,
                (handle, texts, files) -> Native.messagePreview(handle, draftJson, texts, files));
    }

    /** What takes attachments: three texts and one file each. */
    private interface Taking<T> {
        T with(long settings, byte[][] texts, long[] files);
    }

    private static <T> T withFiles(NativeSettings settings, List<NativeAttachment> attachments, Taking<T> taking) {
        byte[][] texts = new byte[3 * attachments.size()][];
        long[] files = new long[attachments.size()];
        for (int i = 0; i < files.length; i++) {
            NativeAttachment attachment = attachments.get(i);
            texts[3 * i] = Utf8.bytes(attachment.name);
            texts[3 * i + 1] = Utf8.bytes(attachment.mediaType);
            texts[3 * i + 2] = Utf8.bytesOrNull(attachment.contentId);
            files[i] = attachment.file.handle();
        }
        try {
            T made = settings.call(handle -> taking.with(handle, texts, files));
            attachments.forEach(attachment -> attachment.file.consumed());
            return made;
        } catch (NativeException failure) {
            attachments.forEach(attachment -> attachment.file.throwIfClosed(failure));
            throw failure;
        } finally {
            Reference.reachabilityFence(attachments);
        }
    }

    /** How many bytes {@link #read} gives in all. */
    public long size() {
        return call(Native::messageSize);
    }

    /** Whether its bytes are not all ASCII, so that 8BITMIME is needed. */
    public boolean is8bit() {
        return call(Native::messageIs8bit);
    }

    /** The envelope as JSON: {@code {"sender","recipients","smtputf8"}}. */
    public byte[] envelope() {
        return call(Native::messageEnvelope);
    }

    /** What was changed so that it can be sent, as JSON: {@code {"problems":[..]}}. */
    public byte[] warnings() {
        return call(Native::messageWarnings);
    }

    /** The next bytes of the message into a part of an array; returns how many, 0 at the end. */
    public int read(byte[] into, int offset, int length) {
        return call(handle -> Native.messageRead(handle, into, offset, length));
    }

    /** Begins again with the first byte. */
    public void rewind() {
        run(Native::messageRewind);
    }
}
