/**
 * The e-mail of a monitoring server: settings of one SMTP server, drafts, messages, and their delivery with a report.
 *
 * <p>Start at {@link com.centerscape.smtp.SmtpSettings} for what the <i>SMTP Server</i> dialog holds, at {@link
 * com.centerscape.smtp.Draft} for what to say, and at {@link com.centerscape.smtp.DeliveryReport} for what came of it.
 *
 * <p>All values are immutable and may be shared between threads. No argument may be {@code null} unless it says so; a {@code
 * null} is a {@link java.lang.NullPointerException} with the name of the argument. What may be absent is an {@link
 * java.util.Optional}.
 *
 * <p>The rules about mail are those of the native core, the same for every language: nothing here judges an address or a reply.
 */
package com.centerscape.smtp;
