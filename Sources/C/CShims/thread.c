#define _GNU_SOURCE
#include "CShimsThread.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Thread_local int role;
static _Thread_local const void *owner;

int cshims_thread_role(void) { return role; }
void cshims_set_thread_role(int r) { role = r; }
const void *cshims_thread_owner(void) { return owner; }
void cshims_set_thread_owner(const void *o) { owner = o; }

void cshims_name_thread(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    pthread_setname_np(pthread_self(), kept);
}

void cshims_block_pipe_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int cshims_set_io_priority(int thread, int io_class, int level) {
    /* The C library has no function for it; the shift is IOPRIO_CLASS_SHIFT, the first argument
       IOPRIO_WHO_PROCESS. */
    return syscall(SYS_ioprio_set, 1, thread, io_class << 13 | level) == 0 ? 0 : -errno;
}

int cshims_set_nice(int thread, int value) {
    return setpriority(PRIO_PROCESS, (id_t)thread, value) == 0 ? 0 : -errno;
}
