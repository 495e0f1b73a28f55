#define _GNU_SOURCE
#include "CShimsProcess.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int result(int r) { return r < 0 ? -errno : r; }

static int add_actions(posix_spawn_file_actions_t *actions, const cshims_spawn_request *request) {
    int r = 0;
    if (request->folder) r = posix_spawn_file_actions_addchdir_np(actions, request->folder);
    if (!r) r = posix_spawn_file_actions_adddup2(actions, request->input, 0);
    if (!r) r = posix_spawn_file_actions_adddup2(actions, request->output, 1);
    if (!r) r = posix_spawn_file_actions_adddup2(actions, request->error, 2);
    if (!r) r = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    return r;
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    /* A program must not inherit that we ignore SIGPIPE or block signals on some threads. */
    int r = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (!r) r = posix_spawnattr_setsigdefault(attributes, &all);
    if (!r) r = posix_spawnattr_setsigmask(attributes, &none);
    return r;
}

int cshims_spawn(const cshims_spawn_request *request) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int r = posix_spawn_file_actions_init(&actions);
    if (r) return -r;
    r = posix_spawnattr_init(&attributes);
    if (!r) {
        pid_t pid = -1;
        r = add_actions(&actions, request);
        if (!r) r = set_attributes(&attributes);
        if (!r)
            r = posix_spawn(&pid, request->executable, &actions, &attributes, request->arguments,
                            request->environment);
        posix_spawnattr_destroy(&attributes);
        if (!r) r = -pid;
    }
    posix_spawn_file_actions_destroy(&actions);
    return -r;
}

int cshims_process_descriptor(int pid) { return result((int)syscall(SYS_pidfd_open, pid, 0)); }

int cshims_process_signal(int process, int signal) {
    return result((int)syscall(SYS_pidfd_send_signal, process, signal, NULL, 0));
}

int cshims_process_has_ended(int process) {
    siginfo_t info = {0};
    int r = waitid((idtype_t)3 /* P_PIDFD */, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT);
    return r < 0 ? -errno : info.si_pid != 0;
}

int cshims_process_reap(int process, cshims_exit *out) {
    siginfo_t info = {0};
    int r;
    do r = waitid((idtype_t)3 /* P_PIDFD */, (id_t)process, &info, WEXITED | WNOHANG);
    while (r < 0 && errno == EINTR);
    if (r < 0) return -errno;
    if (info.si_pid == 0) return -EAGAIN;
    out->exited = info.si_code == CLD_EXITED;
    out->code = info.si_status;
    return 0;
}

int cshims_duplicate(int fd) { return result(fcntl(fd, F_DUPFD_CLOEXEC, 3)); }

int cshims_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    for (int i = 0; i < 2; i++) {
        if (ends[i] > 2) continue;
        /* Our own standard streams were closed; a program's would be mixed up with the pipe. */
        int moved = cshims_duplicate(ends[i]);
        if (moved < 0) {
            close(ends[0]), close(ends[1]);
            return moved;
        }
        close(ends[i]);
        ends[i] = moved;
    }
    return 0;
}

int cshims_open_null(void) {
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd < 0 || fd > 2) return result(fd);
    int moved = cshims_duplicate(fd);
    close(fd);
    return moved;
}

int cshims_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -errno : result(fcntl(fd, F_SETFL, flags | O_NONBLOCK));
}

int cshims_waiting_bytes(int fd) {
    int count = 0;
    return ioctl(fd, FIONREAD, &count) < 0 ? -errno : count;
}

void cshims_return_large_blocks(int size, int rest) {
    mallopt(M_MMAP_THRESHOLD, size);
    mallopt(M_TRIM_THRESHOLD, rest);
}
