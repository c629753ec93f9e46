package com.centerscape.smtp.host;

import java.util.List;
import java.util.Map;

/** One file of the dialog's page, as it is and compressed. */
final class SiteFile {
    /** Content codings, the one that is taken first in front. */
    private static final List<String> CODINGS = List.of("br", "gzip");

    private final byte[] content;
    private final Map<String, byte[]> encodings;
    private final String etag;
    private final Map<String, String> headers;

    /**
     * @param encodings the content by the coding that it is compressed with
     * @param headers those of this file alone
     */
    SiteFile(byte[] content, Map<String, byte[]> encodings, String etag, Map<String, String> headers) {
        this.content = content;
        this.encodings = Map.copyOf(encodings);
        this.etag = etag;
        this.headers = Map.copyOf(headers);
    }

    /** The file, or that the client has it already. */
    Answer get(Request request) {
        if (isKnown(request.list("If-None-Match"))) {
            return described(Answer.notModified());
        }
        for (String coding : CODINGS) {
            if (encodings.containsKey(coding) && accepts(request.list("Accept-Encoding"), coding)) {
                return described(Answer.bytes(encodings.get(coding))).with("Content-Encoding", coding);
            }
        }
        return described(Answer.bytes(content));
    }

    private Answer described(Answer answer) {
        // A browser asks each time, so that the page of a new version comes with its first visit.
        // The ETag is weak: it is the same for each coding of the file (RFC 9110, section 8.8.3.3).
        answer.with("Cache-Control", "no-cache").with("Vary", "Accept-Encoding").with("ETag", "W/" + etag);
        headers.forEach(answer::with);
        return answer;
    }

    /** Whether one of these ETags is this file's, by the weak comparison (RFC 9110, section 13.1.2). */
    private boolean isKnown(List<String> tags) {
        return tags.stream().anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }

    /** Whether a coding is among those that a client names, with any weight but 0 (RFC 9110, section 12.5.3). */
    private static boolean accepts(List<String> accepted, String coding) {
        boolean acceptsOthers = false;
        for (String each : accepted) {
            String[] parts = each.split(";", 2);
            boolean isWanted = parts.length == 1 || !parts[1].strip().matches("(?i)q\\s*=\\s*0(\\.0*)?");
            String name = parts[0].strip();
            if (name.equalsIgnoreCase(coding)) {
                return isWanted;
            }
            acceptsOthers |= name.equals("*") && isWanted;
        }
        return acceptsOthers;
    }
}
