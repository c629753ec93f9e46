/* Prints what the compiled header says of sizes, offsets and numbers: one name and one number a line. */

#include <stddef.h>
#include <stdio.h>

#include "centerscape_smtp.h"

#define SIZE(type) printf("%s %u\n", #type, (unsigned)sizeof(type))
#define FIELD(type, field) printf("%s.%s %u\n", #type, #field, (unsigned)offsetof(type, field))
#define NUMBER(name) printf("%s %u\n", #name, (unsigned)(name))

static void attachment(void) {
    SIZE(cs_smtp_attachment);
    FIELD(cs_smtp_attachment, struct_size);
    FIELD(cs_smtp_attachment, file_name);
    FIELD(cs_smtp_attachment, file_name_length);
    FIELD(cs_smtp_attachment, media_type);
    FIELD(cs_smtp_attachment, media_type_length);
    FIELD(cs_smtp_attachment, content_id);
    FIELD(cs_smtp_attachment, content_id_length);
    FIELD(cs_smtp_attachment, data);
    FIELD(cs_smtp_attachment, data_length);
}

static void stamp(void) {
    SIZE(cs_smtp_stamp);
    FIELD(cs_smtp_stamp, struct_size);
    FIELD(cs_smtp_stamp, unix_seconds);
    FIELD(cs_smtp_stamp, offset_minutes);
    FIELD(cs_smtp_stamp, entropy);
    FIELD(cs_smtp_stamp, entropy_length);
    FIELD(cs_smtp_stamp, domain);
    FIELD(cs_smtp_stamp, domain_length);
}

static void certificate(void) {
    SIZE(cs_smtp_certificate);
    FIELD(cs_smtp_certificate, struct_size);
    FIELD(cs_smtp_certificate, der);
    FIELD(cs_smtp_certificate, der_length);
    FIELD(cs_smtp_certificate, subject);
    FIELD(cs_smtp_certificate, subject_length);
    FIELD(cs_smtp_certificate, issuer);
    FIELD(cs_smtp_certificate, issuer_length);
    FIELD(cs_smtp_certificate, names);
    FIELD(cs_smtp_certificate, names_length);
    FIELD(cs_smtp_certificate, not_before);
    FIELD(cs_smtp_certificate, not_after);
    FIELD(cs_smtp_certificate, sha256);
    FIELD(cs_smtp_certificate, sha256_length);
}

static void event(void) {
    SIZE(cs_smtp_event);
    FIELD(cs_smtp_event, struct_size);
    FIELD(cs_smtp_event, kind);
    FIELD(cs_smtp_event, local);
    FIELD(cs_smtp_event, local_length);
    FIELD(cs_smtp_event, peer);
    FIELD(cs_smtp_event, peer_length);
    FIELD(cs_smtp_event, version);
    FIELD(cs_smtp_event, version_length);
    FIELD(cs_smtp_event, cipher);
    FIELD(cs_smtp_event, cipher_length);
    FIELD(cs_smtp_event, chain);
    FIELD(cs_smtp_event, chain_length);
    FIELD(cs_smtp_event, bytes);
    FIELD(cs_smtp_event, bytes_length);
    FIELD(cs_smtp_event, secret);
    FIELD(cs_smtp_event, secret_length);
    FIELD(cs_smtp_event, failure);
    FIELD(cs_smtp_event, failure_length);
    FIELD(cs_smtp_event, text);
    FIELD(cs_smtp_event, text_length);
    FIELD(cs_smtp_event, addresses);
    FIELD(cs_smtp_event, addresses_length);
}

static void step(void) {
    SIZE(cs_smtp_step);
    FIELD(cs_smtp_step, struct_size);
    FIELD(cs_smtp_step, action);
    FIELD(cs_smtp_step, outcome);
    FIELD(cs_smtp_step, timeout_ms);
    FIELD(cs_smtp_step, text);
    FIELD(cs_smtp_step, text_length);
    FIELD(cs_smtp_step, bytes);
    FIELD(cs_smtp_step, bytes_length);
    FIELD(cs_smtp_step, port);
    FIELD(cs_smtp_step, secret_kind);
    FIELD(cs_smtp_step, secret_rejected);
    FIELD(cs_smtp_step, stage);
    FIELD(cs_smtp_step, transaction);
    FIELD(cs_smtp_step, reserved);
}

static void numbers(void) {
    SIZE(cs_smtp_status);
    NUMBER(CS_SMTP_STATUS_OK);
    NUMBER(CS_SMTP_STATUS_INVALID_ARGUMENT);
    NUMBER(CS_SMTP_STATUS_INVALID_UTF8);
    NUMBER(CS_SMTP_STATUS_INVALID_INPUT);
    NUMBER(CS_SMTP_STATUS_BUSY);
    NUMBER(CS_SMTP_STATUS_NOT_STARTED);
    NUMBER(CS_SMTP_STATUS_FINISHED);
    NUMBER(CS_SMTP_STATUS_UNEXPECTED_EVENT);
    NUMBER(CS_SMTP_STATUS_INVALID_HANDLE);
    NUMBER(CS_SMTP_STATUS_CONCURRENT_CALL);
    NUMBER(CS_SMTP_STATUS_FAULT);
    SIZE(cs_smtp_event_kind);
    NUMBER(CS_SMTP_EVENT_KIND_START);
    NUMBER(CS_SMTP_EVENT_KIND_CONNECTED);
    NUMBER(CS_SMTP_EVENT_KIND_SECURED);
    NUMBER(CS_SMTP_EVENT_KIND_WRITTEN);
    NUMBER(CS_SMTP_EVENT_KIND_RECEIVED);
    NUMBER(CS_SMTP_EVENT_KIND_SECRET);
    NUMBER(CS_SMTP_EVENT_KIND_CLOSED);
    NUMBER(CS_SMTP_EVENT_KIND_FAILED);
    NUMBER(CS_SMTP_EVENT_KIND_TIMED_OUT);
    NUMBER(CS_SMTP_EVENT_KIND_CANCELLED);
    NUMBER(CS_SMTP_EVENT_KIND_RESOLVED);
    NUMBER(CS_SMTP_EVENT_KIND_DEADLINE_EXCEEDED);
    NUMBER(CS_SMTP_EVENT_KIND_CONFIRMED);
    SIZE(cs_smtp_action);
    NUMBER(CS_SMTP_ACTION_CONNECT);
    NUMBER(CS_SMTP_ACTION_START_TLS);
    NUMBER(CS_SMTP_ACTION_WRITE);
    NUMBER(CS_SMTP_ACTION_READ);
    NUMBER(CS_SMTP_ACTION_PROVIDE_SECRET);
    NUMBER(CS_SMTP_ACTION_IDLE);
    NUMBER(CS_SMTP_ACTION_CLOSE);
    NUMBER(CS_SMTP_ACTION_DONE);
    NUMBER(CS_SMTP_ACTION_CONFIRM);
    SIZE(cs_smtp_outcome);
    NUMBER(CS_SMTP_OUTCOME_NONE);
    NUMBER(CS_SMTP_OUTCOME_READY);
    NUMBER(CS_SMTP_OUTCOME_ACCEPTED);
    NUMBER(CS_SMTP_OUTCOME_PARTLY_ACCEPTED);
    NUMBER(CS_SMTP_OUTCOME_REFUSED);
    NUMBER(CS_SMTP_OUTCOME_NOT_SENT);
    NUMBER(CS_SMTP_OUTCOME_UNCERTAIN);
    SIZE(cs_smtp_secret_kind);
    NUMBER(CS_SMTP_SECRET_KIND_NONE);
    NUMBER(CS_SMTP_SECRET_KIND_PASSWORD);
    NUMBER(CS_SMTP_SECRET_KIND_BEARER_TOKEN);
    SIZE(cs_smtp_stage);
    NUMBER(CS_SMTP_STAGE_NONE);
    NUMBER(CS_SMTP_STAGE_DNS);
    NUMBER(CS_SMTP_STAGE_CONNECT);
    NUMBER(CS_SMTP_STAGE_TLS);
    NUMBER(CS_SMTP_STAGE_GREETING);
    NUMBER(CS_SMTP_STAGE_EHLO);
    NUMBER(CS_SMTP_STAGE_STARTTLS);
    NUMBER(CS_SMTP_STAGE_AUTH);
    NUMBER(CS_SMTP_STAGE_MAIL);
    NUMBER(CS_SMTP_STAGE_RCPT);
    NUMBER(CS_SMTP_STAGE_DATA);
    NUMBER(CS_SMTP_STAGE_BODY);
    NUMBER(CS_SMTP_STAGE_QUIT);
    NUMBER(CS_SMTP_CONTRACT);
    NUMBER(CS_SMTP_ENTROPY_LENGTH);
}

int main(void) {
    attachment();
    stamp();
    certificate();
    event();
    step();
    numbers();
    return 0;
}
