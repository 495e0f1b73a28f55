#define _GNU_SOURCE
#include "CShimsPoll.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

_Static_assert(CSHIMS_POLL_IN == EPOLLIN && CSHIMS_POLL_OUT == EPOLLOUT, "values of the kernel");
_Static_assert(CSHIMS_POLL_RDHUP == EPOLLRDHUP && CSHIMS_POLL_HUP == EPOLLHUP, "and these too");

static int result(int r) { return r < 0 ? -errno : r; }

int cshims_poll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int poll, int op, int fd, uint64_t tag, uint32_t events) {
    struct epoll_event e = {.events = events, .data.u64 = tag};
    return result(epoll_ctl(poll, op, fd, &e));
}

int cshims_poll_add(int poll, int fd, uint64_t tag, uint32_t events) {
    return control(poll, EPOLL_CTL_ADD, fd, tag, events);
}

int cshims_poll_modify(int poll, int fd, uint64_t tag, uint32_t events) {
    return control(poll, EPOLL_CTL_MOD, fd, tag, events);
}

int cshims_poll_remove(int poll, int fd) { return control(poll, EPOLL_CTL_DEL, fd, 0, 0); }

int cshims_poll_wait(int poll, cshims_poll_event *out, int capacity, int timeout_ms) {
    struct epoll_event events[256];
    if (capacity > 256) capacity = 256;
    int n = epoll_wait(poll, events, capacity, timeout_ms);
    if (n < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < n; i++) {
        out[i].events = events[i].events;
        out[i].tag = events[i].data.u64;
    }
    return n;
}

int cshims_event_create(void) { return result(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }

void cshims_event_signal(int fd) {
    uint64_t one = 1;
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void cshims_event_clear(int fd) {
    uint64_t seen;
    while (read(fd, &seen, sizeof seen) < 0 && errno == EINTR) {
    }
}
