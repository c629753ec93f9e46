/*
 * CenterScape SMTP: settings, messages and the SMTP dialogue. The library does no I/O: the program that uses it, the host, moves the bytes.
 *
 * Written by `cargo xtask contract` from ffi/src/capi. Do not edit.
 *
 * What holds for every function
 * =============================
 *
 * Status and error. Nearly every function returns a cs_smtp_status. Its last parameter is where an error goes that tells more; it may be NULL.
 *   Where the status is not CS_SMTP_STATUS_OK, a new error is written there, to be freed with cs_smtp_error_free; else nothing is written, so let
 *   it point to NULL at first. An error's texts hold no secrets, addresses or message text.
 *   Every function can return CS_SMTP_STATUS_INVALID_ARGUMENT, CS_SMTP_STATUS_INVALID_HANDLE, CS_SMTP_STATUS_FAULT and, where a text goes in,
 *   CS_SMTP_STATUS_INVALID_UTF8. What else it returns stands at the function. New statuses come last: treat one that is not known as a failure.
 *
 * Results are written only on success, to where the parameters before the last one point. There are no parameters that go in and out, except
 *   the `struct_size` of a struct to be filled.
 *
 * Texts go in as UTF-8, pointer and length in bytes, without a NUL; NULL and 0 are the empty text, or none where a text may be absent. They come
 *   out as a cs_smtp_text, which has a NUL behind it and is to be freed; freeing wipes it. Settings, drafts, problems and reports are JSON texts.
 *   A `const char *` that comes out ends with a NUL, and belongs to the handle that it was asked of.
 *
 * Handles. cs_smtp_settings, cs_smtp_message, cs_smtp_session, cs_smtp_detection, cs_smtp_report, cs_smtp_text and cs_smtp_error are never defined. A pointer to one
 *   carries a number and points to no memory: pass it on, compare it with NULL, and do nothing else with it. So a handle that was freed, that another
 *   call took, or that is of another kind is answered with CS_SMTP_STATUS_INVALID_HANDLE. What a function hands out as a handle the caller frees, with
 *   the function of its kind; NULL may be freed.
 *
 * Memory that goes in stays the caller's. It is read during the call only, and copied where it is needed for longer.
 *
 * Structs begin with `size_t struct_size`, which the caller sets to sizeof the struct; set everything that is not needed to zero. New fields come last.
 *   A smaller size than the first version's is refused. A larger one is fine: what this library does not know is not read, and is set to
 *   zero where it writes. In an array all have the same size.
 *
 * Threads. Every function may be called from any thread. What one object allows stands at its type. Freeing an object during a call on it
 *   is safe, using what that call hands out is not. Callers see to it that nobody reads a text, report or error that another thread frees.
 *
 * Panics are caught: CS_SMTP_STATUS_FAULT. The object of that call is broken from then on; free it.
 */


#ifndef CENTERSCAPE_SMTP_H
#define CENTERSCAPE_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The number of the contract of this header. It grows when programs that were compiled before would no longer work.
 */
#define CS_SMTP_CONTRACT 1

/**
 * The number of random bytes that a stamp and a session take.
 */
#define CS_SMTP_ENTROPY_LENGTH 32

/**
 * How a call ended. The numbers are part of the contract: they are never changed, and new ones come last.
 */
enum cs_smtp_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * It did what was asked.
     */
    CS_SMTP_STATUS_OK = 0,
    /**
     * An argument is NULL, has an impossible length, or names nothing that is known.
     */
    CS_SMTP_STATUS_INVALID_ARGUMENT = 1,
    /**
     * A text is not UTF-8.
     */
    CS_SMTP_STATUS_INVALID_UTF8 = 2,
    /**
     * The settings, the draft, the stamp or the recipient are wrong: the problems say where. Nothing was done.
     */
    CS_SMTP_STATUS_INVALID_INPUT = 3,
    /**
     * A job is under way: advance it to its end first.
     */
    CS_SMTP_STATUS_BUSY = 4,
    /**
     * No job was begun: begin one first.
     */
    CS_SMTP_STATUS_NOT_STARTED = 5,
    /**
     * The session is over: make a new one.
     */
    CS_SMTP_STATUS_FINISHED = 6,
    /**
     * The event does not answer the last action.
     */
    CS_SMTP_STATUS_UNEXPECTED_EVENT = 7,
    /**
     * The handle was freed or consumed, is of another kind, or never was one.
     */
    CS_SMTP_STATUS_INVALID_HANDLE = 8,
    /**
     * Another thread is in a call on this object.
     */
    CS_SMTP_STATUS_CONCURRENT_CALL = 9,
    /**
     * A fault of this library. The object of the call is broken: free it.
     */
    CS_SMTP_STATUS_FAULT = 10,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_status cs_smtp_status;
#else
typedef uint32_t cs_smtp_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What the host does next. It answers each with one event, except idle and done.
 */
enum cs_smtp_action
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Open a TCP connection to `text` and `port`, with `TCP_NODELAY`, without TLS. Where `text` is a name it is looked up first: say resolved, or
     * connect to whichever of its addresses answers.
     */
    CS_SMTP_ACTION_CONNECT = 1,
    /**
     * Do a TLS handshake on the connection, and verify the name `text`. Bytes that were read ahead in clear are an attack: report them as
     * received.
     */
    CS_SMTP_ACTION_START_TLS = 2,
    /**
     * Write all of `bytes` and flush.
     */
    CS_SMTP_ACTION_WRITE = 3,
    /**
     * Read what is there, at least one byte.
     */
    CS_SMTP_ACTION_READ = 4,
    /**
     * Give the secret of the user `text`: see `secret_kind` and `secret_rejected`.
     */
    CS_SMTP_ACTION_PROVIDE_SECRET = 5,
    /**
     * The job is over: take its report, then begin the next job or quit.
     */
    CS_SMTP_ACTION_IDLE = 6,
    /**
     * Close the connection and say closed.
     */
    CS_SMTP_ACTION_CLOSE = 7,
    /**
     * The session is over: take the last report.
     */
    CS_SMTP_ACTION_DONE = 8,
    /**
     * Say whether the message may be handed over to the server, before the final dot is written: for the recipients `text`, parted by line
     * feeds, in the transaction `transaction` of the job, counted from 1. Only where the host asked for it by
     * `cs_smtp_session_confirm_transactions`. Say confirmed, or cancelled, which closes without the dot: what was accepted before stands, and
     * the rest is not sent.
     */
    CS_SMTP_ACTION_CONFIRM = 9,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_action cs_smtp_action;
#else
typedef uint32_t cs_smtp_action;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What came of a job, in one word.
 */
enum cs_smtp_outcome
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * There is none: a handle is not valid.
     */
    CS_SMTP_OUTCOME_NONE = 0,
    /**
     * A probe passed.
     */
    CS_SMTP_OUTCOME_READY = 1,
    /**
     * The server took the message for every recipient.
     */
    CS_SMTP_OUTCOME_ACCEPTED = 2,
    /**
     * The server took the message, not for every recipient.
     */
    CS_SMTP_OUTCOME_PARTLY_ACCEPTED = 3,
    /**
     * The server refused the sender, every recipient, DATA or the message.
     */
    CS_SMTP_OUTCOME_REFUSED = 4,
    /**
     * It ended before the server could take or refuse the message.
     */
    CS_SMTP_OUTCOME_NOT_SENT = 5,
    /**
     * The final dot was handed out and its reply is missing: the server may have taken the message.
     */
    CS_SMTP_OUTCOME_UNCERTAIN = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_outcome cs_smtp_outcome;
#else
typedef uint32_t cs_smtp_outcome;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which secret is asked for.
 */
enum cs_smtp_secret_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The step asks for none.
     */
    CS_SMTP_SECRET_KIND_NONE = 0,
    /**
     * The password of the user.
     */
    CS_SMTP_SECRET_KIND_PASSWORD = 1,
    /**
     * An OAuth 2 bearer token.
     */
    CS_SMTP_SECRET_KIND_BEARER_TOKEN = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_secret_kind cs_smtp_secret_kind;
#else
typedef uint32_t cs_smtp_secret_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A stage of a job, in the order in which a job comes to them.
 */
enum cs_smtp_stage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The job came to none yet.
     */
    CS_SMTP_STAGE_NONE = 0,
    /**
     * The name is looked up.
     */
    CS_SMTP_STAGE_DNS = 1,
    /**
     * The TCP connection is opened.
     */
    CS_SMTP_STAGE_CONNECT = 2,
    /**
     * The TLS handshake.
     */
    CS_SMTP_STAGE_TLS = 3,
    /**
     * The server's greeting.
     */
    CS_SMTP_STAGE_GREETING = 4,
    /**
     * EHLO or HELO.
     */
    CS_SMTP_STAGE_EHLO = 5,
    /**
     * STARTTLS.
     */
    CS_SMTP_STAGE_STARTTLS = 6,
    /**
     * The login.
     */
    CS_SMTP_STAGE_AUTH = 7,
    /**
     * The sender.
     */
    CS_SMTP_STAGE_MAIL = 8,
    /**
     * The recipients.
     */
    CS_SMTP_STAGE_RCPT = 9,
    /**
     * DATA.
     */
    CS_SMTP_STAGE_DATA = 10,
    /**
     * The message, and the reply to its final dot.
     */
    CS_SMTP_STAGE_BODY = 11,
    /**
     * QUIT.
     */
    CS_SMTP_STAGE_QUIT = 12,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_stage cs_smtp_stage;
#else
typedef uint32_t cs_smtp_stage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What happened at the host since the last step.
 */
enum cs_smtp_event_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * A job was begun: go.
     */
    CS_SMTP_EVENT_KIND_START = 1,
    /**
     * The answer to connect: TCP stands. Has `local` and `peer`.
     */
    CS_SMTP_EVENT_KIND_CONNECTED = 2,
    /**
     * The answer to start-tls: the handshake succeeded and the name was verified. Has `version`, `cipher` and `chain`.
     */
    CS_SMTP_EVENT_KIND_SECURED = 3,
    /**
     * The answer to write: all of it was handed to the network.
     */
    CS_SMTP_EVENT_KIND_WRITTEN = 4,
    /**
     * The answer to read. Has `bytes`: everything that was read, at least one byte.
     */
    CS_SMTP_EVENT_KIND_RECEIVED = 5,
    /**
     * The answer to provide-secret. Has `secret`, NULL where the host has none.
     */
    CS_SMTP_EVENT_KIND_SECRET = 6,
    /**
     * The peer closed the connection, also between two jobs; or the answer to close.
     */
    CS_SMTP_EVENT_KIND_CLOSED = 7,
    /**
     * The action failed. Has `failure`, `text` and, where it was over certificates, `chain`.
     */
    CS_SMTP_EVENT_KIND_FAILED = 8,
    /**
     * The action did not end within its timeout.
     */
    CS_SMTP_EVENT_KIND_TIMED_OUT = 9,
    /**
     * The caller gave up. Valid at any time, in place of the answer to any action.
     */
    CS_SMTP_EVENT_KIND_CANCELLED = 10,
    /**
     * The first answer to connect where `text` is a name, of a host that looks names up itself. Has `addresses`. What follows is connect to
     * each in turn, until one of them stands.
     */
    CS_SMTP_EVENT_KIND_RESOLVED = 11,
    /**
     * The host's own time limit for the whole job passed. Valid whenever cancelled is.
     */
    CS_SMTP_EVENT_KIND_DEADLINE_EXCEEDED = 12,
    /**
     * The answer to confirm: go on.
     */
    CS_SMTP_EVENT_KIND_CONFIRMED = 13,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum cs_smtp_event_kind cs_smtp_event_kind;
#else
typedef uint32_t cs_smtp_event_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The search for settings: from a hostname or an e-mail address to port, security and login. One call at a time: a second thread's
 * gets `CS_SMTP_STATUS_CONCURRENT_CALL`.
 *
 * While there are settings to probe next, make a session for them, drive a probe, and add the session. Then take the recommendation. A probe
 * sends neither a password nor a mail.
 */
typedef struct cs_smtp_detection cs_smtp_detection;

/**
 * Why a call failed. It never changes; any number of threads may read it until it is freed.
 */
typedef struct cs_smtp_error cs_smtp_error;

/**
 * An envelope and the bytes of a mail. One call at a time: a second thread's gets `CS_SMTP_STATUS_CONCURRENT_CALL`.
 */
typedef struct cs_smtp_message cs_smtp_message;

/**
 * What came of a job. It never changes; any number of threads may read it until it is freed. Its texts are valid until then.
 */
typedef struct cs_smtp_report cs_smtp_report;

/**
 * One SMTP connection as a state machine: events in, steps out. One call at a time: a second thread's gets
 * `CS_SMTP_STATUS_CONCURRENT_CALL`.
 *
 * Begin a job, advance the session with the event `CS_SMTP_EVENT_KIND_START`, do what each step says, and advance it with what happened, until
 * the step is idle or done. Then take the report.
 */
typedef struct cs_smtp_session cs_smtp_session;

/**
 * The settings of the one SMTP server. They never change; any number of threads may use them at once.
 */
typedef struct cs_smtp_settings cs_smtp_settings;

/**
 * A text that the library made: UTF-8, often JSON. It never changes; any number of threads may read it until it is freed.
 */
typedef struct cs_smtp_text cs_smtp_text;

/**
 * A file that goes with a message. It is copied; the memory is the caller's. Its size has no limit but memory: a server has one, which
 * the report tells.
 */
typedef struct {
    /**
     * `sizeof(cs_smtp_attachment)`
     */
    size_t struct_size;
    /**
     * Its name, without a path.
     */
    const char *file_name;
    /**
     * The number of bytes of `file_name`.
     */
    size_t file_name_length;
    /**
     * Its media type, such as `application/pdf`.
     */
    const char *media_type;
    /**
     * The number of bytes of `media_type`.
     */
    size_t media_type_length;
    /**
     * The id by which HTML refers to it, `cid:<id>`; NULL for an ordinary attachment.
     */
    const char *content_id;
    /**
     * The number of bytes of `content_id`.
     */
    size_t content_id_length;
    /**
     * Its bytes.
     */
    const uint8_t *data;
    /**
     * The number of its bytes.
     */
    size_t data_length;
} cs_smtp_attachment;

/**
 * What a message would otherwise sample. Used for one message only.
 */
typedef struct {
    /**
     * `sizeof(cs_smtp_stamp)`
     */
    size_t struct_size;
    /**
     * The instant, in seconds since 1970-01-01 UTC.
     */
    int64_t unix_seconds;
    /**
     * The offset of local time from UTC in minutes, for the Date header; at most 14 hours either way.
     */
    int32_t offset_minutes;
    /**
     * Bytes from a secure random source, fresh for each message.
     */
    const uint8_t *entropy;
    /**
     * The number of bytes of `entropy`: `CS_SMTP_ENTROPY_LENGTH`.
     */
    size_t entropy_length;
    /**
     * The domain of the Message-ID; that of the From address where it is empty.
     */
    const char *domain;
    /**
     * The number of bytes of `domain`.
     */
    size_t domain_length;
} cs_smtp_stamp;

/**
 * A certificate that the server presented. Fill in what is known.
 */
typedef struct {
    /**
     * `sizeof(cs_smtp_certificate)`
     */
    size_t struct_size;
    /**
     * The certificate itself, DER.
     */
    const uint8_t *der;
    /**
     * The number of bytes of `der`.
     */
    size_t der_length;
    /**
     * Whom it names.
     */
    const char *subject;
    /**
     * The number of bytes of `subject`.
     */
    size_t subject_length;
    /**
     * Who signed it.
     */
    const char *issuer;
    /**
     * The number of bytes of `issuer`.
     */
    size_t issuer_length;
    /**
     * The names and addresses that it is valid for, parted by line feeds.
     */
    const char *names;
    /**
     * The number of bytes of `names`.
     */
    size_t names_length;
    /**
     * Valid from, in seconds since 1970-01-01 UTC.
     */
    int64_t not_before;
    /**
     * Valid to, in seconds since 1970-01-01 UTC.
     */
    int64_t not_after;
    /**
     * The SHA-256 fingerprint, in lower-case hexadecimal digits.
     */
    const char *sha256;
    /**
     * The number of bytes of `sha256`.
     */
    size_t sha256_length;
} cs_smtp_certificate;

/**
 * What happened. Fields that the kind does not name are not read; set them to zero. The memory is the caller's, and needed during the
 * call only.
 */
typedef struct {
    /**
     * `sizeof(cs_smtp_event)`
     */
    size_t struct_size;
    /**
     * A `cs_smtp_event_kind`.
     */
    uint32_t kind;
    /**
     * The connection's own end, as `address:port`; its IP address is the EHLO name where none is set. Empty where unknown.
     */
    const char *local;
    /**
     * The number of bytes of `local`.
     */
    size_t local_length;
    /**
     * The server's end, as `address:port`; empty where unknown.
     */
    const char *peer;
    /**
     * The number of bytes of `peer`.
     */
    size_t peer_length;
    /**
     * The TLS version, such as `TLSv1.3`.
     */
    const char *version;
    /**
     * The number of bytes of `version`.
     */
    size_t version_length;
    /**
     * The cipher suite.
     */
    const char *cipher;
    /**
     * The number of bytes of `cipher`.
     */
    size_t cipher_length;
    /**
     * The certificates that the server presented, its own first.
     */
    const cs_smtp_certificate *chain;
    /**
     * The number of certificates.
     */
    size_t chain_length;
    /**
     * What was read.
     */
    const uint8_t *bytes;
    /**
     * The number of `bytes`.
     */
    size_t bytes_length;
    /**
     * The password or token; NULL where the host has none. An empty text and `****` count as none. It is copied, and the copy is wiped.
     */
    const char *secret;
    /**
     * The number of bytes of `secret`.
     */
    size_t secret_length;
    /**
     * Why the action failed, an open word: `dns`, `refused`, `unreachable`, `reset`, `certificate-untrusted`, `certificate-expired`,
     * `certificate-name-mismatch`, `tls-version`, `tls-handshake`, `not-tls`, `other`. Where the host's time limit for the whole job
     * passed before it came to the action: `connections-busy` while every connection to the server was in use, `rate-reached` while the
     * message waited for its turn among those that the server takes in a minute.
     */
    const char *failure;
    /**
     * The number of bytes of `failure`.
     */
    size_t failure_length;
    /**
     * The host's own words about the failure, without secrets.
     */
    const char *text;
    /**
     * The number of bytes of `text`.
     */
    size_t text_length;
    /**
     * The addresses of a name, IPv4 or IPv6 without brackets, in the order in which the resolver found them, parted by line feeds; at most 16 are
     * looked at. Empty where the name has none.
     */
    const char *addresses;
    /**
     * The number of bytes of `addresses`.
     */
    size_t addresses_length;
} cs_smtp_event;

/**
 * What to do next.
 */
typedef struct {
    /**
     * `sizeof(cs_smtp_step)`, filled in by the caller.
     */
    size_t struct_size;
    /**
     * What to do.
     */
    cs_smtp_action action;
    /**
     * What would be said of the job if it ended now.
     */
    cs_smtp_outcome outcome;
    /**
     * How long the action may take in milliseconds, from the moment the host starts with it; -1 where it waits for nothing.
     */
    int64_t timeout_ms;
    /**
     * Connect: an ASCII host name, or an IP address without brackets. Start-tls: the name. Provide-secret: the user. Confirm: the recipients,
     * parted by line feeds. With a NUL behind it; NULL for any other action.
     */
    const char *text;
    /**
     * The number of bytes of `text`, without the NUL.
     */
    size_t text_length;
    /**
     * Write: the bytes. NULL for any other action.
     */
    const uint8_t *bytes;
    /**
     * The number of `bytes`.
     */
    size_t bytes_length;
    /**
     * Connect: the TCP port. 0 for any other action.
     */
    uint32_t port;
    /**
     * Provide-secret: what is asked for.
     */
    cs_smtp_secret_kind secret_kind;
    /**
     * Provide-secret: 1 where the server rejected the last one and a fresh one is wanted. 0 otherwise.
     */
    uint32_t secret_rejected;
    /**
     * The stage that the job came to, its last one where the job is over. One that differs from that of the step before has just begun, and
     * those between the two passed.
     */
    cs_smtp_stage stage;
    /**
     * Confirm: which transaction of the job, counted from 1. 0 for any other action.
     */
    uint32_t transaction;
    /**
     * Always 0. It keeps a later field from lying where `struct_size` would not tell it.
     */
    uint32_t reserved;
} cs_smtp_step;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, such as `0.1.0`. Valid for ever; not to be freed.
 */
const char *cs_smtp_version(void);

/**
 * The contract that the loaded library keeps. A program that finds another number than `CS_SMTP_CONTRACT` was compiled for another
 * library, and calls nothing else.
 */
uint32_t cs_smtp_contract(void);

/**
 * How many handles are not yet freed, of all kinds and in the whole process: 0 for a program that keeps nothing. For tests.
 */
size_t cs_smtp_live_handles(void);

/**
 * The text, with a NUL behind it. Valid until the text is freed; NULL where the handle is not valid.
 */
const char *cs_smtp_text_data(const cs_smtp_text *text);

/**
 * The number of its bytes, without the NUL; 0 where the handle is not valid.
 */
size_t cs_smtp_text_length(const cs_smtp_text *text);

/**
 * Frees a text and wipes its bytes. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_text_free(cs_smtp_text *text);

/**
 * The status that the failed call returned; `CS_SMTP_STATUS_INVALID_HANDLE` where `error` is not valid.
 */
cs_smtp_status cs_smtp_error_status(const cs_smtp_error *error);

/**
 * What is wrong and what to do, in English, without secrets, addresses and message text. Valid until the error is freed; NULL where the
 * handle is not valid.
 */
const char *cs_smtp_error_message(const cs_smtp_error *error);

/**
 * The problems of `CS_SMTP_STATUS_INVALID_INPUT` as JSON, `{"problems":[...]}`; an empty list with any other status. Valid until the error
 * is freed; NULL where the handle is not valid.
 */
const char *cs_smtp_error_problems(const cs_smtp_error *error);

/**
 * Frees an error. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_error_free(cs_smtp_error *error);

/**
 * The settings of the dialog's first sight, as JSON in `*json`, to be freed.
 */
cs_smtp_status cs_smtp_settings_defaults(cs_smtp_text **json,
                                         cs_smtp_error **error);

/**
 * Makes settings of JSON; a key that is absent has its default. Put into `*settings`, to be freed. The values are not judged yet:
 * `cs_smtp_settings_validate` does.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: it is no JSON, or has unknown keys or values of the wrong type.
 */
cs_smtp_status cs_smtp_settings_parse(const char *json,
                                      size_t json_length,
                                      cs_smtp_settings **settings,
                                      cs_smtp_error **error);

/**
 * Every problem of a form as a person typed it, as JSON in `*problems`, to be freed: `{"problems":[...]}`. Also a form that
 * `cs_smtp_settings_parse` would refuse is OK here: that is then among the problems.
 */
cs_smtp_status cs_smtp_settings_check(const char *form,
                                      size_t form_length,
                                      cs_smtp_text **problems,
                                      cs_smtp_error **error);

/**
 * The settings as JSON in `*json`, to be freed, for people and files. A password shows as `****`, whether or not there is one.
 */
cs_smtp_status cs_smtp_settings_to_json(const cs_smtp_settings *settings,
                                        cs_smtp_text **json,
                                        cs_smtp_error **error);

/**
 * Every problem of the settings, as JSON in `*problems`, to be freed: `{"problems":[...]}`. Only those with the severity `error` stop a mail.
 */
cs_smtp_status cs_smtp_settings_validate(const cs_smtp_settings *settings,
                                         cs_smtp_text **problems,
                                         cs_smtp_error **error);

/**
 * Merges a submitted form into stored settings. What they are together goes into `*merged`, its problems as JSON into `*problems`; both
 * are to be freed, and `stored` stays as it is. Problems are no failure: do not store what has one with the severity `error`.
 *
 * A password that is absent or `****` keeps the stored one, an empty one removes it.
 */
cs_smtp_status cs_smtp_settings_apply(const cs_smtp_settings *stored,
                                      const char *form,
                                      size_t form_length,
                                      cs_smtp_settings **merged,
                                      cs_smtp_text **problems,
                                      cs_smtp_error **error);

/**
 * The password, for the host that stores it, in `*password`, to be freed, which wipes it. `*password` is NULL where none is set, and
 * `****` where the host keeps it already.
 */
cs_smtp_status cs_smtp_settings_password(const cs_smtp_settings *settings,
                                         cs_smtp_text **password,
                                         cs_smtp_error **error);

/**
 * The known mail services, as JSON in `*json`, to be freed: `{"providers":[...]}`.
 */
cs_smtp_status cs_smtp_settings_providers(cs_smtp_text **json,
                                          cs_smtp_error **error);

/**
 * The mail service behind a hostname, as one JSON object in `*json`, to be freed; `*json` is NULL where none is known.
 */
cs_smtp_status cs_smtp_settings_provider_for(const char *hostname,
                                             size_t hostname_length,
                                             cs_smtp_text **json,
                                             cs_smtp_error **error);

/**
 * The port that goes with a security by custom, in `*port`: 25 with `none`, 587 with `starttls`, 465 with `tls`, the words of the JSON.
 *
 * `CS_SMTP_STATUS_INVALID_ARGUMENT`: also where there is no such security.
 */
cs_smtp_status cs_smtp_settings_usual_port(const char *security,
                                           size_t security_length,
                                           uint16_t *port,
                                           cs_smtp_error **error);

/**
 * Frees settings and wipes their password. NULL is allowed; sessions that were made of them live on. Returns OK or
 * `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_settings_free(cs_smtp_settings *settings);

/**
 * Builds a message of a draft in JSON and its attachments. Put into `*message`, to be freed. The settings give the sender; where there are no
 * attachments, they are NULL and 0.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the draft, the attachments, the stamp and the From address.
 */
cs_smtp_status cs_smtp_message_build(const cs_smtp_settings *settings,
                                     const char *draft,
                                     size_t draft_length,
                                     const cs_smtp_attachment *attachments,
                                     size_t attachment_count,
                                     const cs_smtp_stamp *stamp,
                                     cs_smtp_message **message,
                                     cs_smtp_error **error);

/**
 * What a person will see of a draft in a mail client, as JSON in `*preview`, to be freed: `{"sender":..,"subject":..,"text":..,"html":..,"warnings":[..]}`,
 * with `null` for a text that there is not. It is what `cs_smtp_message_build` would put into the message. Show the HTML where no script runs.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the draft, the attachments and the From address.
 */
cs_smtp_status cs_smtp_message_preview(const cs_smtp_settings *settings,
                                       const char *draft,
                                       size_t draft_length,
                                       const cs_smtp_attachment *attachments,
                                       size_t attachment_count,
                                       cs_smtp_text **preview,
                                       cs_smtp_error **error);

/**
 * The exact number of bytes of the message, in `*size`.
 */
cs_smtp_status cs_smtp_message_size(const cs_smtp_message *message,
                                    uint64_t *size,
                                    cs_smtp_error **error);

/**
 * Whether bytes above 127 occur in the message, in `*is_8bit`: for `BODY=8BITMIME`.
 */
cs_smtp_status cs_smtp_message_is_8bit(const cs_smtp_message *message,
                                       bool *is_8bit,
                                       cs_smtp_error **error);

/**
 * Who the message goes from and to, as JSON in `*json`, to be freed: `{"sender":..,"recipients":[..],"smtputf8":..}`.
 */
cs_smtp_status cs_smtp_message_envelope(const cs_smtp_message *message,
                                        cs_smtp_text **json,
                                        cs_smtp_error **error);

/**
 * What was changed so that the message can be sent, as JSON in `*json`, to be freed: `{"problems":[..]}`, warnings only, each with the field
 * that it is about. They tell of controls and overlong text of a device, and of a file of a type that mail cannot carry, and hold nothing of the
 * text.
 */
cs_smtp_status cs_smtp_message_warnings(const cs_smtp_message *message,
                                        cs_smtp_text **json,
                                        cs_smtp_error **error);

/**
 * Writes the next bytes of the message into `buffer`, which takes `capacity` of them, and their number into `*length`. Less than the buffer
 * takes comes only at the end, and 0 after it. The bytes do not depend on the sizes of the buffers.
 *
 * `CS_SMTP_STATUS_INVALID_ARGUMENT`: also where `capacity` is 0, since the answer would look like the end.
 */
cs_smtp_status cs_smtp_message_read(cs_smtp_message *message,
                                    uint8_t *buffer,
                                    size_t capacity,
                                    size_t *length,
                                    cs_smtp_error **error);

/**
 * Starts over: the next `cs_smtp_message_read` begins with the first byte.
 */
cs_smtp_status cs_smtp_message_rewind(cs_smtp_message *message,
                                      cs_smtp_error **error);

/**
 * Frees a message. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`, also where a session has taken the message.
 */
cs_smtp_status cs_smtp_message_free(cs_smtp_message *message);

/**
 * Makes a session for these settings, in `*session`, to be freed. It copies the settings. The entropy is `CS_SMTP_ENTROPY_LENGTH` bytes from
 * a secure random source, fresh for each session.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the settings, or the entropy has another length.
 */
cs_smtp_status cs_smtp_session_new(const cs_smtp_settings *settings,
                                   const uint8_t *entropy,
                                   size_t entropy_length,
                                   cs_smtp_session **session,
                                   cs_smtp_error **error);

/**
 * Holds the connections that are opened from now on to a policy; without a call to the default one, which keeps them from link-local addresses,
 * the metadata services of clouds, and what is never one server. JSON text: `{ "scope": "any" | "mail-servers" | "public", "networks":
 * ["10.1.0.0/16"], "ports": [25, 465, 587, 2525] }`. `public` leaves the Internet's public addresses; `networks` are open beside it; no `ports`
 * are all ports. A name's addresses are judged after `resolved`, before anything is connected; where the host connects by the name, its
 * peer is judged before a byte is written. What is not allowed fails as `destination-denied`.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the policy; the session is unchanged.
 */
cs_smtp_status cs_smtp_session_restrict_to(cs_smtp_session *session,
                                           const char *destinations,
                                           size_t destinations_length,
                                           cs_smtp_error **error);

/**
 * Begins with what an earlier session by the same settings learned of the server: the object `learned` of its report, unchanged. It tells which
 * login mechanism worked, and how many recipients the server takes in one transaction. It saves round trips and attempts; no password is shown
 * that would not be shown without it.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the text is something else; the session is unchanged.
 */
cs_smtp_status cs_smtp_session_recall(cs_smtp_session *session,
                                      const char *learned,
                                      size_t learned_length,
                                      cs_smtp_error **error);

/**
 * Asks the host before each final dot whether it may be written, by the action confirm: for a host that must write down first that the message
 * may be taken, or that others may send too. Without a call it is not asked.
 */
cs_smtp_status cs_smtp_session_confirm_transactions(cs_smtp_session *session,
                                                    cs_smtp_error **error);

/**
 * Begins a probe: everything up to MAIL, to see whether a mail could be sent. Nothing is sent.
 *
 * `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
 */
cs_smtp_status cs_smtp_session_begin_probe(cs_smtp_session *session,
                                           cs_smtp_error **error);

/**
 * Begins to send the test mail to one address.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the address and the stamp. `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
 */
cs_smtp_status cs_smtp_session_begin_test(cs_smtp_session *session,
                                          const char *to,
                                          size_t to_length,
                                          const cs_smtp_stamp *stamp,
                                          cs_smtp_error **error);

/**
 * Begins to send a message. On success the session takes it: its handle is then no longer valid, and needs no free. Otherwise it stays.
 *
 * `options` is JSON text, or NULL: `{ "recipients": ["ops@example.com"], "all_or_nothing": true }`, each key optional. `recipients` are those of the
 * envelope that it goes to, each as the envelope has it; without the key all of them. With `all_or_nothing` it goes to all of these or to none:
 * DATA is said only after the server took every one, all in one transaction.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the options. `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
 */
cs_smtp_status cs_smtp_session_begin_send(cs_smtp_session *session,
                                          cs_smtp_message *message,
                                          const char *options,
                                          size_t options_length,
                                          cs_smtp_error **error);

/**
 * Begins to say QUIT and to close.
 *
 * `CS_SMTP_STATUS_BUSY`, `CS_SMTP_STATUS_FINISHED`.
 */
cs_smtp_status cs_smtp_session_begin_quit(cs_smtp_session *session,
                                          cs_smtp_error **error);

/**
 * Takes what happened, and writes what to do next into `*step`, whose `struct_size` the caller filled in. `now_ms` is any clock that never goes
 * back, in milliseconds. What `*step` points to is valid until the next call on this session.
 *
 * `CS_SMTP_STATUS_NOT_STARTED`, `CS_SMTP_STATUS_FINISHED`, `CS_SMTP_STATUS_UNEXPECTED_EVENT`: the session is unchanged.
 */
cs_smtp_status cs_smtp_session_advance(cs_smtp_session *session,
                                       const cs_smtp_event *event,
                                       uint64_t now_ms,
                                       cs_smtp_step *step,
                                       cs_smtp_error **error);

/**
 * What would be said of the job if it ended now, in `*outcome`: `CS_SMTP_OUTCOME_UNCERTAIN` from the moment the final dot was handed out.
 */
cs_smtp_status cs_smtp_session_outcome(const cs_smtp_session *session,
                                       cs_smtp_outcome *outcome,
                                       cs_smtp_error **error);

/**
 * The report of the last job, in `*report`, to be freed. A job under way is reported as if it ended now.
 */
cs_smtp_status cs_smtp_session_report(const cs_smtp_session *session,
                                      cs_smtp_report **report,
                                      cs_smtp_error **error);

/**
 * The same without what tells of the network, for people who may not look into it: no stages and times, no replies, certificates,
 * capabilities and transcript, and for every failure before the login the one cause `server-not-reached`.
 */
cs_smtp_status cs_smtp_session_redacted_report(const cs_smtp_session *session,
                                               cs_smtp_report **report,
                                               cs_smtp_error **error);

/**
 * The report of a job in the middle of which the library failed (`CS_SMTP_STATUS_FAULT`), in `*report`, to be freed. `last` is the outcome that the
 * last step told, `text` what is known of the fault, without secrets. Where the final dot was handed out by then, the outcome is
 * `CS_SMTP_OUTCOME_UNCERTAIN`.
 */
cs_smtp_status cs_smtp_client_fault_report(uint32_t last,
                                           const char *text,
                                           size_t text_length,
                                           cs_smtp_report **report,
                                           cs_smtp_error **error);

/**
 * Whether the last job ended only because the server had closed a connection that an earlier job left open, before it answered anything, in
 * `*is_stale`: its message, taken back, may go over a new connection at once. Everything else is the caller's decision.
 */
cs_smtp_status cs_smtp_session_is_stale(const cs_smtp_session *session,
                                        bool *is_stale,
                                        cs_smtp_error **error);

/**
 * Takes back the message of the last job, rewound, in `*message`, to be freed; NULL where there is none. Send it again only where the outcome
 * is `CS_SMTP_OUTCOME_NOT_SENT` or a person said so: nothing is repeated by itself.
 */
cs_smtp_status cs_smtp_session_reclaim(cs_smtp_session *session,
                                       cs_smtp_message **message,
                                       cs_smtp_error **error);

/**
 * Frees a session and its message. NULL is allowed. It says nothing to the server: closing the connection is the host's. Returns OK or
 * `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_session_free(cs_smtp_session *session);

/**
 * The outcome; `CS_SMTP_OUTCOME_NONE` where the handle is not valid.
 */
cs_smtp_outcome cs_smtp_report_outcome(const cs_smtp_report *report);

/**
 * The outcome's name, such as `partly-accepted`; NULL where the handle is not valid.
 */
const char *cs_smtp_report_outcome_name(const cs_smtp_report *report);

/**
 * The name of the first stage that failed, such as `auth`: `dns`, `connect`, `tls`, `greeting`, `ehlo`, `starttls`, `auth`, `mail`, `rcpt`,
 * `data`, `body` or `quit`. Empty where none failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_stage(const cs_smtp_report *report);

/**
 * The code of the cause, an open set: `bad-credentials`, `relay-denied`, ... Empty where nothing failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_cause(const cs_smtp_report *report);

/**
 * How sure the cause is: `stated`, `likely` or `by-stage`. Empty where nothing failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_certainty(const cs_smtp_report *report);

/**
 * Whether the same message may be sent again: `no-need`, `later`, `after-change` or `may-duplicate`. Empty where nothing failed; NULL where
 * the handle is not valid.
 */
const char *cs_smtp_report_retry(const cs_smtp_report *report);

/**
 * What happened, in one line. Empty where nothing failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_title(const cs_smtp_report *report);

/**
 * What it means. Empty where nothing failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_meaning(const cs_smtp_report *report);

/**
 * What to do, a line for each step. Empty where nothing failed; NULL where the handle is not valid.
 */
const char *cs_smtp_report_steps(const cs_smtp_report *report);

/**
 * The whole report as JSON: outcome, stages, stages not reached, recipients, diagnosis, queue id, advice, warnings, capabilities, certificates, transcript. NULL where the handle is not valid.
 */
const char *cs_smtp_report_json(const cs_smtp_report *report);

/**
 * Frees a report. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_report_free(cs_smtp_report *report);

/**
 * Makes a search for the server that a person named by `input`: a hostname, an IP address or an e-mail address. Put into `*detection`, to be
 * freed. `ports`: those to try in place of the usual ones, such as `2587, 2465/tls`, each alone or with its security; empty for the usual
 * ones. Of `base` the From address, the EHLO name, the timeout and the user name count; it may be NULL.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the input, with the field `hostname`, of the ports and of `base`.
 */
cs_smtp_status cs_smtp_detection_new(const char *input,
                                     size_t input_length,
                                     const char *ports,
                                     size_t ports_length,
                                     const cs_smtp_settings *base,
                                     cs_smtp_detection **detection,
                                     cs_smtp_error **error);

/**
 * What to ask the name server before the first probe, where the answers can help, as JSON in `*lookups`, to be freed:
 * `{"lookups":[{"record_type","name"}]}`; the types are `mx` and `srv`. A host may leave it.
 */
cs_smtp_status cs_smtp_detection_lookups(const cs_smtp_detection *detection,
                                         cs_smtp_text **lookups,
                                         cs_smtp_error **error);

/**
 * Takes the answer to the lookup of `name`: its records as zone files have them, one on each line, `10 mx.example.com.` or
 * `0 1 587 smtp.example.com.`. What was not asked, is no such record, or comes after the first probe, changes nothing.
 */
cs_smtp_status cs_smtp_detection_add_records(cs_smtp_detection *detection,
                                             const char *name,
                                             size_t name_length,
                                             const char *records,
                                             size_t records_length,
                                             cs_smtp_error **error);

/**
 * The settings to probe next, without a login, in `*settings`, to be freed; NULL where enough is known, or nothing is left to try.
 */
cs_smtp_status cs_smtp_detection_next(const cs_smtp_detection *detection,
                                      cs_smtp_settings **settings,
                                      cs_smtp_error **error);

/**
 * Takes what the session's last job reported: the probe of the settings that `cs_smtp_detection_next` gave. Without such settings it changes
 * nothing. The session stays the caller's.
 */
cs_smtp_status cs_smtp_detection_add(cs_smtp_detection *detection,
                                     const cs_smtp_session *session,
                                     cs_smtp_error **error);

/**
 * What is known so far, and after the last probe what to propose, as JSON in `*json`, to be freed: `settings`, `confirmed`, `provider`,
 * `login`, `mechanisms`, `size_limit`, `diagnosis`, `attempts` and `reasons`; `settings` is null where no mail server was found.
 */
cs_smtp_status cs_smtp_detection_recommendation(const cs_smtp_detection *detection,
                                                cs_smtp_text **json,
                                                cs_smtp_error **error);

/**
 * Frees a detection. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
 */
cs_smtp_status cs_smtp_detection_free(cs_smtp_detection *detection);

/**
 * Explains a server's reply that a person pasted, as JSON in `*json`, to be freed. `stage` is the name of a stage, or NULL and 0 where
 * it is not known; `settings` may be NULL, and tell what the server is.
 */
cs_smtp_status cs_smtp_explain(const char *reply,
                               size_t reply_length,
                               const char *stage,
                               size_t stage_length,
                               const cs_smtp_settings *settings,
                               cs_smtp_text **json,
                               cs_smtp_error **error);

/**
 * Finds and explains the failures in a text that a person pasted, as JSON in `*json`, to be freed: `findings` and `complete`. The text is a
 * transcript, a mailer's debug output or exception, a server's log, a bounce. `settings` as for `cs_smtp_explain`.
 */
cs_smtp_status cs_smtp_explain_pasted(const char *text,
                                      size_t text_length,
                                      const cs_smtp_settings *settings,
                                      cs_smtp_text **json,
                                      cs_smtp_error **error);

/**
 * What a mailer of the host's own is told about the server, as JSON in `*json`, to be freed: `hostname`, `port`, `security`, `username`,
 * `mechanisms`, `ehlo_name`, `timeout_seconds`. The password is not there.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the settings.
 */
cs_smtp_status cs_smtp_transport_server(const cs_smtp_settings *settings,
                                        cs_smtp_text **json,
                                        cs_smtp_error **error);

/**
 * What came of a message that a mailer of the host's own sent, in `*report`, to be freed. The answer is JSON:
 * `{"receipt":{"reply":{"code":250,"lines":[..]},"recipients":[{"address":..,"reply":{..}}]}}`, or
 * `{"failure":{"stage":..,"kind":..,"reply":null,"recipients":[],"text":"","may_be_taken":false}}`.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: the answer is neither.
 */
cs_smtp_status cs_smtp_transport_report(const cs_smtp_settings *settings,
                                        const cs_smtp_message *message,
                                        const char *answer,
                                        size_t answer_length,
                                        cs_smtp_report **report,
                                        cs_smtp_error **error);

/**
 * Reads the configuration of a token source, and writes it as JSON into `*json`, to be freed: `grant` (`client-credentials` or `refresh-token`),
 * `token_endpoint`, `client_id`, `client_authentication` (`basic` or `post`), `scope`, `refresh_token_file`, `mail_server`. It holds no secret.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the text.
 */
cs_smtp_status cs_smtp_oauth_configuration(const char *configuration,
                                           size_t configuration_length,
                                           cs_smtp_text **json,
                                           cs_smtp_error **error);

/**
 * Whether tokens are for the mail server of this name, in `*is_for`. Settings may name any server, also one that nobody has saved: no other one
 * gets a token.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration.
 */
cs_smtp_status cs_smtp_oauth_is_for(const char *configuration,
                                    size_t configuration_length,
                                    const char *hostname,
                                    size_t hostname_length,
                                    bool *is_for,
                                    cs_smtp_error **error);

/**
 * The request for a token, as JSON in `*json`, to be freed: `url`, `is_loopback`, `headers` (a list of `name` and `value`), `body`, `timeout_ms`,
 * `max_answer_bytes`. It holds the secrets, for that server alone: a redirect is not followed. `client_secret` is NULL for a public client,
 * `refresh_token` where the configuration names no file of one.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration; a secret that is needed is missing, or is none.
 */
cs_smtp_status cs_smtp_oauth_request(const char *configuration,
                                     size_t configuration_length,
                                     const char *client_secret,
                                     size_t client_secret_length,
                                     const char *refresh_token,
                                     size_t refresh_token_length,
                                     cs_smtp_text **json,
                                     cs_smtp_error **error);

/**
 * The token of the endpoint's answer, as JSON in `*json`, to be freed: `access_token`; `reuse_until_ms`, until when it serves by the clock of
 * `asked_ms`, or null; `refresh_token`, the one from now on, or null: it belongs into the file before anything else is done. The secrets are those
 * of the request. `asked_ms`: when it was sent, by any clock that never goes back.
 *
 * `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration, or why there is no token and what to do.
 */
cs_smtp_status cs_smtp_oauth_token(const char *configuration,
                                   size_t configuration_length,
                                   const char *client_secret,
                                   size_t client_secret_length,
                                   const char *refresh_token,
                                   size_t refresh_token_length,
                                   uint16_t status,
                                   const uint8_t *body,
                                   size_t body_length,
                                   uint64_t asked_ms,
                                   cs_smtp_text **json,
                                   cs_smtp_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CENTERSCAPE_SMTP_H */
