/*
 * The C door for the shared vectors: one line in, one line out.
 *
 * A line is a command and its arguments, parted by blanks. Texts and bytes are hexadecimal digits, `.` where they are empty, `-` where they are
 * NULL; numbers, handles among them, are decimal. The answer is `ok` and its values, or `failed`, the status and the problems.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centerscape_smtp.h"

/* The most arguments of a line: an event with its certificates, a message with its files. */
#define MOST 512

/* An argument. `data` is NULL for `-`; it has exactly `length` bytes, so that a read beyond them is found by valgrind. */
typedef struct {
    const char *word;
    char *data;
    size_t length;
} argument;

static argument arguments[MOST];
static size_t count;

static void die(const char *why) {
    fprintf(stderr, "door: %s\n", why);
    exit(2);
}

static void *allocate(size_t size) {
    void *memory = malloc(size == 0 ? 1 : size);
    if (memory == NULL) {
        die("no memory");
    }
    return memory;
}

/* ---- lines */

static int digit(char hex) {
    if (hex >= '0' && hex <= '9') {
        return hex - '0';
    }
    if (hex >= 'a' && hex <= 'f') {
        return hex - 'a' + 10;
    }
    return -1;
}

/* The bytes of an argument that is hexadecimal digits; an argument of another kind keeps its word alone. */
static void decode(argument *one) {
    size_t digits = strlen(one->word), at;
    one->data = NULL;
    one->length = 0;
    if (strcmp(one->word, ".") == 0) {
        one->data = (char *)allocate(0);
        return;
    }
    for (at = 0; at < digits; at++) {
        if (digit(one->word[at]) < 0) {
            return;
        }
    }
    if (digits % 2 != 0) {
        return;
    }
    one->length = digits / 2;
    one->data = (char *)allocate(one->length);
    for (at = 0; at < one->length; at++) {
        one->data[at] = (char)(digit(one->word[2 * at]) * 16 + digit(one->word[2 * at + 1]));
    }
}

static char *read_line(void) {
    size_t capacity = 1 << 16, length = 0;
    char *line = (char *)allocate(capacity);
    int next;
    while ((next = getchar()) != EOF && next != '\n') {
        if (length + 1 == capacity) {
            capacity *= 2;
            line = (char *)realloc(line, capacity);
            if (line == NULL) {
                die("no memory");
            }
        }
        line[length++] = (char)next;
    }
    if (next == EOF) {
        free(line);
        return NULL;
    }
    line[length] = '\0';
    return line;
}

static void split(char *line) {
    char *word;
    count = 0;
    for (word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
        if (count == MOST) {
            die("too many arguments");
        }
        arguments[count].word = word;
        decode(&arguments[count]);
        count++;
    }
}

static argument *at(size_t index) {
    if (index >= count) {
        die("an argument is missing");
    }
    return &arguments[index];
}

static uint64_t number_at(size_t index) {
    return strtoull(at(index)->word, NULL, 10);
}

static void *handle_at(size_t index) {
    return (void *)(uintptr_t)number_at(index);
}

static void put_bytes(const char *data, size_t length) {
    size_t index;
    if (data == NULL) {
        printf(" -");
        return;
    }
    printf(length == 0 ? " ." : " ");
    for (index = 0; index < length; index++) {
        printf("%02x", (unsigned char)data[index]);
    }
}

static void put_handle(const void *handle) {
    printf(" %" PRIuPTR, (uintptr_t)handle);
}

static void put_text(cs_smtp_text *text) {
    const char *data = cs_smtp_text_data(text);
    size_t length = cs_smtp_text_length(text);
    if (data != NULL && data[length] != '\0') {
        die("a text has no NUL behind it");
    }
    put_bytes(data, length);
    cs_smtp_text_free(text);
}

/* Whether the call succeeded. If so the answer is begun; if not it is given. */
static bool succeeds(cs_smtp_status status, cs_smtp_error **place) {
    cs_smtp_error *error = *place;
    const char *problems;
    if (status == CS_SMTP_STATUS_OK) {
        if (error != NULL) {
            die("a success has an error");
        }
        printf("ok");
        return true;
    }
    if (cs_smtp_error_status(error) != status || strlen(cs_smtp_error_message(error)) == 0) {
        die("an error does not fit its status");
    }
    problems = cs_smtp_error_problems(error);
    printf("failed %u", (unsigned)status);
    put_bytes(problems, strlen(problems));
    cs_smtp_error_free(error);
    return false;
}

static void answer_text(cs_smtp_status status, cs_smtp_text *text, cs_smtp_error *error) {
    if (succeeds(status, &error)) {
        put_text(text);
    }
}

/* ---- settings */

static void settings_parse(void) {
    cs_smtp_settings *settings = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_settings_parse(at(1)->data, at(1)->length, &settings, &error), &error)) {
        put_handle(settings);
    }
}

static void settings_check(void) {
    cs_smtp_text *problems = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_settings_check(at(1)->data, at(1)->length, &problems, &error);
    answer_text(status, problems, error);
}

static void settings_to_json(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_settings_to_json((cs_smtp_settings *)handle_at(1), &json, &error);
    answer_text(status, json, error);
}

static void settings_password(void) {
    cs_smtp_text *password = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_settings_password((cs_smtp_settings *)handle_at(1), &password, &error);
    answer_text(status, password, error);
}

static void settings_apply(void) {
    cs_smtp_settings *merged = NULL;
    cs_smtp_text *problems = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_settings_apply((cs_smtp_settings *)handle_at(1), at(2)->data, at(2)->length, &merged, &problems, &error), &error)) {
        put_handle(merged);
        put_text(problems);
    }
}

static void settings_provider_for(void) {
    cs_smtp_text *provider = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_settings_provider_for(at(1)->data, at(1)->length, &provider, &error);
    answer_text(status, provider, error);
}

static void settings_usual_port(void) {
    uint16_t port = 0;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_settings_usual_port(at(1)->data, at(1)->length, &port, &error), &error)) {
        printf(" %u", (unsigned)port);
    }
}

/* ---- messages */

static cs_smtp_stamp stamp_at(size_t index) {
    cs_smtp_stamp stamp;
    memset(&stamp, 0, sizeof stamp);
    stamp.struct_size = sizeof stamp;
    stamp.unix_seconds = strtoll(at(index)->word, NULL, 10);
    stamp.offset_minutes = (int32_t)strtol(at(index + 1)->word, NULL, 10);
    stamp.entropy = (const uint8_t *)at(index + 2)->data;
    stamp.entropy_length = at(index + 2)->length;
    stamp.domain = at(index + 3)->data;
    stamp.domain_length = at(index + 3)->length;
    return stamp;
}

/* The files from this argument on, [NAME TYPE ID DATA]..., to be freed. */
static cs_smtp_attachment *attachments_at(size_t from, size_t *files) {
    cs_smtp_attachment *attachments;
    size_t index;
    *files = (count - from) / 4;
    attachments = (cs_smtp_attachment *)allocate(*files * sizeof *attachments);
    for (index = 0; index < *files; index++) {
        argument *first = at(from + 4 * index);
        cs_smtp_attachment *file = &attachments[index];
        memset(file, 0, sizeof *file);
        file->struct_size = sizeof *file;
        file->file_name = first[0].data;
        file->file_name_length = first[0].length;
        file->media_type = first[1].data;
        file->media_type_length = first[1].length;
        file->content_id = first[2].data;
        file->content_id_length = first[2].length;
        file->data = (const uint8_t *)first[3].data;
        file->data_length = first[3].length;
    }
    return attachments;
}

/* build SETTINGS DRAFT SECONDS OFFSET ENTROPY DOMAIN [NAME TYPE ID DATA]... */
static void message_build(void) {
    cs_smtp_stamp stamp = stamp_at(3);
    size_t files = 0;
    cs_smtp_attachment *attachments = attachments_at(7, &files);
    cs_smtp_message *message = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_message_build((cs_smtp_settings *)handle_at(1), at(2)->data, at(2)->length, attachments, files, &stamp, &message,
                                       &error),
                 &error)) {
        put_handle(message);
    }
    free(attachments);
}

/* preview SETTINGS DRAFT [NAME TYPE ID DATA]... */
static void message_preview(void) {
    size_t files = 0;
    cs_smtp_attachment *attachments = attachments_at(3, &files);
    cs_smtp_text *preview = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status =
        cs_smtp_message_preview((cs_smtp_settings *)handle_at(1), at(2)->data, at(2)->length, attachments, files, &preview, &error);
    answer_text(status, preview, error);
    free(attachments);
}

static void message_size(void) {
    uint64_t size = 0;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_message_size((cs_smtp_message *)handle_at(1), &size, &error), &error)) {
        printf(" %" PRIu64, size);
    }
}

static void message_envelope(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_message_envelope((cs_smtp_message *)handle_at(1), &json, &error);
    answer_text(status, json, error);
}

static void message_warnings(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_message_warnings((cs_smtp_message *)handle_at(1), &json, &error);
    answer_text(status, json, error);
}

static void message_read(void) {
    size_t capacity = (size_t)number_at(2), length = 0;
    char *buffer = (char *)allocate(capacity);
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_message_read((cs_smtp_message *)handle_at(1), (uint8_t *)buffer, capacity, &length, &error), &error)) {
        put_bytes(buffer, length);
    }
    free(buffer);
}

/* ---- sessions */

static void session_new(void) {
    cs_smtp_session *session = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_session_new((cs_smtp_settings *)handle_at(1), (const uint8_t *)at(2)->data, at(2)->length, &session, &error), &error)) {
        put_handle(session);
    }
}

static void session_begin(void) {
    cs_smtp_session *session = (cs_smtp_session *)handle_at(1);
    const char *job = at(2)->word;
    cs_smtp_error *error = NULL;
    cs_smtp_status status;
    if (strcmp(job, "probe") == 0) {
        status = cs_smtp_session_begin_probe(session, &error);
    } else if (strcmp(job, "quit") == 0) {
        status = cs_smtp_session_begin_quit(session, &error);
    } else if (strcmp(job, "send") == 0) {
        status = cs_smtp_session_begin_send(session, (cs_smtp_message *)handle_at(3), at(4)->data, at(4)->length, &error);
    } else {
        cs_smtp_stamp stamp = stamp_at(4);
        status = cs_smtp_session_begin_test(session, at(3)->data, at(3)->length, &stamp, &error);
    }
    succeeds(status, &error);
}

/* The certificates from this argument on, [SUBJECT SHA256]..., to be freed. */
static cs_smtp_certificate *chain_at(size_t first, size_t *length) {
    cs_smtp_certificate *chain;
    size_t index;
    *length = (count - first) / 2;
    chain = (cs_smtp_certificate *)allocate(*length * sizeof *chain);
    for (index = 0; index < *length; index++) {
        argument *words = at(first + 2 * index);
        memset(&chain[index], 0, sizeof *chain);
        chain[index].struct_size = sizeof *chain;
        chain[index].subject = words[0].data;
        chain[index].subject_length = words[0].length;
        chain[index].sha256 = words[1].data;
        chain[index].sha256_length = words[1].length;
    }
    return chain;
}

static cs_smtp_event event_at(size_t index, cs_smtp_certificate **chain) {
    cs_smtp_event event;
    memset(&event, 0, sizeof event);
    event.struct_size = sizeof event;
    event.kind = (uint32_t)number_at(index);
    *chain = NULL;
    switch (event.kind) {
    case CS_SMTP_EVENT_KIND_CONNECTED:
        event.local = at(index + 1)->data;
        event.local_length = at(index + 1)->length;
        event.peer = at(index + 2)->data;
        event.peer_length = at(index + 2)->length;
        break;
    case CS_SMTP_EVENT_KIND_SECURED:
        event.version = at(index + 1)->data;
        event.version_length = at(index + 1)->length;
        event.cipher = at(index + 2)->data;
        event.cipher_length = at(index + 2)->length;
        event.chain = *chain = chain_at(index + 3, &event.chain_length);
        break;
    case CS_SMTP_EVENT_KIND_RECEIVED:
        event.bytes = (const uint8_t *)at(index + 1)->data;
        event.bytes_length = at(index + 1)->length;
        break;
    case CS_SMTP_EVENT_KIND_SECRET:
        event.secret = at(index + 1)->data;
        event.secret_length = at(index + 1)->length;
        break;
    case CS_SMTP_EVENT_KIND_FAILED:
        event.failure = at(index + 1)->data;
        event.failure_length = at(index + 1)->length;
        event.text = at(index + 2)->data;
        event.text_length = at(index + 2)->length;
        event.chain = *chain = chain_at(index + 3, &event.chain_length);
        break;
    case CS_SMTP_EVENT_KIND_RESOLVED:
        event.addresses = at(index + 1)->data;
        event.addresses_length = at(index + 1)->length;
        break;
    default:
        break;
    }
    return event;
}

/* advance SESSION NOW KIND ...: action, timeout, outcome, text, bytes, port, secret kind, rejected, stage, transaction */
static void session_advance(void) {
    cs_smtp_certificate *chain;
    cs_smtp_event event = event_at(3, &chain);
    cs_smtp_step step;
    cs_smtp_error *error = NULL;
    memset(&step, 0, sizeof step);
    step.struct_size = sizeof step;
    if (succeeds(cs_smtp_session_advance((cs_smtp_session *)handle_at(1), &event, number_at(2), &step, &error), &error)) {
        if (step.text != NULL && step.text[step.text_length] != '\0') {
            die("a step's text has no NUL behind it");
        }
        printf(" %u %" PRId64 " %u", (unsigned)step.action, step.timeout_ms, (unsigned)step.outcome);
        put_bytes(step.text, step.text_length);
        put_bytes((const char *)step.bytes, step.bytes_length);
        printf(" %u %u %u", (unsigned)step.port, (unsigned)step.secret_kind, (unsigned)step.secret_rejected);
        printf(" %u %u", (unsigned)step.stage, (unsigned)step.transaction);
    }
    free(chain);
}

static void session_restrict_to(void) {
    cs_smtp_error *error = NULL;
    succeeds(cs_smtp_session_restrict_to((cs_smtp_session *)handle_at(1), at(2)->data, at(2)->length, &error), &error);
}

static void session_recall(void) {
    cs_smtp_error *error = NULL;
    succeeds(cs_smtp_session_recall((cs_smtp_session *)handle_at(1), at(2)->data, at(2)->length, &error), &error);
}

static void session_confirm_transactions(void) {
    cs_smtp_error *error = NULL;
    succeeds(cs_smtp_session_confirm_transactions((cs_smtp_session *)handle_at(1), &error), &error);
}

static void session_is_stale(void) {
    bool is_stale = false;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_session_is_stale((cs_smtp_session *)handle_at(1), &is_stale, &error), &error)) {
        printf(" %u", (unsigned)is_stale);
    }
}

/* The JSON, and outcome, stage, cause, certainty and retry by accessor */
static void put_report(cs_smtp_status status, cs_smtp_report *report, cs_smtp_error *error) {
    if (succeeds(status, &error)) {
        const char *texts[6];
        size_t index;
        texts[0] = cs_smtp_report_json(report);
        texts[1] = cs_smtp_report_outcome_name(report);
        texts[2] = cs_smtp_report_stage(report);
        texts[3] = cs_smtp_report_cause(report);
        texts[4] = cs_smtp_report_certainty(report);
        texts[5] = cs_smtp_report_retry(report);
        for (index = 0; index < 6; index++) {
            put_bytes(texts[index], strlen(texts[index]));
        }
        cs_smtp_report_free(report);
    }
}

/* report SESSION */
static void session_report(void) {
    cs_smtp_report *report = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_session_report((cs_smtp_session *)handle_at(1), &report, &error);
    put_report(status, report, error);
}

/* redacted SESSION */
static void session_redacted_report(void) {
    cs_smtp_report *report = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_session_redacted_report((cs_smtp_session *)handle_at(1), &report, &error);
    put_report(status, report, error);
}

/* client_fault OUTCOME TEXT */
static void client_fault(void) {
    cs_smtp_report *report = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_client_fault_report((uint32_t)number_at(1), at(2)->data, at(2)->length, &report, &error);
    put_report(status, report, error);
}

/* ---- detections */

/* detection INPUT PORTS BASE */
static void detection_new(void) {
    cs_smtp_detection *detection = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_detection_new(at(1)->data, at(1)->length, at(2)->data, at(2)->length, (cs_smtp_settings *)handle_at(3), &detection,
                                       &error),
                 &error)) {
        put_handle(detection);
    }
}

static void detection_lookups(void) {
    cs_smtp_text *lookups = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_detection_lookups((cs_smtp_detection *)handle_at(1), &lookups, &error);
    answer_text(status, lookups, error);
}

/* detection_records DETECTION NAME RECORDS */
static void detection_records(void) {
    cs_smtp_error *error = NULL;
    cs_smtp_detection *detection = (cs_smtp_detection *)handle_at(1);
    succeeds(cs_smtp_detection_add_records(detection, at(2)->data, at(2)->length, at(3)->data, at(3)->length, &error), &error);
}

static void detection_next(void) {
    cs_smtp_settings *settings = NULL;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_detection_next((cs_smtp_detection *)handle_at(1), &settings, &error), &error)) {
        put_handle(settings);
    }
}

/* detection_add DETECTION SESSION */
static void detection_add(void) {
    cs_smtp_error *error = NULL;
    succeeds(cs_smtp_detection_add((cs_smtp_detection *)handle_at(1), (cs_smtp_session *)handle_at(2), &error), &error);
}

static void detection_recommendation(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_detection_recommendation((cs_smtp_detection *)handle_at(1), &json, &error);
    answer_text(status, json, error);
}

/* ---- diagnosis */

/* explain REPLY STAGE SETTINGS; 0 for no settings */
static void explain(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status =
        cs_smtp_explain(at(1)->data, at(1)->length, at(2)->data, at(2)->length, (cs_smtp_settings *)handle_at(3), &json, &error);
    answer_text(status, json, error);
}

/* explain_pasted TEXT SETTINGS; 0 for no settings */
static void explain_pasted(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_explain_pasted(at(1)->data, at(1)->length, (cs_smtp_settings *)handle_at(2), &json, &error);
    answer_text(status, json, error);
}

/* ---- OAuth 2 */

/* oauth_configuration TEXT */
static void oauth_configuration(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_oauth_configuration(at(1)->data, at(1)->length, &json, &error);
    answer_text(status, json, error);
}

/* oauth_is_for CONFIGURATION HOSTNAME */
static void oauth_is_for(void) {
    bool is_for = false;
    cs_smtp_error *error = NULL;
    if (succeeds(cs_smtp_oauth_is_for(at(1)->data, at(1)->length, at(2)->data, at(2)->length, &is_for, &error), &error)) {
        printf(" %u", (unsigned)is_for);
    }
}

/* oauth_request CONFIGURATION SECRET REFRESH */
static void oauth_request(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status =
        cs_smtp_oauth_request(at(1)->data, at(1)->length, at(2)->data, at(2)->length, at(3)->data, at(3)->length, &json, &error);
    answer_text(status, json, error);
}

/* oauth_token CONFIGURATION SECRET REFRESH STATUS BODY ASKED */
static void oauth_token(void) {
    cs_smtp_text *json = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_status status = cs_smtp_oauth_token(at(1)->data, at(1)->length, at(2)->data, at(2)->length, at(3)->data, at(3)->length,
                                                (uint16_t)number_at(4), (const uint8_t *)at(5)->data, at(5)->length, number_at(6), &json, &error);
    answer_text(status, json, error);
}

/* ---- the rest */

/* free KIND HANDLE */
static void free_handle(void) {
    void *handle = handle_at(2);
    const char *kind = at(1)->word;
    cs_smtp_status status = CS_SMTP_STATUS_INVALID_ARGUMENT;
    if (strcmp(kind, "settings") == 0) {
        status = cs_smtp_settings_free((cs_smtp_settings *)handle);
    } else if (strcmp(kind, "message") == 0) {
        status = cs_smtp_message_free((cs_smtp_message *)handle);
    } else if (strcmp(kind, "session") == 0) {
        status = cs_smtp_session_free((cs_smtp_session *)handle);
    } else if (strcmp(kind, "detection") == 0) {
        status = cs_smtp_detection_free((cs_smtp_detection *)handle);
    }
    if (status != CS_SMTP_STATUS_OK) {
        die("a handle cannot be freed");
    }
    printf("ok");
}

static void live_handles(void) {
    printf("ok %zu", cs_smtp_live_handles());
}

/* What valgrind must find, to prove that it looks. */
static void leak(void) {
    char *lost = (char *)allocate(100);
    printf("ok %d", lost == NULL);
}

static void overread(void) {
    cs_smtp_text *text = NULL;
    volatile char beyond;
    if (cs_smtp_settings_defaults(&text, NULL) == CS_SMTP_STATUS_OK) {
        beyond = cs_smtp_text_data(text)[cs_smtp_text_length(text) + 1];
        printf("ok %d", beyond == 'x');
    }
    cs_smtp_text_free(text);
}

typedef struct {
    const char *name;
    void (*run)(void);
} command;

static const command COMMANDS[] = {
    {"parse", settings_parse},     {"check", settings_check},       {"to_json", settings_to_json}, {"password", settings_password},
    {"apply", settings_apply},     {"build", message_build},        {"size", message_size},        {"envelope", message_envelope},
    {"read", message_read},        {"session", session_new},        {"begin", session_begin},      {"advance", session_advance},
    {"report", session_report},    {"free", free_handle},           {"live", live_handles},        {"leak", leak},
    {"overread", overread},
    {"warnings", message_warnings},
    {"detection", detection_new},
    {"detection_lookups", detection_lookups},
    {"detection_records", detection_records},
    {"detection_next", detection_next},
    {"detection_add", detection_add},
    {"detection_recommendation", detection_recommendation},
    {"restrict", session_restrict_to},
    {"recall", session_recall},
    {"redacted", session_redacted_report},
    {"confirm_transactions", session_confirm_transactions},
    {"is_stale", session_is_stale},
    {"client_fault", client_fault},
    {"explain", explain},
    {"explain_pasted", explain_pasted},
    {"oauth_configuration", oauth_configuration},
    {"oauth_is_for", oauth_is_for},
    {"oauth_request", oauth_request},
    {"oauth_token", oauth_token},
    {"provider_for", settings_provider_for},
    {"usual_port", settings_usual_port},
    {"preview", message_preview},
};

int main(void) {
    char *line;
    if (cs_smtp_contract() != CS_SMTP_CONTRACT) {
        die("the library keeps another contract");
    }
    while ((line = read_line()) != NULL) {
        size_t index, known = sizeof COMMANDS / sizeof COMMANDS[0];
        split(line);
        for (index = 0; index < known && strcmp(COMMANDS[index].name, at(0)->word) != 0; index++) {
        }
        if (index == known) {
            die("no such command");
        }
        COMMANDS[index].run();
        printf("\n");
        fflush(stdout);
        for (index = 0; index < count; index++) {
            free(arguments[index].data);
        }
        free(line);
    }
    return 0;
}
