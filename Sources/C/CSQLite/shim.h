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
