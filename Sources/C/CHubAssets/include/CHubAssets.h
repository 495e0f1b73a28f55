#pragma once
#include <stddef.h>

/* The files that the hub's pages load, compiled into the executable. */
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} chubassets_file;

extern const chubassets_file *const chubassets_files;
extern const size_t chubassets_count;
