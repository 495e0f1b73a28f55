#define _GNU_SOURCE
#include "CShimsWalk.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Since Linux 6.13; the numbers are the same on every architecture, and older headers lack them. */
enum { NUMBER_GETXATTRAT = 464, NUMBER_LISTXATTRAT = 465 };

static atomic_int avoid_new_calls;

void cshims_walk_avoid_new_calls(int avoid) { avoid_new_calls = avoid; }

/* Names come without a NUL from the middle of a path. */
#define NAME(copy, name, length)                                                                   \
    char copy[NAME_MAX + 1];                                                                       \
    if ((length) > NAME_MAX) return -ENAMETOOLONG;                                                 \
    memcpy(copy, name, length);                                                                    \
    copy[length] = 0

static long result(long r) { return r < 0 ? -errno : r; }

int cshims_walk_status_at(
    int folder, const void *name, size_t length, int follow, cshims_walk_status *out) {
    NAME(text, name, length);
    struct statx s;
    int flags = AT_NO_AUTOMOUNT | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (statx(folder, text, flags, STATX_BASIC_STATS | STATX_BTIME, &s) < 0) return -errno;
    *out = (cshims_walk_status){
        .mode = s.stx_mode,
        .user = s.stx_uid,
        .group = s.stx_gid,
        .device_major = s.stx_rdev_major,
        .device_minor = s.stx_rdev_minor,
        .modified = s.stx_mtime.tv_sec,
        .modified_nanoseconds = s.stx_mtime.tv_nsec,
        .accessed = s.stx_atime.tv_sec,
        .accessed_nanoseconds = s.stx_atime.tv_nsec,
        .changed = s.stx_ctime.tv_sec,
        .changed_nanoseconds = s.stx_ctime.tv_nsec,
        .size = s.stx_size,
        .blocks = s.stx_blocks,
        .device = makedev(s.stx_dev_major, s.stx_dev_minor),
        .inode = s.stx_ino,
        .links = s.stx_nlink,
        .is_nodump = (s.stx_attributes & STATX_ATTR_NODUMP) != 0,
        .has_birth = (s.stx_mask & STATX_BTIME) != 0,
        .born = s.stx_btime.tv_sec,
        .born_nanoseconds = s.stx_btime.tv_nsec,
    };
    return 0;
}

int cshims_walk_status_of(int fd, cshims_walk_status *out) {
    struct stat s;
#if defined(SYS_fstat) && __SIZEOF_POINTER__ == 8
    /* The C library asks by an empty name, which costs kernels before 6.11 a copy of it. */
    long r = syscall(SYS_fstat, fd, &s);
#else
    int r = fstat(fd, &s);
#endif
    if (r < 0) return -errno;
    *out = (cshims_walk_status){
        .mode = s.st_mode,
        .user = s.st_uid,
        .group = s.st_gid,
        .device_major = major(s.st_rdev),
        .device_minor = minor(s.st_rdev),
        .modified = s.st_mtim.tv_sec,
        .modified_nanoseconds = s.st_mtim.tv_nsec,
        .accessed = s.st_atim.tv_sec,
        .accessed_nanoseconds = s.st_atim.tv_nsec,
        .changed = s.st_ctim.tv_sec,
        .changed_nanoseconds = s.st_ctim.tv_nsec,
        .size = s.st_size,
        .blocks = s.st_blocks,
        .device = s.st_dev,
        .inode = s.st_ino,
        .links = s.st_nlink,
    };
    return 0;
}

static int open_name(int folder, const void *name, size_t length, int follow, int flags) {
    NAME(text, name, length);
    int fd;
    do fd = openat(folder, text, flags | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
    while (fd < 0 && errno == EINTR);
    return result(fd);
}

int cshims_walk_open_path(int folder, const void *name, size_t length, int follow) {
    /* Without O_DIRECTORY an automount would stay as it is, and look empty. */
    return open_name(folder, name, length, follow, O_PATH | O_DIRECTORY);
}

int cshims_walk_open_folder(int folder, const void *name, size_t length, int follow) {
    int flags = O_RDONLY | O_DIRECTORY | O_NONBLOCK;
    int fd = open_name(folder, name, length, follow, flags | O_NOATIME);
    return fd == -EPERM ? open_name(folder, name, length, follow, flags) : fd;
}

int cshims_walk_open_file(
    int folder, const void *name, size_t length, int follow, int quietly,
    cshims_walk_status *out) {
    int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
    int fd = open_name(folder, name, length, follow, flags | (quietly ? O_NOATIME : 0));
    if (fd == -EPERM && quietly) fd = open_name(folder, name, length, follow, flags);
    /* Somebody has a lease and was told just now to give it back: five seconds for that. */
    for (int tries = 0; fd == -EWOULDBLOCK && tries < 50; tries++) {
        poll(NULL, 0, 100);
        fd = open_name(folder, name, length, follow, flags);
    }
    if (fd < 0) return fd;
    int r = cshims_walk_status_of(fd, out);
    if (r < 0) {
        close(fd);
        return r;
    }
    return fd;
}

long cshims_walk_read_link(
    int folder, const void *name, size_t length, void *buffer, size_t capacity) {
    NAME(text, name, length);
    return result(readlinkat(folder, text, buffer, capacity));
}

/* The way to a name for calls that take no folder. */
typedef struct { char text[32 + NAME_MAX + 1]; } proc_path;

static proc_path path_of(int folder, const char *name) {
    proc_path path;
    snprintf(path.text, sizeof path.text, "/proc/self/fd/%d/%s", folder, name);
    return path;
}

long cshims_walk_list_attributes(
    int folder, const void *name, size_t length, int follow, void *buffer, size_t capacity) {
    NAME(text, name, length);
    if (!avoid_new_calls) {
        int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
        long n = syscall(NUMBER_LISTXATTRAT, folder, text, flags, buffer, capacity);
        if (n >= 0 || (errno != ENOSYS && errno != EPERM)) return result(n);
        avoid_new_calls = 1;
    }
    proc_path path = path_of(folder, text);
    return result(follow ? listxattr(path.text, buffer, capacity)
                         : llistxattr(path.text, buffer, capacity));
}

long cshims_walk_attribute(
    int folder, const void *name, size_t length, int follow, const void *attribute,
    size_t attribute_length, void *buffer, size_t capacity) {
    NAME(text, name, length);
    NAME(key, attribute, attribute_length);
    if (!avoid_new_calls) {
        struct { uint64_t value; uint32_t size, flags; } arguments = {
            .value = (uintptr_t)buffer, .size = (uint32_t)capacity};
        int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
        long n = syscall(
            NUMBER_GETXATTRAT, folder, text, flags, key, &arguments, sizeof arguments);
        if (n >= 0 || (errno != ENOSYS && errno != EPERM)) return result(n);
        avoid_new_calls = 1;
    }
    proc_path path = path_of(folder, text);
    return result(follow ? getxattr(path.text, key, buffer, capacity)
                         : lgetxattr(path.text, key, buffer, capacity));
}

int cshims_walk_next_data(int fd, int64_t offset, int64_t *start, int64_t *end) {
    off_t data = lseek(fd, offset, SEEK_DATA);
    if (data < 0) return -errno;
    off_t hole = lseek(fd, data, SEEK_HOLE);
    if (hole < 0) return -errno;
    *start = data;
    *end = hole;
    return 0;
}

int cshims_walk_file_system(int fd, uint64_t *type) {
    struct statfs s;
    if (fstatfs(fd, &s) < 0) return -errno;
    *type = (uint64_t)s.f_type & 0xffffffff;
    return 0;
}

/* What a lookup needs beside the answer; directory services give long entries. */
enum { LOOKUP_MAX = 1 << 20 };

static long give(const char *name, void *buffer, size_t capacity) {
    size_t length = name ? strlen(name) : 0;
    if (length > capacity) return 0;
    memcpy(buffer, name ? name : "", length);
    return (long)length;
}

#define NAME_OF(kind, lookup, member)                                                              \
    struct kind entry, *found = NULL;                                                              \
    for (size_t size = 4096; size <= LOOKUP_MAX; size *= 4) {                                      \
        char *room = malloc(size);                                                                 \
        if (!room) return -ENOMEM;                                                                 \
        int code = lookup(id, &entry, room, size, &found);                                         \
        long length = found ? give(entry.member, buffer, capacity) : 0;                            \
        free(room);                                                                                \
        if (code != ERANGE) return length;                                                         \
    }                                                                                              \
    return 0

long cshims_walk_user_name(uint32_t id, void *buffer, size_t capacity) {
    NAME_OF(passwd, getpwuid_r, pw_name);
}

long cshims_walk_group_name(uint32_t id, void *buffer, size_t capacity) {
    NAME_OF(group, getgrgid_r, gr_name);
}
