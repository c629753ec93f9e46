package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a draft says: its own {@link CustomContent}, an {@link AlertMail}, a {@link NoticeMail}, a {@link ReportMail}, or the {@linkplain #test() test}. */
public abstract class Content {
    /** The member of the draft that has it; null where its members are the draft's own. */
    private final String kindOrNull;

    private final Map<String, String> members;

    /** No other kinds than those of this package. */
    Content(String kindOrNull, Map<String, String> members) {
        this.kindOrNull = kindOrNull;
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * The mail of the dialog's <i>Test</i> button.
     *
     * @return the content of the test mail
     */
    public static Content test() {
        return Test.CONTENT;
    }

    /** A member that is a text, as it is named in the JSON of a draft. */
    final Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Writes its members into the object of the draft. */
    final void write(JsonWriter json) {
        if (kindOrNull == null) {
            members.forEach(json::member);
        } else {
            json.member(kindOrNull, members);
        }
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass() && ((Content) other).members.equals(members);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(kindOrNull, members);
    }

    /** It has no words of its own: the core knows them. */
    private static final class Test extends Content {
        static final Content CONTENT = new Test();

        private Test() {
            super("test", Map.of());
        }

        @Override
        public String toString() {
            return "Test";
        }
    }
}
