#pragma once
#include <stdint.h>

/* epoll and eventfd, which Swift's Glibc module does not show. */
enum {
    CSHIMS_POLL_IN = 0x001,
    CSHIMS_POLL_OUT = 0x004,
    CSHIMS_POLL_ERR = 0x008,
    CSHIMS_POLL_HUP = 0x010,
    CSHIMS_POLL_RDHUP = 0x2000,
    CSHIMS_POLL_ET = 1u << 31
};

typedef struct {
    uint32_t events;
    uint64_t tag;
} cshims_poll_event;

/* All return -errno on failure. */
int cshims_poll_create(void);
int cshims_poll_add(int poll, int fd, uint64_t tag, uint32_t events);
int cshims_poll_modify(int poll, int fd, uint64_t tag, uint32_t events);
int cshims_poll_remove(int poll, int fd);
int cshims_poll_wait(int poll, cshims_poll_event *out, int capacity, int timeout_ms);

int cshims_event_create(void);
void cshims_event_signal(int fd);
void cshims_event_clear(int fd);
