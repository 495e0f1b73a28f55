#define _GNU_SOURCE
#include "CShimsMaking.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Names come without a NUL from the middle of a path. */
#define NAME(copy, name, length)                                                                   \
    char copy[NAME_MAX + 1];                                                                       \
    if ((length) > NAME_MAX) return -ENAMETOOLONG;                                                 \
    memcpy(copy, name, length);                                                                    \
    copy[length] = 0

static long result(long r) { return r < 0 ? -errno : r; }

/* The way to something open for calls that refuse O_PATH. It leads to that very thing, even if it
   is a link. */
typedef struct { char text[32]; } proc_path;

static proc_path path_of(int fd) {
    proc_path path;
    snprintf(path.text, sizeof path.text, "/proc/self/fd/%d", fd);
    return path;
}

static void fill(const struct stat *s, cshims_node *out) {
    *out = (cshims_node){
        .mode = s->st_mode,
        .user = s->st_uid,
        .group = s->st_gid,
        .device_major = major(s->st_rdev),
        .device_minor = minor(s->st_rdev),
        .modified = s->st_mtim.tv_sec,
        .modified_nanoseconds = (uint32_t)s->st_mtim.tv_nsec,
        .size = (uint64_t)s->st_size,
        .device = s->st_dev,
        .inode = s->st_ino,
        .links = s->st_nlink,
    };
}

int cshims_making_look(int folder, const void *name, size_t length, cshims_node *out) {
    NAME(text, name, length);
    struct stat s;
    if (fstatat(folder, text, &s, AT_SYMLINK_NOFOLLOW) < 0) return -errno;
    fill(&s, out);
    return 0;
}

int cshims_making_look_at(int fd, cshims_node *out) {
    struct stat s;
    if (fstat(fd, &s) < 0) return -errno;
    fill(&s, out);
    return 0;
}

static int open_name(int folder, const char *name, int flags, unsigned mode) {
    int fd;
    do fd = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return (int)result(fd);
}

static int enter(int folder, const char *name) {
    int fd = open_name(folder, name, O_RDONLY | O_DIRECTORY, 0);
    return fd == -EACCES ? open_name(folder, name, O_PATH | O_DIRECTORY, 0) : fd;
}

int cshims_making_enter(int folder, const void *name, size_t length) {
    NAME(text, name, length);
    return enter(folder, text);
}

int cshims_making_leave(int folder) { return enter(folder, ".."); }

int cshims_making_open(int folder, const void *name, size_t length) {
    NAME(text, name, length);
    return open_name(folder, text, O_PATH, 0);
}

int cshims_making_open_file(int folder, const void *name, size_t length) {
    NAME(text, name, length);
    return open_name(folder, text, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
}

int cshims_making_is_empty(int folder, const void *name, size_t length) {
    NAME(text, name, length);
    int fd = open_name(folder, text, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0) return fd;
    DIR *listing = fdopendir(fd);
    if (!listing) {
        int code = errno;
        close(fd);
        return -code;
    }
    int found = 0;
    struct dirent *entry;
    errno = 0;
    while (!found && (entry = readdir(listing)))
        found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    int code = found ? 0 : errno;
    closedir(listing);
    return code ? -code : !found;
}

int cshims_making_folder(int folder, const void *name, size_t length, unsigned mode) {
    NAME(text, name, length);
    return (int)result(mkdirat(folder, text, mode));
}

int cshims_making_file(int folder, const void *name, size_t length, unsigned mode) {
    NAME(text, name, length);
    int fd = open_name(folder, text, O_WRONLY | O_CREAT | O_EXCL, mode);
    /* Where there are no locks, a sweep may take it, and the rename says so. */
    if (fd >= 0) flock(fd, LOCK_EX | LOCK_NB);
    return fd;
}

static atomic_int avoid_unnamed;

void cshims_making_avoid_unnamed(int avoid) { avoid_unnamed = avoid; }

int cshims_making_unnamed(int folder, unsigned mode) {
    if (avoid_unnamed) return -EOPNOTSUPP;
    int fd = open_name(folder, ".", O_WRONLY | O_TMPFILE, mode);
    /* Kernels and file systems that do not know the flag say one of these. */
    return fd == -EISDIR || fd == -EINVAL || fd == -ENOENT ? -EOPNOTSUPP : fd;
}

int cshims_making_name(int fd, int folder, const void *name, size_t length) {
    NAME(text, name, length);
    if (linkat(fd, "", folder, text, AT_EMPTY_PATH) == 0) return 0;
    if (errno != ENOENT && errno != EINVAL && errno != EPERM) return -errno;
    /* Before Linux 6.10 that was for root. */
    proc_path path = path_of(fd);
    return (int)result(linkat(AT_FDCWD, path.text, folder, text, AT_SYMLINK_FOLLOW));
}

int cshims_making_special(
    int folder, const void *name, size_t length, unsigned mode, unsigned major, unsigned minor) {
    NAME(text, name, length);
    return (int)result(mknodat(folder, text, mode, makedev(major, minor)));
}

int cshims_making_link(
    int folder, const void *name, size_t length, const void *target, size_t target_length) {
    NAME(text, name, length);
    char to[PATH_MAX];
    if (target_length >= sizeof to) return -ENAMETOOLONG;
    memcpy(to, target, target_length);
    to[target_length] = 0;
    return (int)result(symlinkat(to, folder, text));
}

int cshims_making_hard_link(
    int folder, const void *name, size_t length, int to_folder, const void *to_name,
    size_t to_length) {
    NAME(text, name, length);
    NAME(to, to_name, to_length);
    return (int)result(linkat(folder, text, to_folder, to, 0));
}

int cshims_making_rename(
    int folder, const void *name, size_t length, const void *to_name, size_t to_length,
    int replace) {
    NAME(text, name, length);
    NAME(to, to_name, to_length);
    if (replace) return (int)result(renameat(folder, text, folder, to));
    if (renameat2(folder, text, folder, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -errno;
    /* A file system without the flag: a second name never replaces either. */
    if (linkat(folder, text, folder, to, 0) != 0) return -errno;
    return (int)result(unlinkat(folder, text, 0));
}

int cshims_making_remove(int folder, const void *name, size_t length, int is_folder) {
    NAME(text, name, length);
    return (int)result(unlinkat(folder, text, is_folder ? AT_REMOVEDIR : 0));
}

long cshims_making_read_link(
    int folder, const void *name, size_t length, void *buffer, size_t capacity) {
    NAME(text, name, length);
    return result(readlinkat(folder, text, buffer, capacity));
}

int cshims_making_write(int fd, const void *bytes, size_t count, int64_t offset) {
    const char *from = bytes;
    while (count > 0) {
        ssize_t n = pwrite(fd, from, count, offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -errno;
        from += n, offset += n, count -= (size_t)n;
    }
    return 0;
}

int cshims_making_reserve(int fd, int64_t size) {
    int r;
    do r = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, size);
    while (r < 0 && errno == EINTR);
    return r == 0 || errno == EOPNOTSUPP || errno == ENOSYS ? 0 : -errno;
}

int cshims_making_set_size(int fd, int64_t size) {
    int r;
    do r = ftruncate(fd, size);
    while (r < 0 && errno == EINTR);
    return (int)result(r);
}

int64_t cshims_making_first_hole(int fd) { return result(lseek(fd, 0, SEEK_HOLE)); }

int cshims_making_set_owner(int fd, uint32_t user, uint32_t group) {
    return (int)result(fchownat(fd, "", user, group, AT_EMPTY_PATH));
}

int cshims_making_set_mode(int fd, int is_path, unsigned mode) {
    return (int)result(is_path ? chmod(path_of(fd).text, mode) : fchmod(fd, mode));
}

int cshims_making_set_times(
    int fd, int64_t modified, uint32_t modified_nanoseconds, int has_accessed, int64_t accessed,
    uint32_t accessed_nanoseconds) {
    struct timespec times[2] = {
        {.tv_sec = accessed, .tv_nsec = has_accessed ? accessed_nanoseconds : UTIME_OMIT},
        {.tv_sec = modified, .tv_nsec = modified_nanoseconds},
    };
    /* What is open only as a place has no times by its descriptor alone. */
    if (futimens(fd, times) == 0) return 0;
    if (errno != EBADF) return -errno;
    return (int)result(utimensat(fd, "", times, AT_EMPTY_PATH));
}

int cshims_making_set_attribute(
    int fd, int is_path, const void *name, size_t length, const void *value, size_t count) {
    NAME(key, name, length);
    return (int)result(is_path ? setxattr(path_of(fd).text, key, value, count, 0)
                               : fsetxattr(fd, key, value, count, 0));
}

int cshims_making_remove_attribute(int fd, int is_path, const void *name, size_t length) {
    NAME(key, name, length);
    return (int)result(
        is_path ? removexattr(path_of(fd).text, key) : fremovexattr(fd, key));
}

long cshims_making_list_attributes(int fd, int is_path, void *buffer, size_t capacity) {
    return result(is_path ? listxattr(path_of(fd).text, buffer, capacity)
                          : flistxattr(fd, buffer, capacity));
}

/* What a lookup needs beside the answer; directory services give long entries. */
enum { LOOKUP_MAX = 1 << 20 };

#define NUMBER_OF(kind, lookup, member)                                                            \
    NAME(text, name, length);                                                                      \
    struct kind entry, *found = NULL;                                                              \
    for (size_t size = 4096; size <= LOOKUP_MAX; size *= 4) {                                      \
        char *room = malloc(size);                                                                 \
        if (!room) return -ENOMEM;                                                                 \
        int code = lookup(text, &entry, room, size, &found);                                       \
        if (found) *out = entry.member;                                                            \
        free(room);                                                                                \
        if (code != ERANGE) return found ? 0 : -ENOENT;                                            \
    }                                                                                              \
    return -ENOENT

int cshims_making_user(const void *name, size_t length, uint32_t *out) {
    NUMBER_OF(passwd, getpwnam_r, pw_uid);
}

int cshims_making_group(const void *name, size_t length, uint32_t *out) {
    NUMBER_OF(group, getgrnam_r, gr_gid);
}

int cshims_making_synchronize(int fd) { return (int)result(syncfs(fd)); }

unsigned cshims_making_mask(void) {
    unsigned mask = 022;
    FILE *status = fopen("/proc/self/status", "re");
    if (!status) return mask;
    char line[128];
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "Umask: %o", &mask) == 1) break;
    fclose(status);
    return mask;
}
