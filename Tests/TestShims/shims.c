#define _GNU_SOURCE
#include "TestShims.h"
#include <errno.h>
#include <grp.h>
#include <sys/xattr.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

const long test_syscall_openat2 = SYS_openat2;
const long test_syscall_epoll_ctl = SYS_epoll_ctl;
const long test_syscall_fsync = SYS_fsync;
const long test_syscall_renameat2 = SYS_renameat2;
const long test_syscall_pread64 = SYS_pread64;

int test_deny_syscall(long number, int error) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    /* TSYNC: also for the threads that already run. */
    long r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    return r < 0 ? -errno : r > 0 ? -EBUSY : 0;
}

static void *kill_later(void *microseconds) {
    usleep((unsigned)(uintptr_t)microseconds);
    kill(getpid(), SIGKILL);
    return NULL;
}

void test_kill_self_after(unsigned microseconds) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, kill_later, (void *)(uintptr_t)microseconds) == 0)
        pthread_detach(thread);
}

int test_limit_file_size(unsigned long bytes) {
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {bytes, bytes};
    return setrlimit(RLIMIT_FSIZE, &limit) < 0 ? -errno : 0;
}

void test_exchange(const char *a, const char *b) {
    renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

long test_list_attributes(const char *path, char *names, unsigned long capacity) {
    return llistxattr(path, names, capacity);
}

long test_attribute(const char *path, const char *name, void *value, unsigned long capacity) {
    return lgetxattr(path, name, value, capacity);
}

int test_become(unsigned user, unsigned group) {
    return setgroups(0, NULL) || setgid(group) || setuid(user) ? -errno : 0;
}
