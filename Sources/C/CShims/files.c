#define _GNU_SOURCE
#include "CShimsFiles.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(CSHIMS_OPEN_PATH == O_PATH, "value of the kernel");

static int result(int r) { return r < 0 ? -errno : r; }

static int retry_open(int folder, const char *name, int flags, unsigned mode) {
    int fd;
    do fd = openat(folder, name, flags, mode);
    while (fd < 0 && errno == EINTR);
    return result(fd);
}

int cshims_open_beneath_by_walk(int folder, const char *path, int flags, unsigned mode) {
    char name[NAME_MAX + 1];
    int at = folder;
    for (;;) {
        const char *slash = strchr(path, '/');
        size_t length = slash ? (size_t)(slash - path) : strlen(path);
        int fd;
        if (length > NAME_MAX) {
            fd = -ENAMETOOLONG;
        } else {
            memcpy(name, path, length);
            name[length] = 0;
            /* O_PATH keeps a link's own descriptor, which O_DIRECTORY then refuses. */
            fd = slash ? retry_open(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
                       : retry_open(at, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
        }
        if (at != folder) close(at);
        if (fd < 0 || !slash) return fd;
        at = fd;
        path = slash + 1;
    }
}

int cshims_open_beneath(int folder, const char *path, int flags, unsigned mode) {
    struct open_how how = {
        .flags = (uint64_t)(unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
        .mode = flags & O_CREAT ? mode : 0, /* openat2 refuses a mode that means nothing */
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd;
    int tries = 0;
    /* EAGAIN: a rename anywhere raced with the walk and the kernel could not be sure. */
    do fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
    while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++tries < 64)));
    /* ENOSYS: before Linux 5.6; EPERM: also what older container runtimes say of a call they do
       not know. The walk gives the same answer if the refusal was meant. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
        return cshims_open_beneath_by_walk(folder, path, flags, mode);
    return result((int)fd);
}

int cshims_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
    if (renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -errno;
    /* A file system without the flag: a second name never replaces either. */
    if (linkat(from_folder, from, to_folder, to, 0) != 0) return -errno;
    return result(unlinkat(from_folder, from, 0));
}

int cshims_lock_file(int fd) {
    int r;
    do r = flock(fd, LOCK_EX | LOCK_NB);
    while (r < 0 && errno == EINTR);
    return result(r);
}

void cshims_unlock_file(int fd) { flock(fd, LOCK_UN); }

long cshims_read_entries(int fd, void *buffer, size_t capacity) {
    long n = getdents64(fd, buffer, capacity);
    return n < 0 ? -errno : n;
}

size_t cshims_entry_at(const void *buffer, size_t offset, cshims_entry *out) {
    const struct dirent64 *entry = (const void *)((const char *)buffer + offset);
    out->name = (const uint8_t *)entry->d_name;
    out->name_length = strlen(entry->d_name);
    out->inode = entry->d_ino;
    out->kind = entry->d_type;
    return offset + entry->d_reclen;
}

int cshims_space_of(const char *path, cshims_space *out) {
    struct statvfs s;
    if (statvfs(path, &s) != 0) return -errno;
    out->free_bytes = (uint64_t)(geteuid() == 0 ? s.f_bfree : s.f_bavail) * s.f_frsize;
    out->total_bytes = (uint64_t)s.f_blocks * s.f_frsize;
    out->free_inodes = geteuid() == 0 ? s.f_ffree : s.f_favail;
    out->total_inodes = s.f_files;
    return 0;
}

long cshims_read_link(int folder, const char *name, void *buffer, size_t capacity) {
    return readlinkat(folder, name, buffer, capacity);
}
