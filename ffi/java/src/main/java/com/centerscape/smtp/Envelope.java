package com.centerscape.smtp;

import com.centerscape.smtp.internal.json.JsonFields;
import java.util.List;

/** Who a message goes from and to, as SMTP sees it (RFC 5321, section 2.3.1). */
public final class Envelope extends JsonValue {
    private final String sender;
    private final List<String> recipients;
    private final boolean smtputf8;

    private Envelope(JsonFields json) {
        super(json);
        sender = json.text("sender");
        recipients = json.texts("recipients");
        smtputf8 = json.flag("smtputf8");
    }

    static Envelope read(byte[] json) {
        return JsonFields.read(json, Envelope::new);
    }

    /**
     * The address for MAIL FROM.
     *
     * @return the address; empty for the null reverse-path, {@code <>}
     */
    public String sender() {
        return sender;
    }

    /**
     * The addresses for RCPT TO, each once, in the order to, cc, bcc.
     *
     * @return the addresses, unmodifiable
     */
    public List<String> recipients() {
        return recipients;
    }

    /**
     * Whether an address needs the SMTPUTF8 extension (RFC 6531). An {@link SmtpTransport} whose mailer or server does not know it fails with
     * {@code smtputf8-not-offered}: who cuts characters to bytes makes another address of it, or a line break.
     *
     * @return whether it does
     */
    public boolean needsSmtpUtf8() {
        return smtputf8;
    }

    /** Without the addresses. */
    @Override
    public String toString() {
        return "Envelope(" + recipients.size() + " recipients" + (smtputf8 ? ", SMTPUTF8)" : ")");
    }
}
