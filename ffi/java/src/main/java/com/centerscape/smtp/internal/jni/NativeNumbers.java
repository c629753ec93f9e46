package com.centerscape.smtp.internal.jni;

/**
 * The numbers by which the library and these classes call things. Written by {@code cargo xtask contract} from
 * ffi/src/failure.rs and ffi/src/numbers.rs, whose comments name the fields of C. Do not edit.
 */
public final class NativeNumbers {
    private NativeNumbers() {}

    /**
     * How a call ended. The numbers are part of the contract: they are never changed, and new ones
     * come last.
     */
    public static final class Status {
        private Status() {}

        /** It did what was asked. */
        public static final int OK = 0;

        /** An argument is NULL, has an impossible length, or names nothing that is known. */
        public static final int INVALID_ARGUMENT = 1;

        /** A text is not UTF-8. */
        public static final int INVALID_UTF8 = 2;

        /**
         * The settings, the draft, the stamp or the recipient are wrong: the problems say where.
         * Nothing was done.
         */
        public static final int INVALID_INPUT = 3;

        /** A job is under way: advance it to its end first. */
        public static final int BUSY = 4;

        /** No job was begun: begin one first. */
        public static final int NOT_STARTED = 5;

        /** The session is over: make a new one. */
        public static final int FINISHED = 6;

        /** The event does not answer the last action. */
        public static final int UNEXPECTED_EVENT = 7;

        /** The handle was freed or consumed, is of another kind, or never was one. */
        public static final int INVALID_HANDLE = 8;

        /** Another thread is in a call on this object. */
        public static final int CONCURRENT_CALL = 9;

        /** A fault of this library. The object of the call is broken: free it. */
        public static final int FAULT = 10;
    }

    /** What happened at the host since the last step. */
    public static final class EventKind {
        private EventKind() {}

        /** A job was begun: go. */
        public static final int START = 1;

        /** The answer to connect: TCP stands. Has {@code local} and {@code peer}. */
        public static final int CONNECTED = 2;

        /**
         * The answer to start-tls: the handshake succeeded and the name was verified. Has {@code
         * version}, {@code cipher} and {@code chain}.
         */
        public static final int SECURED = 3;

        /** The answer to write: all of it was handed to the network. */
        public static final int WRITTEN = 4;

        /** The answer to read. Has {@code bytes}: everything that was read, at least one byte. */
        public static final int RECEIVED = 5;

        /** The answer to provide-secret. Has {@code secret}, NULL where the host has none. */
        public static final int SECRET = 6;

        /** The peer closed the connection, also between two jobs; or the answer to close. */
        public static final int CLOSED = 7;

        /**
         * The action failed. Has {@code failure}, {@code text} and, where it was over certificates,
         * {@code chain}.
         */
        public static final int FAILED = 8;

        /** The action did not end within its timeout. */
        public static final int TIMED_OUT = 9;

        /** The caller gave up. Valid at any time, in place of the answer to any action. */
        public static final int CANCELLED = 10;

        /**
         * The first answer to connect where {@code text} is a name, of a host that looks names up
         * itself. Has {@code addresses}. What follows is connect to each in turn, until one of them
         * stands.
         */
        public static final int RESOLVED = 11;

        /** The host's own time limit for the whole job passed. Valid whenever cancelled is. */
        public static final int DEADLINE_EXCEEDED = 12;

        /** The answer to confirm: go on. */
        public static final int CONFIRMED = 13;
    }

    /** What the host does next. It answers each with one event, except idle and done. */
    public static final class Action {
        private Action() {}

        /**
         * Open a TCP connection to {@code text} and {@code port}, with {@code TCP_NODELAY}, without
         * TLS. Where {@code text} is a name it is looked up first: say resolved, or connect to
         * whichever of its addresses answers.
         */
        public static final int CONNECT = 1;

        /**
         * Do a TLS handshake on the connection, and verify the name {@code text}. Bytes that were
         * read ahead in clear are an attack: report them as received.
         */
        public static final int START_TLS = 2;

        /** Write all of {@code bytes} and flush. */
        public static final int WRITE = 3;

        /** Read what is there, at least one byte. */
        public static final int READ = 4;

        /**
         * Give the secret of the user {@code text}: see {@code secret_kind} and {@code
         * secret_rejected}.
         */
        public static final int PROVIDE_SECRET = 5;

        /** The job is over: take its report, then begin the next job or quit. */
        public static final int IDLE = 6;

        /** Close the connection and say closed. */
        public static final int CLOSE = 7;

        /** The session is over: take the last report. */
        public static final int DONE = 8;

        /**
         * Say whether the message may be handed over to the server, before the final dot is
         * written: for the recipients {@code text}, parted by line feeds, in the transaction {@code
         * transaction} of the job, counted from 1. Only where the host asked for it by {@code
         * cs_smtp_session_confirm_transactions}. Say confirmed, or cancelled, which closes without
         * the dot: what was accepted before stands, and the rest is not sent.
         */
        public static final int CONFIRM = 9;
    }

    /** A stage of a job, in the order in which a job comes to them. */
    public static final class Stage {
        private Stage() {}

        /** The job came to none yet. */
        public static final int NONE = 0;

        /** The name is looked up. */
        public static final int DNS = 1;

        /** The TCP connection is opened. */
        public static final int CONNECT = 2;

        /** The TLS handshake. */
        public static final int TLS = 3;

        /** The server's greeting. */
        public static final int GREETING = 4;

        /** EHLO or HELO. */
        public static final int EHLO = 5;

        /** STARTTLS. */
        public static final int STARTTLS = 6;

        /** The login. */
        public static final int AUTH = 7;

        /** The sender. */
        public static final int MAIL = 8;

        /** The recipients. */
        public static final int RCPT = 9;

        /** DATA. */
        public static final int DATA = 10;

        /** The message, and the reply to its final dot. */
        public static final int BODY = 11;

        /** QUIT. */
        public static final int QUIT = 12;
    }

    /** Which secret is asked for. */
    public static final class SecretKind {
        private SecretKind() {}

        /** The step asks for none. */
        public static final int NONE = 0;

        /** The password of the user. */
        public static final int PASSWORD = 1;

        /** An OAuth 2 bearer token. */
        public static final int BEARER_TOKEN = 2;
    }

    /** What came of a job, in one word. */
    public static final class Outcome {
        private Outcome() {}

        /** There is none: a handle is not valid. */
        public static final int NONE = 0;

        /** A probe passed. */
        public static final int READY = 1;

        /** The server took the message for every recipient. */
        public static final int ACCEPTED = 2;

        /** The server took the message, not for every recipient. */
        public static final int PARTLY_ACCEPTED = 3;

        /** The server refused the sender, every recipient, DATA or the message. */
        public static final int REFUSED = 4;

        /** It ended before the server could take or refuse the message. */
        public static final int NOT_SENT = 5;

        /**
         * The final dot was handed out and its reply is missing: the server may have taken the
         * message.
         */
        public static final int UNCERTAIN = 6;
    }
}
