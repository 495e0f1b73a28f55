#pragma once
#include <zlib.h>

/* zlib's initialisers are macros that carry its version and the size of the stream. */

/* Window bits above 15 ask for the gzip container, negative ones for none; 8 is zlib's own choice
   of memory level. */
enum {
    CZLIB_GZIP_WINDOW_BITS = 15 + 16,
    CZLIB_BARE_WINDOW_BITS = -15,
    CZLIB_MEMORY_LEVEL = 8
};

static inline int czlib_deflate_init(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, CZLIB_MEMORY_LEVEL,
                        Z_DEFAULT_STRATEGY);
}

static inline int czlib_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, CZLIB_GZIP_WINDOW_BITS);
}
