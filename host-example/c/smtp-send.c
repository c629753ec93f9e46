/*
 * Sends one mail through the C library: the smallest honest host.
 *
 *     smtp-send SETTINGS.json DRAFT.json [ATTACHMENT]...
 *
 * The password comes from SMTP_PASSWORD, where the settings say that the host keeps it. Exit code 0: accepted by the server for every
 * recipient; 1: anything else; 2: usage.
 *
 * What it reads are files, together of at most 256 MB.
 *
 * There is no TLS here, so it cannot reach a server whose settings say `starttls` or `tls`. A host with a TLS library does the handshake
 * where this one says that it failed.
 */

#define _POSIX_C_SOURCE 200809L

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <centerscape_smtp.h>

#include "network.h"

/* ---- input */

typedef struct {
    char *data;
    size_t length;
} bytes;

/* The most bytes that are read of all files together. */
#define MOST_BYTES ((off_t)256000000)

/* Why such a file is not read where so many bytes are left; NULL where it is. */
static const char *unsuitable(const struct stat *about, off_t left) {
    if (S_ISDIR(about->st_mode)) {
        return "it is a directory, not a file";
    }
    if (!S_ISREG(about->st_mode)) {
        return "it is a pipe, a socket or a device, not a file";
    }
    return about->st_size > left ? "with it the files have more than 256 MB" : NULL;
}

/* Why the open file is at another place than its end; NULL where it ends here. */
static const char *not_at_its_end(int file) {
    char more;
    ssize_t count;
    do {
        count = read(file, &more, 1);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return strerror(errno);
    }
    return count == 0 ? NULL : "it grew while it was read";
}

/* The bytes of an open file of this size. One that changes meanwhile is not read: a part of it is not what was meant. */
static const char *read_all(int file, size_t size, bytes *all) {
    all->data = (char *)malloc(size == 0 ? 1 : size);
    if (all->data == NULL) {
        return "there is no memory for it";
    }
    while (all->length < size) {
        ssize_t count = read(file, all->data + all->length, size - all->length);
        if (count < 0 && errno != EINTR) {
            return strerror(errno);
        }
        if (count == 0) {
            return "it ended early while it was read";
        }
        all->length += count < 0 ? 0 : (size_t)count;
    }
    return not_at_its_end(file);
}

/* The bytes of a file, to be freed also where it cannot be read, which is said. As many are left less afterwards. */
static bool read_file(const char *path, bytes *all, off_t *left) {
    struct stat about;
    int file = -1;
    /* To open a device may do anything, and ends what waits at the other end of a pipe: it is judged before. */
    const char *why = stat(path, &about) < 0 ? strerror(errno) : unsuitable(&about, *left);
    if (why == NULL) {
        /* It may be another one by now. To open a pipe would wait for its other end. */
        file = open(path, O_RDONLY | O_NONBLOCK);
        why = file < 0 || fstat(file, &about) < 0 ? strerror(errno) : unsuitable(&about, *left);
    }
    if (why == NULL) {
        why = read_all(file, (size_t)about.st_size, all);
        *left -= about.st_size;
    }
    if (why != NULL) {
        fprintf(stderr, "%s: %s\n", path, why);
    }
    if (file >= 0) {
        close(file);
    }
    return why == NULL;
}

static bool fill_random(uint8_t *random, size_t length) {
    /* Up to 256 bytes come whole, or not at all. */
    if (getrandom(random, length, 0) != (ssize_t)length) {
        perror("getrandom");
        return false;
    }
    return true;
}

/* Whether the call succeeded; if not its error is said, and freed. */
static bool succeeds(cs_smtp_status status, cs_smtp_error **error) {
    if (status == CS_SMTP_STATUS_OK) {
        return true;
    }
    fprintf(stderr, "%s\n", cs_smtp_error_message(*error));
    if (status == CS_SMTP_STATUS_INVALID_INPUT) {
        fprintf(stderr, "%s\n", cs_smtp_error_problems(*error));
    }
    cs_smtp_error_free(*error);
    *error = NULL;
    return false;
}

/* ---- what is sent */

static cs_smtp_settings *read_settings(const char *path, off_t *left) {
    bytes json = {NULL, 0};
    cs_smtp_settings *settings = NULL;
    cs_smtp_error *error = NULL;
    if (read_file(path, &json, left)) {
        succeeds(cs_smtp_settings_parse(json.data, json.length, &settings, &error), &error);
    }
    free(json.data);
    return settings;
}

static cs_smtp_attachment attachment_of(const char *path, const bytes *content) {
    static const char MEDIA_TYPE[] = "application/octet-stream";
    const char *slash = strrchr(path, '/');
    cs_smtp_attachment file;
    memset(&file, 0, sizeof file);
    file.struct_size = sizeof file;
    file.file_name = slash == NULL ? path : slash + 1;
    file.file_name_length = strlen(file.file_name);
    file.media_type = MEDIA_TYPE;
    file.media_type_length = strlen(MEDIA_TYPE);
    file.data = (const uint8_t *)content->data;
    file.data_length = content->length;
    return file;
}

static cs_smtp_message *build(const cs_smtp_settings *settings, const bytes *draft, const cs_smtp_attachment *files, size_t count) {
    uint8_t entropy[CS_SMTP_ENTROPY_LENGTH];
    cs_smtp_message *message = NULL;
    cs_smtp_error *error = NULL;
    cs_smtp_stamp stamp;
    if (!fill_random(entropy, sizeof entropy)) {
        return NULL;
    }
    /* The Date is in UTC, and the domain of the Message-ID that of the sender. */
    memset(&stamp, 0, sizeof stamp);
    stamp.struct_size = sizeof stamp;
    stamp.unix_seconds = (int64_t)time(NULL);
    stamp.entropy = entropy;
    stamp.entropy_length = sizeof entropy;
    succeeds(cs_smtp_message_build(settings, draft->data, draft->length, files, count, &stamp, &message, &error), &error);
    return message;
}

/* The message of a draft and so many attachments; NULL where something is wrong with them, which is said. */
static cs_smtp_message *read_message(const cs_smtp_settings *settings, const char *draft_path, char **paths, size_t count, off_t *left) {
    bytes draft = {NULL, 0};
    bytes *contents = (bytes *)calloc(count + 1, sizeof *contents);
    cs_smtp_attachment *files = (cs_smtp_attachment *)calloc(count + 1, sizeof *files);
    bool is_read = contents != NULL && files != NULL && read_file(draft_path, &draft, left);
    cs_smtp_message *message = NULL;
    size_t index;
    for (index = 0; index < count && is_read; index++) {
        is_read = read_file(paths[index], &contents[index], left);
        files[index] = attachment_of(paths[index], &contents[index]);
    }
    if (is_read) {
        message = build(settings, &draft, files, count);
    }
    for (index = 0; index < count && contents != NULL; index++) {
        free(contents[index].data);
    }
    free(contents);
    free(files);
    free(draft.data);
    return message;
}

/* ---- the session */

static void provide_secret(const cs_smtp_step *step, cs_smtp_event *event) {
    event->kind = CS_SMTP_EVENT_KIND_SECRET;
    /* There is no other than the one that was rejected. */
    event->secret = step->secret_rejected ? NULL : getenv("SMTP_PASSWORD");
    event->secret_length = event->secret == NULL ? 0 : strlen(event->secret);
}

/* Does one step, and says in *event what came of it; false where the job is over. */
static bool act(connection *wire, const cs_smtp_step *step, cs_smtp_event *event) {
    memset(event, 0, sizeof *event);
    event->struct_size = sizeof *event;
    switch (step->action) {
    case CS_SMTP_ACTION_CONNECT:
        connection_open(wire, step, event);
        return true;
    case CS_SMTP_ACTION_START_TLS:
        fprintf(stderr, "This example has no TLS. Use a server and settings with the security `none`.\n");
        set_failed(wire, event, "tls-handshake", "this host has no TLS");
        return true;
    case CS_SMTP_ACTION_WRITE:
        connection_write(wire, step, event);
        return true;
    case CS_SMTP_ACTION_READ:
        connection_read(wire, step, event);
        return true;
    case CS_SMTP_ACTION_PROVIDE_SECRET:
        provide_secret(step, event);
        return true;
    case CS_SMTP_ACTION_CLOSE:
        connection_close(wire, event);
        return true;
    default:
        return false;
    }
}

/* Advances the job that was begun to its end. */
static bool pump(cs_smtp_session *session, connection *wire) {
    cs_smtp_error *error = NULL;
    cs_smtp_event event;
    cs_smtp_step step;
    memset(&step, 0, sizeof step);
    step.struct_size = sizeof step;
    memset(&event, 0, sizeof event);
    event.struct_size = sizeof event;
    event.kind = CS_SMTP_EVENT_KIND_START;
    do {
        if (!succeeds(cs_smtp_session_advance(session, &event, (uint64_t)now_ms(), &step, &error), &error)) {
            return false;
        }
    } while (act(wire, &step, &event));
    return true;
}

static void print_report(const cs_smtp_report *report) {
    printf("%s\n", cs_smtp_report_outcome_name(report));
    if (cs_smtp_report_cause(report)[0] != '\0') {
        printf("stage: %s\ncause: %s\nretry: %s\n%s\n%s\n%s\n", cs_smtp_report_stage(report), cs_smtp_report_cause(report),
               cs_smtp_report_retry(report), cs_smtp_report_title(report), cs_smtp_report_meaning(report), cs_smtp_report_steps(report));
    }
}

/* Sends the message, which the session takes, and prints what came of it. */
static cs_smtp_outcome send_message(cs_smtp_session *session, cs_smtp_message *message, connection *wire) {
    cs_smtp_outcome outcome = CS_SMTP_OUTCOME_NONE;
    cs_smtp_report *report = NULL;
    cs_smtp_error *error = NULL;
    if (!succeeds(cs_smtp_session_begin_send(session, message, NULL, 0, &error), &error)) {
        cs_smtp_message_free(message);
        return outcome;
    }
    if (pump(session, wire) && succeeds(cs_smtp_session_report(session, &report, &error), &error)) {
        outcome = cs_smtp_report_outcome(report);
        print_report(report);
        cs_smtp_report_free(report);
    }
    /* A session that is over already has said goodbye. */
    if (cs_smtp_session_begin_quit(session, NULL) == CS_SMTP_STATUS_OK) {
        pump(session, wire);
    }
    return outcome;
}

static cs_smtp_session *new_session(const cs_smtp_settings *settings) {
    uint8_t entropy[CS_SMTP_ENTROPY_LENGTH];
    cs_smtp_session *session = NULL;
    cs_smtp_error *error = NULL;
    if (fill_random(entropy, sizeof entropy)) {
        succeeds(cs_smtp_session_new(settings, entropy, sizeof entropy, &session, &error), &error);
    }
    return session;
}

int main(int argc, char **argv) {
    static connection wire;
    cs_smtp_outcome outcome = CS_SMTP_OUTCOME_NONE;
    cs_smtp_settings *settings;
    off_t left = MOST_BYTES;
    if (argc < 3) {
        fprintf(stderr, "usage: smtp-send SETTINGS.json DRAFT.json [ATTACHMENT]...\n");
        return 2;
    }
    if (cs_smtp_contract() != CS_SMTP_CONTRACT) {
        fprintf(stderr, "This program was compiled for another library than version %s.\n", cs_smtp_version());
        return 1;
    }
    /* A write to a connection that is gone is an error, not the end of the program. */
    signal(SIGPIPE, SIG_IGN);
    wire.socket = -1;
    settings = read_settings(argv[1], &left);
    if (settings != NULL) {
        cs_smtp_message *message = read_message(settings, argv[2], argv + 3, (size_t)(argc - 3), &left);
        cs_smtp_session *session = message == NULL ? NULL : new_session(settings);
        if (session != NULL) {
            outcome = send_message(session, message, &wire);
        } else {
            cs_smtp_message_free(message);
        }
        cs_smtp_session_free(session);
        cs_smtp_settings_free(settings);
    }
    assert(cs_smtp_live_handles() == 0);
    return outcome == CS_SMTP_OUTCOME_ACCEPTED ? 0 : 1;
}
