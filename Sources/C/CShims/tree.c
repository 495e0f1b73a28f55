#define _GNU_SOURCE
#include "CShimsTree.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

int cshims_make_folder(char *template) { return mkdtemp(template) ? 0 : -errno; }

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st, (void)kind, (void)at;
    return remove(path) ? -errno : 0;
}

int cshims_remove_tree(const char *path) {
    int r = nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
    return r == -1 ? -errno : r;
}
