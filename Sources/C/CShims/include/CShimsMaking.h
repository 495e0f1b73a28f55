#pragma once
#include <stddef.h>
#include <stdint.h>

/* What giving a tree back asks the kernel. Names are single ones, bytes without a slash or a NUL,
   in an open folder; no link is followed anywhere. -errno on failure. */

typedef struct {
    uint32_t mode; /* with the kind: S_IFMT */
    uint32_t user, group;
    uint32_t device_major, device_minor; /* of device files */
    uint32_t modified_nanoseconds;
    int64_t modified; /* seconds */
    uint64_t size, device, inode, links;
} cshims_node;

int cshims_making_look(int folder, const void *name, size_t length, cshims_node *out);
int cshims_making_look_at(int fd, cshims_node *out);

/* For reading where that is allowed, else only to go through. */
int cshims_making_enter(int folder, const void *name, size_t length);
int cshims_making_leave(int folder); /* opens the folder above */
int cshims_making_open(int folder, const void *name, size_t length);      /* O_PATH */
int cshims_making_open_file(int folder, const void *name, size_t length); /* to read */
/* 1 when nothing is in it, 0 when something is. */
int cshims_making_is_empty(int folder, const void *name, size_t length);

int cshims_making_folder(int folder, const void *name, size_t length, unsigned mode);
/* A new file, open for writing and locked as a sign that its writer lives. */
int cshims_making_file(int folder, const void *name, size_t length, unsigned mode);
/* For writing, without a name: gone with its descriptor unless it is given one. -EOPNOTSUPP where
   there is no such thing. */
int cshims_making_unnamed(int folder, unsigned mode);
/* Has the one above say so, as some file systems do. For tests. */
void cshims_making_avoid_unnamed(int avoid);
/* Its first name, which nothing has yet. */
int cshims_making_name(int fd, int folder, const void *name, size_t length);
/* A pipe, a socket or a device, by the kind in `mode`. */
int cshims_making_special(
    int folder, const void *name, size_t length, unsigned mode, unsigned major, unsigned minor);
int cshims_making_link(
    int folder, const void *name, size_t length, const void *target, size_t target_length);
int cshims_making_hard_link(
    int folder, const void *name, size_t length, int to_folder, const void *to_name,
    size_t to_length);

/* With `replace` what is there goes, unless it is a folder; else -EEXIST. */
int cshims_making_rename(
    int folder, const void *name, size_t length, const void *to_name, size_t to_length,
    int replace);
int cshims_making_remove(int folder, const void *name, size_t length, int is_folder);
long cshims_making_read_link(
    int folder, const void *name, size_t length, void *buffer, size_t capacity);

/* All of it. */
int cshims_making_write(int fd, const void *bytes, size_t count, int64_t offset);
/* Room for so many bytes; what file systems cannot reserve is no error. */
int cshims_making_reserve(int fd, int64_t size);
int cshims_making_set_size(int fd, int64_t size);
/* Where the first hole is, or the end. */
int64_t cshims_making_first_hole(int fd);

/* Of an open thing; `is_path` says that it was opened by cshims_making_open. */
int cshims_making_set_owner(int fd, uint32_t user, uint32_t group);
int cshims_making_set_mode(int fd, int is_path, unsigned mode);
/* Without `has_accessed` that time stays. */
int cshims_making_set_times(
    int fd, int64_t modified, uint32_t modified_nanoseconds, int has_accessed, int64_t accessed,
    uint32_t accessed_nanoseconds);
int cshims_making_set_attribute(
    int fd, int is_path, const void *name, size_t length, const void *value, size_t count);
int cshims_making_remove_attribute(int fd, int is_path, const void *name, size_t length);
/* Names, each with a NUL. */
long cshims_making_list_attributes(int fd, int is_path, void *buffer, size_t capacity);

/* 0 with the number in `out`, -ENOENT for a name that nobody has. */
int cshims_making_user(const void *name, size_t length, uint32_t *out);
int cshims_making_group(const void *name, size_t length, uint32_t *out);

/* Everything of the file system to the disk. */
int cshims_making_synchronize(int fd);
/* Without changing it, which would be felt by other threads. */
unsigned cshims_making_mask(void);
