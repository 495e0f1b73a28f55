#pragma once
#include <stddef.h>
#include <stdint.h>

/* Sockets. All are non-blocking and close on exec; all calls return -errno on failure. */
typedef struct {
    uint8_t length; /* of the address: 4, 16, or 0 for a unix socket */
    uint8_t address[16];
    uint16_t port;
} cshims_endpoint;

int cshims_socket_listen(const cshims_endpoint *at, int backlog);
/* `mode` holds from the moment the path exists. */
int cshims_socket_listen_unix(const char *path, uint32_t mode, int backlog);
int cshims_socket_accept(int listener, cshims_endpoint *peer);

/* -EINPROGRESS is no failure: it returns the descriptor, and the socket becomes writable later. */
int cshims_socket_connect(const cshims_endpoint *to);
int cshims_socket_connect_unix(const char *path);
/* The outcome of a connect that was in progress. */
int cshims_socket_outcome(int fd);

int cshims_socket_name(int fd, cshims_endpoint *own);

/* Sends up to three pieces in one call and never raises SIGPIPE. */
int64_t cshims_socket_send(
    int fd, const void *a, size_t a_count, const void *b, size_t b_count, const void *c,
    size_t c_count, int more_follows);
int64_t cshims_socket_receive(int fd, void *into, size_t capacity);
int64_t cshims_socket_send_file(int fd, int file, int64_t offset, size_t count);
