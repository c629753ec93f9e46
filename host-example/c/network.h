/* What a session asks of the network, on POSIX sockets without TLS. Each function does one step and says in *event what came of it. */

#ifndef NETWORK_H
#define NETWORK_H

#include <centerscape_smtp.h>

/* One TCP connection, and what its last event points to. */
typedef struct {
    int socket; /* -1 where there is none */
    char local[80];
    char peer[80];
    char text[320];
    char addresses[16 * 64 + 1]; /* as many as a session looks at */
    uint8_t buffer[65536];
} connection;

/* Milliseconds of a clock that never goes back. */
int64_t now_ms(void);

void connection_open(connection *wire, const cs_smtp_step *step, cs_smtp_event *event);
void connection_write(connection *wire, const cs_smtp_step *step, cs_smtp_event *event);
void connection_read(connection *wire, const cs_smtp_step *step, cs_smtp_event *event);
void connection_close(connection *wire, cs_smtp_event *event);

/* The action failed: `failure` is a word that the session knows, `text` says more. */
void set_failed(connection *wire, cs_smtp_event *event, const char *failure, const char *text);

#endif
