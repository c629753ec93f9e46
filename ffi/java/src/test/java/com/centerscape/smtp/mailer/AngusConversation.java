package com.centerscape.smtp.mailer;

import com.centerscape.smtp.SmtpTransport.Failure;
import com.centerscape.smtp.SmtpTransport.Receipt;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Angus Mail's dialogue, and how far it got. Its exceptions do not tell which command they are about, nor whether the final dot was
 * sent; the commands and replies do, and both pass by here.
 */
final class AngusConversation extends SMTPTransport {
    private static final Map<String, String> STAGES = Map.of(
            "EHLO", "ehlo", "HELO", "ehlo", "STARTTLS", "starttls", "AUTH", "auth", "MAIL", "mail", "RCPT", "rcpt", "DATA", "data", ".", "body");

    /** What follows a failure, and tells nothing about it. */
    private static final Set<String> AFTERWARDS = Set.of("RSET", "NOOP", "QUIT");

    private static final int NONE = 0;
    /** What Angus Mail itself says of a reply that it cannot read. */
    private static final int NO_ANSWER = -1;
    private static final int CHALLENGE = 334;
    private static final int GO_ON = 354;

    private String stage = "connect";
    private String recipient = "";
    private boolean isAfterwards;
    private boolean isDotSent;
    /** Of the last reply that counts; {@link #NONE} where it is missing or makes no sense. */
    private int code = NONE;

    private List<String> heard = List.of();
    /** Why a recipient was refused, by address. */
    private final Map<String, Reply> refused = new LinkedHashMap<>();
    /** What the server has against EHLO, should it not answer HELO either. */
    private Reply refusedEhlo;

    /** A reply that was understood. */
    private static final class Reply {
        private final int code;
        private final List<String> lines;

        private Reply(int code, List<String> lines) {
            this.code = code;
            this.lines = lines;
        }
    }

    AngusConversation(Session session) {
        super(session, null);
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        String verb = command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        boolean isAnswer = stage.equals("auth") && code == CHALLENGE;
        isAfterwards = !isAnswer && AFTERWARDS.contains(verb);
        if (verb.equals("HELO") && code == NONE && !heard.isEmpty()) {
            throw new MessagingException("the answer to EHLO is none");
        }
        if (!isAfterwards) {
            refusedEhlo = verb.equals("HELO") && code >= 400 ? new Reply(code, lines()) : null;
            stage = isAnswer ? stage : STAGES.getOrDefault(verb, stage);
            recipient = stage.equals("rcpt") ? command.replaceAll("(?s)^[^<]*<(.*)>[^>]*$", "$1") : "";
            // Before it is written: from now on the server may have it.
            isDotSent |= stage.equals("body");
            forget();
        }
        super.sendCommand(command);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (stage.equals("connect")) {
            stage = "greeting";
        }
        boolean isToNobody = isAfterwards;
        int read = super.readServerResponse();
        if (isToNobody) {
            return read;
        }
        String response = String.valueOf(getLastServerResponse());
        heard = response.equals("[EOF]") ? List.of() : response.lines().collect(Collectors.toList());
        code = isOneReply() ? read : NONE;
        if (stage.equals("rcpt") && code >= 400) {
            refused.put(recipient, new Reply(code, lines()));
        }
        // It would go on with the first code of several.
        return code == NONE ? NO_ANSWER : code;
    }

    private void forget() {
        code = NONE;
        heard = List.of();
    }

    /** Every line has a code, and all are of one class. Angus Mail reads the first code alone. */
    private boolean isOneReply() {
        return !heard.isEmpty()
                && heard.stream().allMatch(line -> line.matches("(?s)[2-5]\\d\\d([ \\t-].*)?"))
                && heard.stream().map(line -> line.charAt(0)).distinct().count() == 1;
    }

    /** The text of each line without its code. */
    private List<String> lines() {
        return heard.stream().map(line -> line.substring(Math.min(4, line.length()))).collect(Collectors.toList());
    }

    /** The message was handed over without an exception, or only some recipients were refused. */
    Receipt receipt() {
        Receipt receipt = Receipt.of(code, lines());
        for (Map.Entry<String, Reply> each : refused.entrySet()) {
            receipt = receipt.withRecipient(each.getKey(), each.getValue().code, each.getValue().lines);
        }
        return receipt;
    }

    /** Whether the server answered the final dot, with a yes or a no. */
    boolean isAnswered() {
        return isDotSent && (code == 250 || code >= 400);
    }

    /** What an exception means. */
    Failure failure(Exception thrown, boolean wantsTls) {
        Failure failure = told(thrown, wantsTls);
        for (Map.Entry<String, Reply> each : refused.entrySet()) {
            failure = failure.withRecipient(each.getKey(), each.getValue().code, each.getValue().lines);
        }
        return isDotSent ? failure.withFinalDotSent() : failure;
    }

    private Failure told(Exception thrown, boolean wantsTls) {
        Throwable beneath = beneath(thrown);
        if (code >= 400) {
            return new Failure(stage, "", "", thrown).withReply(code, lines());
        }
        if (refusedEhlo != null && heard.isEmpty()) {
            // It hung up or fell silent after HELO: what it said before is the reason.
            return new Failure(stage, "", "", thrown).withReply(refusedEhlo.code, refusedEhlo.lines);
        }
        if (beneath instanceof SSLException) {
            return new Failure("tls", tlsKind((SSLException) beneath), words(beneath), thrown);
        }
        if (beneath instanceof IOException) {
            boolean isUnknown = beneath instanceof UnknownHostException;
            String where = isUnknown ? "dns" : code == GO_ON ? "body" : stage;
            return new Failure(where, kind((IOException) beneath), words(beneath), thrown);
        }
        if (code == NONE) {
            return heard.isEmpty()
                    ? new Failure(stage, stage.equals("connect") ? "other" : "closed", words(thrown), thrown)
                    : new Failure(stage, "not-smtp", String.join(" ", heard), thrown);
        }
        if (stage.equals("ehlo") && wantsTls && !supportsExtension("STARTTLS")) {
            return new Failure("starttls", "starttls-not-offered", words(thrown), thrown);
        }
        if (stage.equals("ehlo") && thrown instanceof AuthenticationFailedException) {
            return new Failure("auth", "no-mechanism", words(thrown), thrown);
        }
        // A reply that means yes to something else.
        return new Failure(stage, "not-smtp", String.join(" ", heard), thrown);
    }

    /** The first cause that is not Angus Mail's own. */
    private static Throwable beneath(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof IOException)
                .filter(cause -> !cause.getClass().getName().startsWith("org.eclipse.angus"))
                .findFirst()
                .orElse(null);
    }

    private static String kind(IOException error) {
        String words = words(error).toLowerCase(Locale.ROOT);
        if (error instanceof UnknownHostException) {
            return "dns";
        }
        if (error instanceof SocketTimeoutException || words.contains("timed out")) {
            return "timed-out";
        }
        if (error instanceof NoRouteToHostException || words.contains("unreachable")) {
            return "unreachable";
        }
        if (error instanceof ConnectException) {
            return "refused";
        }
        boolean isReset = words.contains("reset") || words.contains("broken pipe") || words.contains("abort");
        return isReset ? "reset" : "closed";
    }

    private static String tlsKind(SSLException error) {
        String words = words(error).toLowerCase(Locale.ROOT);
        Optional<Throwable> certificate = Stream.iterate((Throwable) error, cause -> cause != null, Throwable::getCause)
                .filter(CertificateException.class::isInstance)
                .findFirst();
        boolean isOld = Stream.iterate((Throwable) error, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException);
        if (isOld) {
            return "certificate-expired";
        }
        if (certificate.isPresent()) {
            boolean isName = words(certificate.get()).startsWith("No subject alternative") || words(certificate.get()).startsWith("No name matching");
            return isName ? "certificate-name-mismatch" : "certificate-untrusted";
        }
        if (words.contains("unsupported or unrecognized ssl message") || words.contains("plaintext connection")) {
            return "not-tls";
        }
        return words.contains("protocol_version") || words.contains("no appropriate protocol") ? "tls-version" : "tls-handshake";
    }

    private static String words(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
