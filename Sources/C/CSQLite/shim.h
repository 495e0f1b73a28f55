#pragma once
#include <sqlite3.h>

/* What Swift cannot call: SQLITE_TRANSIENT is a cast, sqlite3_db_config is variadic. */

static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *bytes, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, bytes, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int csqlite_bind_bytes(sqlite3_stmt *s, int i, const void *bytes, sqlite3_uint64 n) {
    /* A null pointer would bind NULL, and an empty array may have one. */
    return n ? sqlite3_bind_blob64(s, i, bytes, n, SQLITE_TRANSIENT)
             : sqlite3_bind_zeroblob(s, i, 0);
}

static inline int csqlite_configure(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

/* The first bytes of a database's file, over the descriptor that SQLite has it open by: whoever
 * closes another one of the same file gives up the locks of the whole process (fcntl(2)), and
 * SQLite's log is removed by the next program that believes to be alone. Returns how many there
 * are, or the negative of a result code. */
static inline int csqlite_read_start(sqlite3 *db, void *bytes, int count) {
    sqlite3_file *file = 0;
    sqlite3_int64 size = 0;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK) return -code;
    if (!file || !file->pMethods) return -SQLITE_CANTOPEN;
    code = file->pMethods->xFileSize(file, &size);
    if (code != SQLITE_OK) return -code;
    if (size < count) count = (int)size;
    code = count ? file->pMethods->xRead(file, bytes, count, 0) : SQLITE_OK;
    return code == SQLITE_OK ? count : -code;
}
