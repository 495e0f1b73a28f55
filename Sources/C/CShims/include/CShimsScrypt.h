#pragma once
#include <stddef.h>
#include <stdint.h>

/* Mixes `count` lanes of scrypt in place, two at a time (RFC 7914, scryptROMix): each is 128 * r
 * bytes, n a power of two. Returns 0, or -1 without 128 * r * n bytes of memory. */
int cshims_scrypt_mix(uint8_t *lanes, size_t count, size_t r, uint64_t n);
