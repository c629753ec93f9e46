package com.centerscape.smtp.internal.jni;

import java.util.Objects;

/** A file that goes with a message. */
public final class NativeAttachment {
    final String name;
    final String mediaType;
    final String contentId;
    final NativeFile file;

    /**
     * An attachment.
     *
     * @param name the file name that the reader sees
     * @param mediaType such as {@code application/pdf}
     * @param contentId what the HTML refers to it by, or null where it is not inline
     * @param file its bytes, for one attempt to build a message
     */
    public NativeAttachment(String name, String mediaType, String contentId, NativeFile file) {
        this.name = Objects.requireNonNull(name, "name");
        this.mediaType = Objects.requireNonNull(mediaType, "mediaType");
        this.contentId = contentId;
        this.file = Objects.requireNonNull(file, "file");
    }
}
