#pragma once

/* Makes every later use of a system call in this process fail with `error`. There is no way back,
   so it belongs into an exit test. -errno on failure. */
int test_deny_syscall(long number, int error);
extern const long test_syscall_openat2;
extern const long test_syscall_epoll_ctl;
extern const long test_syscall_fsync;
extern const long test_syscall_renameat2;
extern const long test_syscall_pread64;

/* Kills the process with SIGKILL after the given time, whatever it is doing then. */
void test_kill_self_after(unsigned microseconds);

/* The most bytes that a file of this process may have; writes beyond fail with EFBIG. */
int test_limit_file_size(unsigned long bytes);

/* Lets two names change places in one step. */
void test_exchange(const char *a, const char *b);

/* Of a link itself: llistxattr and lgetxattr, which Swift does not see. */
long test_list_attributes(const char *path, char *names, unsigned long capacity);
long test_attribute(const char *path, const char *name, void *value, unsigned long capacity);

/* Makes this process an ordinary user for good. */
int test_become(unsigned user, unsigned group);
