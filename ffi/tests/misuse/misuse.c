/*
 * Every wrong call that can be told gets a status and does not crash.
 *
 * Prints what went differently; exit code 1 where something did, 0 where nothing did.
 */

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centerscape_smtp.h"

static int failures;

#define EXPECT(status, call) expect(__LINE__, #call, status, call)
#define CHECK(condition) check(__LINE__, #condition, condition)

static void expect(int line, const char *call, cs_smtp_status wanted, cs_smtp_status found) {
    if (wanted != found) {
        printf("line %d: %s: status %u and not %u\n", line, call, (unsigned)found, (unsigned)wanted);
        failures++;
    }
}

static void check(int line, const char *condition, bool holds) {
    if (!holds) {
        printf("line %d: not so: %s\n", line, condition);
        failures++;
    }
}

static const char SETTINGS[] = "{\"hostname\":\"mail.example.com\",\"from_address\":\"centerscape@example.com\"}";
static const char DRAFT[] = "{\"to\":[\"ops@example.com\"],\"subject\":\"A\",\"text\":\"B\"}";
static const uint8_t ENTROPY[CS_SMTP_ENTROPY_LENGTH] = {7};

static cs_smtp_settings *new_settings(void) {
    cs_smtp_settings *settings = NULL;
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_parse(SETTINGS, strlen(SETTINGS), &settings, NULL));
    return settings;
}

static cs_smtp_stamp new_stamp(void) {
    cs_smtp_stamp stamp;
    memset(&stamp, 0, sizeof stamp);
    stamp.struct_size = sizeof stamp;
    stamp.unix_seconds = 1795321560;
    stamp.entropy = ENTROPY;
    stamp.entropy_length = sizeof ENTROPY;
    return stamp;
}

static cs_smtp_message *new_message(const cs_smtp_settings *settings) {
    cs_smtp_stamp stamp = new_stamp();
    cs_smtp_message *message = NULL;
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), NULL, 0, &stamp, &message, NULL));
    return message;
}

static cs_smtp_session *new_session(const cs_smtp_settings *settings) {
    cs_smtp_session *session = NULL;
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_new(settings, ENTROPY, sizeof ENTROPY, &session, NULL));
    return session;
}

static cs_smtp_event event_of(cs_smtp_event_kind kind) {
    cs_smtp_event event;
    memset(&event, 0, sizeof event);
    event.struct_size = sizeof event;
    event.kind = (uint32_t)kind;
    return event;
}

static cs_smtp_step new_step(void) {
    cs_smtp_step step;
    memset(&step, 0, sizeof step);
    step.struct_size = sizeof step;
    return step;
}

/* ---- NULL, lengths, texts */

static void null_everywhere(void) {
    cs_smtp_text *text = NULL;
    cs_smtp_settings *settings = NULL;
    cs_smtp_message *message = NULL;
    cs_smtp_session *session = NULL;
    cs_smtp_report *report = NULL;
    cs_smtp_outcome outcome;
    cs_smtp_step step = new_step();
    cs_smtp_event event = event_of(CS_SMTP_EVENT_KIND_START);
    cs_smtp_stamp stamp = new_stamp();
    uint8_t buffer[4];
    uint64_t size = 0;
    size_t length = 0;
    uint16_t port = 0;
    bool is_8bit = false;

    /* Where a result goes. */
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_defaults(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_parse(SETTINGS, 2, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_check(SETTINGS, 2, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_to_json(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_validate(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_apply(NULL, NULL, 0, NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_apply(NULL, NULL, 0, &settings, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_password(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_providers(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_provider_for(NULL, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_usual_port("tls", 3, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_usual_port(NULL, 0, &port, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_usual_port("TLS", 3, &port, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_build(NULL, NULL, 0, NULL, 0, &stamp, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_preview(NULL, NULL, 0, NULL, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_size(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_is_8bit(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_envelope(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_warnings(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_read(NULL, buffer, sizeof buffer, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_read(NULL, NULL, sizeof buffer, &length, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_read(NULL, buffer, 0, &length, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_new(NULL, ENTROPY, sizeof ENTROPY, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(NULL, &event, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(NULL, NULL, 0, &step, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_outcome(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_report(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_reclaim(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_explain(NULL, 0, NULL, 0, NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_explain_pasted(NULL, 0, NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_transport_server(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_transport_report(NULL, NULL, NULL, 0, NULL, NULL));

    /* A handle. */
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_to_json(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_validate(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_apply(NULL, "{}", 2, &settings, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_password(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_build(NULL, DRAFT, strlen(DRAFT), NULL, 0, &stamp, &message, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_preview(NULL, DRAFT, strlen(DRAFT), NULL, 0, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_size(NULL, &size, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_is_8bit(NULL, &is_8bit, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_envelope(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_warnings(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_read(NULL, buffer, sizeof buffer, &length, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_rewind(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_new(NULL, ENTROPY, sizeof ENTROPY, &session, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_probe(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_test(NULL, "a@b.example", 11, &stamp, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_begin_test(NULL, "a@b.example", 11, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_confirm_transactions(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_is_stale(NULL, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_client_fault_report(CS_SMTP_OUTCOME_UNCERTAIN, "", 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_oauth_configuration(NULL, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_oauth_is_for(NULL, 0, NULL, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_oauth_request(NULL, 0, NULL, 0, NULL, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_oauth_token(NULL, 0, NULL, 0, NULL, 0, 200, NULL, 0, 0, NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_send(NULL, NULL, NULL, 0, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_quit(NULL, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_advance(NULL, &event, 0, &step, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_outcome(NULL, &outcome, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_report(NULL, &report, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_reclaim(NULL, &message, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_transport_server(NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_transport_report(NULL, NULL, "{}", 2, &report, NULL));

    /* What may be NULL. */
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_explain(NULL, 0, NULL, 0, NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_text_free(text));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_text_free(NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_error_free(NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_report_free(NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_free(NULL));

    /* Accessors. */
    CHECK(cs_smtp_text_data(NULL) == NULL && cs_smtp_text_length(NULL) == 0);
    CHECK(cs_smtp_error_message(NULL) == NULL && cs_smtp_error_problems(NULL) == NULL);
    CHECK(cs_smtp_error_status(NULL) == CS_SMTP_STATUS_INVALID_HANDLE);
    CHECK(cs_smtp_report_outcome(NULL) == CS_SMTP_OUTCOME_NONE);
    CHECK(cs_smtp_report_outcome_name(NULL) == NULL && cs_smtp_report_json(NULL) == NULL);
    CHECK(cs_smtp_report_stage(NULL) == NULL && cs_smtp_report_cause(NULL) == NULL && cs_smtp_report_retry(NULL) == NULL);
    CHECK(cs_smtp_report_certainty(NULL) == NULL);
    CHECK(cs_smtp_report_title(NULL) == NULL && cs_smtp_report_meaning(NULL) == NULL && cs_smtp_report_steps(NULL) == NULL);

    /* Nothing was written on the way. */
    CHECK(settings == NULL && message == NULL && session == NULL && report == NULL);
    CHECK(size == 0 && length == 0 && port == 0 && step.action == 0);
}

static void lengths_and_texts(void) {
    static const char LONE_SURROGATE[] = "\"\xed\xa0\x80\"";
    cs_smtp_settings *settings = NULL;
    cs_smtp_text *text = NULL;
    cs_smtp_error *error = NULL;
    uint64_t unaligned[2];

    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_parse(NULL, 1, &settings, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_parse(SETTINGS, SIZE_MAX, &settings, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_parse(SETTINGS, SIZE_MAX / 2 + 1, &settings, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_parse((const char *)(uintptr_t)(UINTPTR_MAX - 4), 64, &settings, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_settings_defaults((cs_smtp_text **)(void *)((char *)unaligned + 1), NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_UTF8, cs_smtp_settings_parse(LONE_SURROGATE, strlen(LONE_SURROGATE), &settings, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_UTF8, cs_smtp_settings_check("\xff", 1, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_UTF8, cs_smtp_explain("550 \xc3", 5, NULL, 0, NULL, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_UTF8, cs_smtp_explain_pasted("550 \xc3", 5, NULL, &text, NULL));

    /* The empty text is no JSON, which is a problem of the input and not of the call. */
    EXPECT(CS_SMTP_STATUS_INVALID_INPUT, cs_smtp_settings_parse(NULL, 0, &settings, &error));
    CHECK(cs_smtp_error_status(error) == CS_SMTP_STATUS_INVALID_INPUT);
    CHECK(strstr(cs_smtp_error_problems(error), "\"code\"") != NULL);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_error_free(error));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_check("", 0, &text, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_text_free(text));
    CHECK(settings == NULL);
}

/* ---- handles */

static void freed_and_foreign_handles(void) {
    cs_smtp_settings *settings = new_settings();
    cs_smtp_message *message = new_message(settings);
    cs_smtp_session *session = new_session(settings);
    cs_smtp_text *text = NULL;
    uint64_t size;
    int local;

    /* Of another kind: refused, and not freed. */
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_size((cs_smtp_message *)settings, &size, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_to_json((cs_smtp_settings *)session, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_send(session, (cs_smtp_message *)session, NULL, 0, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_free((cs_smtp_settings *)message));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_text_free((cs_smtp_text *)settings));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_error_free((cs_smtp_error *)session));
    CHECK(cs_smtp_text_data((cs_smtp_text *)settings) == NULL);
    CHECK(cs_smtp_report_json((cs_smtp_report *)settings) == NULL);
    /* Never one. */
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_free((cs_smtp_session *)(void *)&local));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_to_json((cs_smtp_settings *)(uintptr_t)UINTPTR_MAX, &text, NULL));

    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_free(settings));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_settings_to_json(settings, &text, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_new(settings, ENTROPY, sizeof ENTROPY, &session, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(message));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_free(message));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_rewind(message, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_free(session));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_free(session));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_probe(session, NULL));

    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_defaults(&text, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_text_free(text));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_text_free(text));
    CHECK(cs_smtp_text_data(text) == NULL && cs_smtp_text_length(text) == 0);
}

static void consumed_message(void) {
    cs_smtp_settings *settings = new_settings();
    cs_smtp_message *message = new_message(settings), *second = new_message(settings), *back = NULL;
    cs_smtp_session *session = new_session(settings);
    uint64_t size = 0;

    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_begin_send(session, message, NULL, 0, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_size(message, &size, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_session_begin_send(session, message, NULL, 0, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_HANDLE, cs_smtp_message_free(message));
    /* Where it cannot begin the message stays. */
    EXPECT(CS_SMTP_STATUS_BUSY, cs_smtp_session_begin_send(session, second, NULL, 0, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_size(second, &size, NULL));
    CHECK(size > 0);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(second));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_reclaim(session, &back, NULL));
    CHECK(back != message);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(back));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_free(session));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
}

/* ---- structs */

static void struct_sizes(void) {
    struct {
        cs_smtp_step step;
        uint64_t later;
    } larger;
    cs_smtp_settings *settings = new_settings();
    cs_smtp_session *session = new_session(settings);
    cs_smtp_event event = event_of(CS_SMTP_EVENT_KIND_START);
    cs_smtp_stamp stamp = new_stamp();
    cs_smtp_step step = new_step();
    cs_smtp_attachment file;
    cs_smtp_message *message = NULL;

    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_begin_probe(session, NULL));
    step.struct_size = sizeof step - 1;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    step.struct_size = 0;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    step.struct_size = sizeof step;
    /* One of the first version lacks the addresses, and a shorter one was never there. */
    event.struct_size = offsetof(cs_smtp_event, addresses) - 1;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    event.struct_size = SIZE_MAX;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    event.struct_size = offsetof(cs_smtp_event, addresses);

    /* One of a later version: what this library does not know becomes zero. */
    memset(&larger, 0xff, sizeof larger);
    larger.step.struct_size = sizeof larger;
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_advance(session, &event, 0, &larger.step, NULL));
    CHECK(larger.later == 0 && larger.step.struct_size == sizeof larger);
    CHECK(larger.step.action == CS_SMTP_ACTION_CONNECT && strcmp(larger.step.text, "mail.example.com") == 0);

    stamp.struct_size--;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), NULL, 0, &stamp, &message, NULL));
    stamp.struct_size++;
    stamp.entropy_length--;
    EXPECT(CS_SMTP_STATUS_INVALID_INPUT, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), NULL, 0, &stamp, &message, NULL));
    stamp.entropy_length++;
    stamp.offset_minutes = 100000;
    EXPECT(CS_SMTP_STATUS_INVALID_INPUT, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), NULL, 0, &stamp, &message, NULL));
    stamp.offset_minutes = 0;
    memset(&file, 0, sizeof file);
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), &file, 1, &stamp, &message, NULL));
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), NULL, 1, &stamp, &message, NULL));
    file.struct_size = sizeof file;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT,
           cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), &file, SIZE_MAX / 2, &stamp, &message, NULL));
    CHECK(message == NULL);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_free(session));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
}

/* Attachments as a later version of the header would have them: the distance between them is its size. */
static void larger_attachments(void) {
    struct {
        cs_smtp_attachment known;
        uint64_t later[3];
    } files[2];
    cs_smtp_settings *settings = new_settings();
    cs_smtp_stamp stamp = new_stamp();
    cs_smtp_message *message = NULL;
    uint64_t with = 0, without = 0;
    size_t index;
    memset(files, 0, sizeof files);
    for (index = 0; index < 2; index++) {
        files[index].known.struct_size = sizeof files[index];
        files[index].known.file_name = "a.txt";
        files[index].known.file_name_length = 5;
        files[index].known.media_type = "text/plain";
        files[index].known.media_type_length = 10;
        files[index].known.data = (const uint8_t *)"text";
        files[index].known.data_length = 4;
    }
    EXPECT(CS_SMTP_STATUS_OK,
           cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), &files[0].known, 2, &stamp, &message, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_size(message, &with, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(message));
    message = new_message(settings);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_size(message, &without, NULL));
    CHECK(with > without);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(message));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
}

/* ---- sessions */

static void events_out_of_place(void) {
    static const uint32_t UNKNOWN[] = {0, CS_SMTP_EVENT_KIND_CONFIRMED + 1, 0x7fffffff, 0xffffffff};
    cs_smtp_settings *settings = new_settings();
    cs_smtp_session *session = new_session(settings);
    cs_smtp_event event = event_of(CS_SMTP_EVENT_KIND_START);
    cs_smtp_step step = new_step();
    size_t index;

    EXPECT(CS_SMTP_STATUS_NOT_STARTED, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_begin_probe(session, NULL));
    EXPECT(CS_SMTP_STATUS_BUSY, cs_smtp_session_begin_probe(session, NULL));
    for (index = 0; index < sizeof UNKNOWN / sizeof UNKNOWN[0]; index++) {
        event.kind = UNKNOWN[index];
        EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    }
    event.kind = CS_SMTP_EVENT_KIND_WRITTEN;
    EXPECT(CS_SMTP_STATUS_UNEXPECTED_EVENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    event.kind = CS_SMTP_EVENT_KIND_RESOLVED;
    event.addresses_length = 1;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    event.addresses_length = 0;
    EXPECT(CS_SMTP_STATUS_UNEXPECTED_EVENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    event.kind = CS_SMTP_EVENT_KIND_CONNECTED;
    event.local_length = 1;
    EXPECT(CS_SMTP_STATUS_INVALID_ARGUMENT, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    CHECK(step.action == 0);
    event = event_of(CS_SMTP_EVENT_KIND_CANCELLED);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_advance(session, &event, 0, &step, NULL));
    EXPECT(CS_SMTP_STATUS_FINISHED, cs_smtp_session_begin_probe(session, NULL));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_session_free(session));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
}

/* ---- threads */

typedef struct {
    cs_smtp_message *message;
    pthread_mutex_t lock;
    bool has_met;
    bool has_failed;
} shared;

/* Reads a message over and over, until one of the threads is told of the other. */
static void *read_message(void *argument) {
    shared *both = (shared *)argument;
    size_t capacity = 1 << 20, length;
    uint8_t *buffer = (uint8_t *)malloc(capacity);
    bool is_over = buffer == NULL;
    int round;
    for (round = 0; round < 100000 && !is_over; round++) {
        cs_smtp_error *error = NULL;
        cs_smtp_status status = cs_smtp_message_read(both->message, buffer, capacity, &length, &error);
        if (status == CS_SMTP_STATUS_OK) {
            status = cs_smtp_message_rewind(both->message, &error);
        }
        cs_smtp_error_free(error);
        pthread_mutex_lock(&both->lock);
        both->has_met |= status == CS_SMTP_STATUS_CONCURRENT_CALL;
        both->has_failed |= status != CS_SMTP_STATUS_OK && status != CS_SMTP_STATUS_CONCURRENT_CALL;
        is_over = both->has_met || both->has_failed;
        pthread_mutex_unlock(&both->lock);
    }
    free(buffer);
    return NULL;
}

static void two_threads(void) {
    static uint8_t data[4 << 20];
    cs_smtp_settings *settings = new_settings();
    cs_smtp_stamp stamp = new_stamp();
    cs_smtp_attachment file;
    shared both;
    pthread_t threads[2];
    size_t index;
    memset(&both, 0, sizeof both);
    pthread_mutex_init(&both.lock, NULL);
    memset(&file, 0, sizeof file);
    file.struct_size = sizeof file;
    file.file_name = "a.bin";
    file.file_name_length = 5;
    file.media_type = "application/octet-stream";
    file.media_type_length = strlen(file.media_type);
    file.data = data;
    file.data_length = sizeof data;
    EXPECT(CS_SMTP_STATUS_OK,
           cs_smtp_message_build(settings, DRAFT, strlen(DRAFT), &file, 1, &stamp, &both.message, NULL));
    for (index = 0; index < 2; index++) {
        CHECK(pthread_create(&threads[index], NULL, read_message, &both) == 0);
    }
    for (index = 0; index < 2; index++) {
        CHECK(pthread_join(threads[index], NULL) == 0);
    }
    CHECK(both.has_met && !both.has_failed);
    pthread_mutex_destroy(&both.lock);
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_message_free(both.message));
    EXPECT(CS_SMTP_STATUS_OK, cs_smtp_settings_free(settings));
}

int main(void) {
    null_everywhere();
    lengths_and_texts();
    freed_and_foreign_handles();
    consumed_message();
    struct_sizes();
    larger_attachments();
    events_out_of_place();
    two_threads();
    CHECK(cs_smtp_live_handles() == 0);
    return failures == 0 ? 0 : 1;
}
