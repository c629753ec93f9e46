package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonWriter;

/** What a draft says: its own {@link Words}, an {@link Alert}, a {@link Notice}, a {@link Report}, or the {@linkplain #test() test}. */
public abstract class Content {
    /** No other kinds than those of this package. */
    Content() {}

    /**
     * The mail of the dialog's <i>Test</i> button.
     *
     * @return the content of the test mail
     */
    public static Content test() {
        return Test.CONTENT;
    }

    /** Writes its members into the object of the draft. */
    abstract void write(JsonWriter json);

    /** It has no words of its own: the core knows them. */
    private static final class Test extends Content {
        static final Content CONTENT = new Test();

        @Override
        void write(JsonWriter json) {
            json.name("test").beginObject().endObject();
        }

        @Override
        public String toString() {
            return "Test";
        }
    }
}
