#pragma once
#include <stddef.h>
#include <stdint.h>

/* What a walk over a file tree asks the kernel. Names are bytes without a NUL, relative to an open
   folder; -errno on failure. */

typedef struct {
    uint32_t mode; /* with the kind: S_IFMT */
    uint32_t user, group;
    uint32_t device_major, device_minor; /* of device files */
    uint32_t modified_nanoseconds, accessed_nanoseconds, changed_nanoseconds;
    int64_t modified, accessed, changed; /* seconds */
    uint64_t size, blocks;               /* bytes; units of 512 */
    uint64_t device, inode, links;
    int is_nodump; /* the flag of chattr +d; never set by cshims_walk_status_of */
    int has_birth; /* never set by cshims_walk_status_of */
    uint32_t born_nanoseconds;
    int64_t born;
} cshims_walk_status;

enum { CSHIMS_WALK_KEEP_LINK = 0, CSHIMS_WALK_FOLLOW_LINK = 1 };

/* Of a name; nothing is mounted by asking. */
int cshims_walk_status_at(
    int folder, const void *name, size_t length, int follow, cshims_walk_status *out);
int cshims_walk_status_of(int fd, cshims_walk_status *out);

/* Only a place to start from: O_PATH. */
int cshims_walk_open_path(int folder, const void *name, size_t length, int follow);
/* For listing. */
int cshims_walk_open_folder(int folder, const void *name, size_t length, int follow);
/* For reading, without waiting for anybody and, where `quietly` and allowed, without a new time of
   access. Whatever opens: the caller looks at the kind. */
int cshims_walk_open_file(
    int folder, const void *name, size_t length, int follow, int quietly,
    cshims_walk_status *out);

long cshims_walk_read_link(
    int folder, const void *name, size_t length, void *buffer, size_t capacity);

/* Names of extended attributes, each with a NUL. */
long cshims_walk_list_attributes(
    int folder, const void *name, size_t length, int follow, void *buffer, size_t capacity);
long cshims_walk_attribute(
    int folder, const void *name, size_t length, int follow, const void *attribute,
    size_t attribute_length, void *buffer, size_t capacity);
/* Has the two above go by way of /proc, as they do on kernels before 6.13. For tests. */
void cshims_walk_avoid_new_calls(int avoid);

/* The next data at or after `offset`, and the hole after it: 0, -ENXIO when none follows. */
int cshims_walk_next_data(int fd, int64_t offset, int64_t *start, int64_t *end);

/* Which kind of file system this is on: f_type of statfs. */
int cshims_walk_file_system(int fd, uint64_t *type);

/* The name of a user or a group: its length, 0 when there is none. */
long cshims_walk_user_name(uint32_t id, void *buffer, size_t capacity);
long cshims_walk_group_name(uint32_t id, void *buffer, size_t capacity);
