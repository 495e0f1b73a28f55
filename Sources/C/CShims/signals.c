#define _GNU_SOURCE
#include "CShimsSignals.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static int writing_end = -1;

static void pass_on(int signal) {
    int saved = errno;
    unsigned char byte = (unsigned char)signal;
    /* A full pipe holds thousands of unread signals; one more tells nothing new. */
    ssize_t ignored = write(writing_end, &byte, 1);
    (void)ignored;
    errno = saved;
}

int cshims_take_signals(const int *signals, int count) {
    static atomic_flag taken = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&taken)) return -EALREADY;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0) return -errno;
    writing_end = ends[1];
    struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < count; i++)
        if (sigaction(signals[i], &action, NULL) < 0) return -errno;
    signal(SIGPIPE, SIG_IGN);
    return ends[0];
}

int cshims_next_signal(int fd) {
    unsigned char byte;
    ssize_t n;
    do n = read(fd, &byte, 1);
    while (n < 0 && errno == EINTR);
    return n == 1 ? byte : n < 0 ? -errno : -EPIPE;
}
