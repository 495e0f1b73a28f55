#define _GNU_SOURCE
#include "CShimsScrypt.h"

#include <stdlib.h>
#include <string.h>

/* Four words at a time, in the order of Salsa20's diagonals, so that a round needs no gathering. */
typedef uint32_t row __attribute__((vector_size(16)));
typedef struct {
    row a, b, c, d;
} block;

/* Where word i of a block lies while it is worked on. */
static const uint8_t place[16] = {0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3};

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

static inline block xor_blocks(block x, block y) {
    return (block){x.a ^ y.a, x.b ^ y.b, x.c ^ y.c, x.d ^ y.d};
}

static inline block salsa20_8(block x) {
    row a = x.a, b = x.b, c = x.c, d = x.d;
    for (int round = 0; round < 4; round++) {
        b ^= ROTATE(a + d, 7);
        c ^= ROTATE(b + a, 9);
        d ^= ROTATE(c + b, 13);
        a ^= ROTATE(d + c, 18);
        b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
        d ^= ROTATE(a + b, 7);
        c ^= ROTATE(d + a, 9);
        b ^= ROTATE(c + d, 13);
        a ^= ROTATE(b + c, 18);
        b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
    }
    return (block){x.a + a, x.b + b, x.c + c, x.d + d};
}

/* out = BlockMix(in xor other); other may be NULL. */
static void block_mix(block *out, const block *in, const block *other, size_t r) {
    block x = in[2 * r - 1];
    if (other) x = xor_blocks(x, other[2 * r - 1]);
    for (size_t i = 0; i < 2 * r; i++) {
        block next = other ? xor_blocks(in[i], other[i]) : in[i];
        x = salsa20_8(xor_blocks(x, next));
        out[i / 2 + (i % 2) * r] = x;
    }
}

static void load(block *to, const uint8_t *from, size_t r) {
    for (size_t i = 0; i < 2 * r; i++) {
        uint32_t words[16];
        for (size_t w = 0; w < 16; w++) {
            const uint8_t *p = from + 64 * i + 4 * w;
            words[place[w]] = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                              (uint32_t)p[3] << 24;
        }
        memcpy(&to[i], words, sizeof words);
    }
}

static void store(uint8_t *to, const block *from, size_t r) {
    for (size_t i = 0; i < 2 * r; i++) {
        uint32_t words[16];
        memcpy(words, &from[i], sizeof words);
        for (size_t w = 0; w < 16; w++) {
            uint32_t word = words[place[w]];
            for (size_t k = 0; k < 4; k++) to[64 * i + 4 * w + k] = (uint8_t)(word >> (8 * k));
        }
    }
}

static void mix(uint8_t *lane, block *memory, size_t r, uint64_t n) {
    size_t width = 2 * r;
    load(memory, lane, r);
    for (uint64_t i = 0; i < n; i++)
        block_mix(memory + width * (i + 1), memory + width * i, NULL, r);
    block *x = memory + width * n, *y = x + width;
    for (uint64_t i = 0; i < n; i++) {
        /* Word 0 of the last block, and word 1 for the sake of sizes that need it. */
        uint64_t j = ((uint64_t)x[width - 1].a[0] | (uint64_t)x[width - 1].d[1] << 32) & (n - 1);
        block_mix(y, x, memory + width * j, r);
        block *t = x;
        x = y;
        y = t;
    }
    store(lane, x, r);
}

int cshims_scrypt_mix(uint8_t *lanes, size_t count, size_t r, uint64_t n) {
    size_t size = 2 * r * sizeof(block) * (n + 2);
    block *memory = aligned_alloc(64, size);
    if (!memory) return -1;
    for (size_t lane = 0; lane < count; lane++) mix(lanes + 128 * r * lane, memory, r, n);
    explicit_bzero(memory, size);
    free(memory);
    return 0;
}
