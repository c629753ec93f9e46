#define _POSIX_C_SOURCE 200809L

#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* When a step's time is up; -1 is never. */
static int64_t deadline_of(const cs_smtp_step *step) {
    return step->timeout_ms < 0 ? -1 : now_ms() + step->timeout_ms;
}

/* Waits until the socket is ready. 0, ETIMEDOUT or the error of poll. */
static int wait_for(int socket, short what, int64_t deadline) {
    struct pollfd one;
    one.fd = socket;
    one.events = what;
    for (;;) {
        int64_t left = deadline < 0 ? INT_MAX : deadline - now_ms();
        int ready;
        if (left <= 0) {
            return ETIMEDOUT;
        }
        ready = poll(&one, 1, left > INT_MAX ? INT_MAX : (int)left);
        if (ready > 0) {
            return 0;
        }
        if (ready < 0 && errno != EINTR) {
            return errno;
        }
    }
}

void set_failed(connection *wire, cs_smtp_event *event, const char *failure, const char *text) {
    snprintf(wire->text, sizeof wire->text, "%s", text);
    event->kind = CS_SMTP_EVENT_KIND_FAILED;
    event->failure = failure;
    event->failure_length = strlen(failure);
    event->text = wire->text;
    event->text_length = strlen(wire->text);
}

static void set_error(connection *wire, cs_smtp_event *event, int error) {
    const char *failure = "other";
    if (error == ETIMEDOUT) {
        event->kind = CS_SMTP_EVENT_KIND_TIMED_OUT;
        return;
    }
    if (error == ECONNREFUSED) {
        failure = "refused";
    } else if (error == ENETUNREACH || error == EHOSTUNREACH) {
        failure = "unreachable";
    } else if (error == ECONNRESET || error == EPIPE) {
        failure = "reset";
    }
    set_failed(wire, event, failure, strerror(error));
}

/* An end of the connection, as `address:port`; empty where it is not known. */
static void describe(const struct sockaddr *address, socklen_t length, char *text, size_t size) {
    char host[64], port[8];
    text[0] = '\0';
    if (getnameinfo(address, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
        snprintf(text, size, address->sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
    }
}

/* Connects to one address. 0 or an error; wire->socket is open only where it is 0. */
static int open_address(connection *wire, const struct addrinfo *address, int64_t deadline) {
    int on = 1, error = 0;
    socklen_t size = sizeof error;
    wire->socket = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (wire->socket < 0) {
        return errno;
    }
    if (fcntl(wire->socket, F_SETFL, O_NONBLOCK) < 0 || setsockopt(wire->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        error = errno;
    } else if (connect(wire->socket, address->ai_addr, address->ai_addrlen) < 0) {
        error = errno == EINPROGRESS ? wait_for(wire->socket, POLLOUT, deadline) : errno;
        if (error == 0 && getsockopt(wire->socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0) {
            error = errno;
        }
    }
    if (error != 0) {
        close(wire->socket);
        wire->socket = -1;
    }
    return error;
}

/* The addresses of a name: every one that was found, parted by line feeds. */
static void set_resolved(connection *wire, const struct addrinfo *found, cs_smtp_event *event) {
    size_t used = 0;
    wire->addresses[0] = '\0';
    for (; found != NULL; found = found->ai_next) {
        char host[64];
        if (getnameinfo(found->ai_addr, found->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST) == 0 &&
            used + strlen(host) + 2 <= sizeof wire->addresses) {
            used += (size_t)sprintf(wire->addresses + used, "%s\n", host);
        }
    }
    event->kind = CS_SMTP_EVENT_KIND_RESOLVED;
    event->addresses = wire->addresses;
    event->addresses_length = used;
}

static void set_connected(connection *wire, const struct addrinfo *address, cs_smtp_event *event) {
    struct sockaddr_storage local;
    socklen_t size = sizeof local;
    describe(address->ai_addr, address->ai_addrlen, wire->peer, sizeof wire->peer);
    wire->local[0] = '\0';
    if (getsockname(wire->socket, (struct sockaddr *)&local, &size) == 0) {
        describe((struct sockaddr *)&local, size, wire->local, sizeof wire->local);
    }
    event->kind = CS_SMTP_EVENT_KIND_CONNECTED;
    event->local = wire->local;
    event->local_length = strlen(wire->local);
    event->peer = wire->peer;
    event->peer_length = strlen(wire->peer);
}

void connection_open(connection *wire, const cs_smtp_step *step, cs_smtp_event *event) {
    int64_t deadline = deadline_of(step);
    struct addrinfo hints, *found = NULL;
    char port[8];
    /* getaddrinfo would also take 0x7f000001 for an address, and the session would judge it after the connection only. */
    struct in_addr ipv4;
    bool is_address = strchr(step->text, ':') != NULL || inet_pton(AF_INET, step->text, &ipv4) == 1;
    int error;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = is_address ? AI_NUMERICHOST : 0;
    snprintf(port, sizeof port, "%u", (unsigned)(step->port & 0xffff));
    /* For a name it has no timeout of its own: the resolver's, of /etc/resolv.conf, counts. */
    error = getaddrinfo(step->text, port, &hints, &found);
    if (error != 0) {
        set_failed(wire, event, "dns", gai_strerror(error));
        return;
    }
    error = is_address ? open_address(wire, found, deadline) : 0;
    if (error != 0) {
        set_error(wire, event, error);
    } else if (is_address) {
        set_connected(wire, found, event);
    } else {
        set_resolved(wire, found, event);
    }
    freeaddrinfo(found);
}

void connection_write(connection *wire, const cs_smtp_step *step, cs_smtp_event *event) {
    int64_t deadline = deadline_of(step);
    size_t written = 0;
    while (written < step->bytes_length) {
        ssize_t count = write(wire->socket, step->bytes + written, step->bytes_length - written);
        int error = count < 0 ? errno : 0;
        if (count >= 0) {
            written += (size_t)count;
        } else if (error == EAGAIN || error == EWOULDBLOCK) {
            error = wait_for(wire->socket, POLLOUT, deadline);
        } else if (error == EINTR) {
            error = 0;
        }
        if (error != 0) {
            set_error(wire, event, error);
            return;
        }
    }
    event->kind = CS_SMTP_EVENT_KIND_WRITTEN;
}

void connection_read(connection *wire, const cs_smtp_step *step, cs_smtp_event *event) {
    int64_t deadline = deadline_of(step);
    for (;;) {
        ssize_t count = read(wire->socket, wire->buffer, sizeof wire->buffer);
        int error = count < 0 ? errno : 0;
        if (count == 0) {
            event->kind = CS_SMTP_EVENT_KIND_CLOSED;
            return;
        }
        if (count > 0) {
            event->kind = CS_SMTP_EVENT_KIND_RECEIVED;
            event->bytes = wire->buffer;
            event->bytes_length = (size_t)count;
            return;
        }
        if (error == EAGAIN || error == EWOULDBLOCK) {
            error = wait_for(wire->socket, POLLIN, deadline);
        } else if (error == EINTR) {
            error = 0;
        }
        if (error != 0) {
            set_error(wire, event, error);
            return;
        }
    }
}

void connection_close(connection *wire, cs_smtp_event *event) {
    if (wire->socket >= 0) {
        close(wire->socket);
        wire->socket = -1;
    }
    event->kind = CS_SMTP_EVENT_KIND_CLOSED;
}
