#define _GNU_SOURCE
#include "CShimsSocket.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

typedef union {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un path;
} address;

static socklen_t to_kernel(const cshims_endpoint *e, address *a) {
    memset(a, 0, sizeof *a);
    if (e->length == 4) {
        a->four.sin_family = AF_INET;
        a->four.sin_port = htons(e->port);
        memcpy(&a->four.sin_addr, e->address, 4);
        return sizeof a->four;
    }
    a->six.sin6_family = AF_INET6;
    a->six.sin6_port = htons(e->port);
    memcpy(&a->six.sin6_addr, e->address, 16);
    return sizeof a->six;
}

static void from_kernel(const address *a, cshims_endpoint *e) {
    memset(e, 0, sizeof *e);
    if (a->any.sa_family == AF_INET) {
        e->length = 4;
        e->port = ntohs(a->four.sin_port);
        memcpy(e->address, &a->four.sin_addr, 4);
    } else if (a->any.sa_family == AF_INET6) {
        e->length = 16;
        e->port = ntohs(a->six.sin6_port);
        memcpy(e->address, &a->six.sin6_addr, 16);
    }
}

static int path_to_kernel(const char *path, address *a) {
    size_t n = strlen(path);
    if (n >= sizeof a->path.sun_path) return -ENAMETOOLONG;
    memset(a, 0, sizeof *a);
    a->path.sun_family = AF_UNIX;
    memcpy(a->path.sun_path, path, n);
    return 0;
}

static int make(int family) {
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

static int give_up(int fd) {
    int e = errno;
    close(fd);
    return -e;
}

static void set(int fd, int level, int option) {
    int one = 1;
    setsockopt(fd, level, option, &one, sizeof one);
}

int cshims_socket_listen(const cshims_endpoint *at, int backlog) {
    address a;
    socklen_t n = to_kernel(at, &a);
    int fd = make(a.any.sa_family);
    if (fd < 0) return fd;
    /* No SO_REUSEPORT: a second server on the port must fail, not share it in silence. */
    set(fd, SOL_SOCKET, SO_REUSEADDR);
    if (a.any.sa_family == AF_INET6) {
        int only = 0; /* `::` takes IPv4 as well */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    }
    if (bind(fd, &a.any, n) || listen(fd, backlog)) return give_up(fd);
    return fd;
}

int cshims_socket_listen_unix(const char *path, uint32_t mode, int backlog) {
    address a;
    int r = path_to_kernel(path, &a);
    if (r < 0) return r;
    int fd = make(AF_UNIX);
    if (fd < 0) return fd;
    /* The path appears with the socket's own mode less the umask: never wider than asked. */
    if (fchmod(fd, mode)) return give_up(fd);
    if (bind(fd, &a.any, sizeof a.path)) return give_up(fd);
    if (chmod(path, mode) || listen(fd, backlog)) {
        int e = errno;
        unlink(path);
        close(fd);
        return -e;
    }
    return fd;
}

int cshims_socket_accept(int listener, cshims_endpoint *peer) {
    address a = {0};
    socklen_t n = sizeof a;
    int fd = accept4(listener, &a.any, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return -errno;
    from_kernel(&a, peer);
    if (peer->length) set(fd, IPPROTO_TCP, TCP_NODELAY);
    return fd;
}

static int start(int fd, const address *a, socklen_t n) {
    if (connect(fd, &a->any, n) && errno != EINPROGRESS) return give_up(fd);
    return fd;
}

int cshims_socket_connect(const cshims_endpoint *to) {
    address a;
    socklen_t n = to_kernel(to, &a);
    int fd = make(a.any.sa_family);
    if (fd < 0) return fd;
    set(fd, IPPROTO_TCP, TCP_NODELAY);
    return start(fd, &a, n);
}

int cshims_socket_connect_unix(const char *path) {
    address a;
    int r = path_to_kernel(path, &a);
    if (r < 0) return r;
    int fd = make(AF_UNIX);
    return fd < 0 ? fd : start(fd, &a, sizeof a.path);
}

int cshims_socket_outcome(int fd) {
    int e = 0;
    socklen_t n = sizeof e;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) ? -errno : -e;
}

int cshims_socket_name(int fd, cshims_endpoint *own) {
    address a = {0};
    socklen_t n = sizeof a;
    if (getsockname(fd, &a.any, &n)) return -errno;
    from_kernel(&a, own);
    return 0;
}

static int add(struct iovec *v, int n, const void *start, size_t count) {
    if (count) v[n++] = (struct iovec){(void *)start, count};
    return n;
}

int64_t cshims_socket_send(
    int fd, const void *a, size_t a_count, const void *b, size_t b_count, const void *c,
    size_t c_count, int more_follows) {
    struct iovec v[3];
    int n = add(v, add(v, add(v, 0, a, a_count), b, b_count), c, c_count);
    struct msghdr m = {.msg_iov = v, .msg_iovlen = n};
    int flags = MSG_NOSIGNAL | (more_follows ? MSG_MORE : 0);
    ssize_t r;
    do
        r = n == 1 ? send(fd, v[0].iov_base, v[0].iov_len, flags) : sendmsg(fd, &m, flags);
    while (r < 0 && errno == EINTR);
    return r < 0 ? -errno : r;
}

int64_t cshims_socket_receive(int fd, void *into, size_t capacity) {
    ssize_t r;
    do
        r = recv(fd, into, capacity, 0);
    while (r < 0 && errno == EINTR);
    return r < 0 ? -errno : r;
}

int64_t cshims_socket_send_file(int fd, int file, int64_t offset, size_t count) {
    off_t at = offset;
    ssize_t r;
    do
        r = sendfile(fd, file, &at, count);
    while (r < 0 && errno == EINTR);
    return r < 0 ? -errno : r;
}
