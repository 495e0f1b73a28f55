#pragma once
#include <stddef.h>
#include <stdint.h>

/* Opens `path` (relative, of plain names) below `folder`, following no symbolic link and leaving
   the
   folder by no means, by openat2 or, where the kernel has none, by a walk. -errno on failure. */
int cshims_open_beneath(int folder, const char *path, int flags, unsigned mode);
/* The walk alone: one openat with O_NOFOLLOW for each name. */
int cshims_open_beneath_by_walk(int folder, const char *path, int flags, unsigned mode);

enum { CSHIMS_OPEN_PATH = 010000000 }; /* O_PATH, which Glibc does not show */

/* readlinkat for a buffer of bytes; errno on -1. */
long cshims_read_link(int folder, const char *name, void *buffer, size_t capacity);

/* Renames without replacing: -EEXIST when `to` is there. */
int cshims_rename_new(int from_folder, const char *from, int to_folder, const char *to);

/* Takes an exclusive lock on the open file if nobody has it: -EWOULDBLOCK when somebody does. */
int cshims_lock_file(int fd);
void cshims_unlock_file(int fd);

typedef struct {
    const uint8_t *name;
    size_t name_length;
    uint64_t inode;
    uint8_t kind; /* DT_… of <dirent.h> */
} cshims_entry;

/* Fills `buffer` with the next entries of an open folder: bytes used, 0 at the end, -errno. */
long cshims_read_entries(int fd, void *buffer, size_t capacity);
/* The entry at `offset` of what was read; returns the offset of the one after it. */
size_t cshims_entry_at(const void *buffer, size_t offset, cshims_entry *out);

typedef struct {
    uint64_t free_bytes;      /* for this process; root has a reserve */
    uint64_t total_bytes;
    uint64_t free_inodes;
    uint64_t total_inodes;    /* 0 where the file system has no limit */
} cshims_space;
int cshims_space_of(const char *path, cshims_space *out);
