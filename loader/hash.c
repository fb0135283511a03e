/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SHA-256 (FIPS 180-4) and MD5 (RFC 1321), for images that carry checksums (spec images, section
 * 7). Both go through the data in blocks of 64 bytes; behind it come a byte 0x80, zeros, and the
 * number of its bits in the last 8 bytes.
 */
#include "hash.h"

enum { BLOCK = 64, LENGTH = 8 };

/* FIPS 180-4, 4.2.2 and 5.3.3. */
static const uint32_t sha_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
static const uint32_t sha_start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* RFC 1321, 3.3 and 3.4. */
static const uint32_t md5_constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
static const uint32_t md5_start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
static const unsigned char md5_shifts[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static uint32_t left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t right(uint32_t x, unsigned n)
{
    return left(x, 32 - n);
}

/* Byte `at` of the data with what comes behind it, `end` bytes in all. */
static unsigned char padded(const struct hash_input *in, size_t at, size_t end)
{
    if (at < in->size) {
        return (unsigned char)in->data[at];
    }
    if (at == in->size) {
        return 0x80;
    }
    if (at < end - LENGTH) {
        return 0;
    }
    unsigned i = (unsigned)(at - (end - LENGTH));
    uint64_t bits = (uint64_t)in->size * 8;
    return (unsigned char)(bits >> 8 * (in->big_endian ? LENGTH - 1 - i : i));
}

static void read_block(const struct hash_input *in, size_t at, size_t end, uint32_t *words)
{
    for (unsigned i = 0; i < BLOCK / 4; i++) {
        words[i] = 0;
        for (unsigned byte = 0; byte < 4; byte++) {
            unsigned shift = 8 * (in->big_endian ? 3 - byte : byte);
            words[i] |= (uint32_t)padded(in, at + 4 * i + byte, end) << shift;
        }
    }
}

static void sha_block(uint32_t *state, const uint32_t *words)
{
    uint32_t w[64], s[8];
    for (unsigned i = 0; i < 64; i++) {
        w[i] = i < 16 ? words[i]
                      : w[i - 16] + w[i - 7] +
                            (right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3) +
                            (right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10);
    }
    for (unsigned i = 0; i < 8; i++) {
        s[i] = state[i];
    }
    for (unsigned i = 0; i < 64; i++) {
        uint32_t mix = (right(s[4], 6) ^ right(s[4], 11) ^ right(s[4], 25)) +
                       ((s[4] & s[5]) ^ (~s[4] & s[6])) + s[7] + sha_constants[i] + w[i];
        uint32_t most = (right(s[0], 2) ^ right(s[0], 13) ^ right(s[0], 22)) +
                        ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        for (unsigned j = 7; j > 0; j--) {
            s[j] = s[j - 1];
        }
        s[4] += mix;
        s[0] = mix + most;
    }
    for (unsigned i = 0; i < 8; i++) {
        state[i] += s[i];
    }
}

static void md5_block(uint32_t *state, const uint32_t *words)
{
    static const unsigned char steps[4] = {1, 5, 3, 7}, starts[4] = {0, 1, 5, 0};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16;
        uint32_t f = round == 0   ? (b & c) | (~b & d)
                     : round == 1 ? (b & d) | (c & ~d)
                     : round == 2 ? b ^ c ^ d
                                  : c ^ (b | ~d);
        f += a + md5_constants[i] + words[(starts[round] + steps[round] * i) % 16];
        a = d;
        d = c;
        c = b;
        b += left(f, md5_shifts[round][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void hash_make(enum hash_kind kind, const char *data, size_t size, unsigned char *out)
{
    struct hash_input in = {.data = data, .size = size, .big_endian = kind == HASH_SHA};
    size_t end = (size + 1 + LENGTH + BLOCK - 1) / BLOCK * BLOCK;
    uint32_t state[8], words[BLOCK / 4];
    for (unsigned i = 0; i < 8; i++) {
        state[i] = kind == HASH_SHA ? sha_start[i] : md5_start[i % 4];
    }
    for (size_t at = 0; at < end; at += BLOCK) {
        read_block(&in, at, end, words);
        if (kind == HASH_SHA) {
            sha_block(state, words);
        } else {
            md5_block(state, words);
        }
    }
    for (unsigned i = 0; i < hash_size(kind); i++) {
        out[i] = (unsigned char)(state[i / 4] >> 8 * (in.big_endian ? 3 - i % 4 : i % 4));
    }
}
