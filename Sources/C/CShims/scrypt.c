#define _GNU_SOURCE
#include "CShimsScrypt.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Salsa20 waits for its own results, so two lanes are mixed side by side: the words of one in the
 * lower halves of the registers, those of the other in the upper. And of the n states that a lane
 * would keep only every second one is kept; the others are made again when they are asked for. That
 * is a quarter more work for half the memory: two lanes take what one would. */
enum { LANES = 2 };

#define ALWAYS static inline __attribute__((always_inline))

/* Four words, in the order of Salsa20's diagonals, so that a round needs no gathering. */
typedef uint32_t row __attribute__((vector_size(16)));
typedef struct {
    row a, b, c, d;
} block;

/* The same of both lanes. */
typedef uint32_t rows __attribute__((vector_size(32)));
typedef struct {
    rows a, b, c, d;
} blocks;

/* Where word i of a block lies while it is worked on. */
static const uint8_t place[16] = {0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3};

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
#define TURN(v, i, j, k, l) __builtin_shufflevector(v, v, i, j, k, l, i + 4, j + 4, k + 4, l + 4)
#define JOIN(v, w) __builtin_shufflevector(v, w, 0, 1, 2, 3, 4, 5, 6, 7)
#define LOW(v) __builtin_shufflevector(v, v, 0, 1, 2, 3)
#define HIGH(v) __builtin_shufflevector(v, v, 4, 5, 6, 7)

ALWAYS void salsa20_8(blocks *x) {
    rows a = x->a, b = x->b, c = x->c, d = x->d;
    for (int round = 0; round < 4; round++) {
        b ^= ROTATE(a + d, 7);
        c ^= ROTATE(b + a, 9);
        d ^= ROTATE(c + b, 13);
        a ^= ROTATE(d + c, 18);
        b = TURN(b, 3, 0, 1, 2);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 1, 2, 3, 0);
        d ^= ROTATE(a + b, 7);
        c ^= ROTATE(d + a, 9);
        b ^= ROTATE(c + d, 13);
        a ^= ROTATE(b + c, 18);
        b = TURN(b, 1, 2, 3, 0);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 3, 0, 1, 2);
    }
    x->a += a;
    x->b += b;
    x->c += c;
    x->d += d;
}

/* What a lane does next: BlockMix of `in`, xored with `other` where there is one, into `out`. */
typedef struct {
    const block *in, *other;
    block *out;
} step;

/* x ^= block i of what goes in, of both lanes. */
ALWAYS void take(blocks *x, const step *s, size_t i) {
    const block *v = s[0].in + i, *w = s[1].in + i;
    x->a ^= JOIN(v->a, w->a);
    x->b ^= JOIN(v->b, w->b);
    x->c ^= JOIN(v->c, w->c);
    x->d ^= JOIN(v->d, w->d);
    v = s[0].other + i, w = s[1].other + i;
    x->a ^= JOIN(v->a, w->a);
    x->b ^= JOIN(v->b, w->b);
    x->c ^= JOIN(v->c, w->c);
    x->d ^= JOIN(v->d, w->d);
}

ALWAYS void block_mix(const step *s, size_t r) {
    blocks x = {0};
    take(&x, s, 2 * r - 1);
    for (size_t i = 0; i < 2 * r; i++) {
        take(&x, s, i);
        salsa20_8(&x);
        size_t to = i / 2 + (i % 2) * r;
        s[0].out[to] = (block){LOW(x.a), LOW(x.b), LOW(x.c), LOW(x.d)};
        s[1].out[to] = (block){HIGH(x.a), HIGH(x.b), HIGH(x.c), HIGH(x.d)};
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

typedef struct {
    /* Every second state; then room for the current one, the next, and one made again. */
    block *kept, *now, *next, *again;
    const block *zeros;
    uint64_t done;
    bool has_again;
} lane;

static size_t lane_blocks(size_t r, uint64_t n) { return 2 * r * (n / 2 + 3); }

static void begin(lane *l, block *memory, const block *zeros, const uint8_t *from, size_t r,
                  uint64_t n) {
    size_t width = 2 * r;
    l->kept = memory;
    l->now = memory + width * (n / 2);
    l->next = l->now + width;
    l->again = l->next + width;
    l->zeros = zeros;
    l->done = 0;
    l->has_again = false;
    load(l->kept, from, r);
}

/* State i of the first half of the work lies in `kept` when i is even, and in `now` or `next`. */
ALWAYS step fill(lane *l, size_t width, uint64_t n) {
    uint64_t i = l->done++;
    block *even = l->kept + width * (i / 2), *odd = l->next;
    if (i % 2 == 0) return (step){even, l->zeros, odd};
    return (step){odd, l->zeros, i + 1 < n ? even + width : l->now};
}

ALWAYS step look_up(lane *l, size_t width, uint64_t n) {
    const block *last = l->now + width - 1;
    /* Word 0 of the last block, and word 1 for the sake of sizes that need it. */
    uint64_t j = ((uint64_t)last->a[0] | (uint64_t)last->d[1] << 32) & (n - 1);
    const block *kept = l->kept + width * (j / 2);
    if (j % 2 == 1 && !l->has_again) {
        l->has_again = true;
        return (step){kept, l->zeros, l->again};
    }
    step s = {l->now, j % 2 == 1 ? l->again : kept, l->next};
    l->has_again = false;
    l->next = l->now;
    l->now = s.out;
    l->done++;
    return s;
}

/* One that has come to its end works on for nothing, in its own room, beside one that has not. */
ALWAYS step idle(lane *l) { return (step){l->zeros, l->zeros, l->again}; }

ALWAYS void mix_two(lane *l, size_t r, uint64_t n) {
    size_t width = 2 * r;
    for (uint64_t i = 0; i < n; i++) {
        step s[LANES] = {fill(&l[0], width, n), fill(&l[1], width, n)};
        block_mix(s, r);
    }
    l[0].done = l[1].done = 0;
    while (l[0].done < n || l[1].done < n) {
        step s[LANES];
        for (int k = 0; k < LANES; k++)
            s[k] = l[k].done < n ? look_up(&l[k], width, n) : idle(&l[k]);
        block_mix(s, r);
    }
}

static void mix_anywhere(lane *l, size_t r, uint64_t n) { mix_two(l, r, n); }

/* The same, where a rotation is one instruction: a quarter less time. */
#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl"))) static void mix_rotating(lane *l, size_t r,
                                                                     uint64_t n) {
    mix_two(l, r, n);
}
#endif

static void (*best_mix(void))(lane *, size_t, uint64_t) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        return mix_rotating;
#endif
    return mix_anywhere;
}

int cshims_scrypt_mix(uint8_t *lanes, size_t count, size_t r, uint64_t n) {
    size_t each = lane_blocks(r, n), zeros = 2 * r;
    size_t size = (LANES * each + zeros) * sizeof(block);
    block *memory = aligned_alloc(64, size);
    if (!memory) return -1;
    block *nothing = memory + LANES * each;
    memset(nothing, 0, zeros * sizeof(block));
    void (*mix)(lane *, size_t, uint64_t) = best_mix();
    for (size_t first = 0; first < count; first += LANES) {
        lane l[LANES];
        for (size_t k = 0; k < LANES; k++) {
            /* The last of an odd number goes beside itself. */
            size_t number = first + k < count ? first + k : first;
            begin(&l[k], memory + each * k, nothing, lanes + 128 * r * number, r, n);
        }
        mix(l, r, n);
        for (size_t k = 0; k < LANES && first + k < count; k++)
            store(lanes + 128 * r * (first + k), l[k].now, r);
    }
    explicit_bzero(memory, size);
    free(memory);
    return 0;
}
