/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a method's parameters are in its message. Capabilities take the extra capabilities in
 * order; the others take the words in order. A parameter that is smaller than a word shares one
 * with its neighbours, each at a multiple of its own width; one that is larger takes several words,
 * low word first. A structure's words come last.
 */
#include "model.h"

/* The next free bit of the message. */
struct cursor {
    unsigned word, bit;
};

static void next_word(struct cursor *at)
{
    at->word += at->bit > 0;
    at->bit = 0;
}

static void place_word(struct param *p, struct cursor *at, unsigned word_bits)
{
    unsigned bits = p->bits == 0 ? word_bits : p->bits;
    at->bit = (at->bit + bits - 1) / bits * bits;
    if (at->bit + bits > word_bits) {
        next_word(at);
    }
    p->word = at->word;
    p->shift = at->bit;
    at->bit += bits;
    at->word += at->bit / word_bits;
    at->bit %= word_bits;
}

static void mark_shared(struct method *m)
{
    for (size_t i = 0; i < m->in_count; i++) {
        struct param *p = &m->in[i], *next = p + 1;
        bool joined = i + 1 < m->in_count && next->kind == PARAM_WORD && next->word == p->word;
        p->shares = p->kind == PARAM_WORD && (p->shift > 0 || joined);
    }
}

void method_place(struct method *m, unsigned word_bits)
{
    struct cursor at = {0, 0};
    m->caps = 0;
    for (size_t i = 0; i < m->in_count; i++) {
        struct param *p = &m->in[i];
        if (p->kind == PARAM_CAP) {
            p->word = m->caps++;
        } else if (p->kind == PARAM_STRUCT) {
            next_word(&at);
            p->word = at.word;
        } else {
            place_word(p, &at, word_bits);
        }
    }
    next_word(&at);
    m->words = at.word;
    mark_shared(m);
}
