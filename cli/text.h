/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings, growing buffers and lists of words. The command is a short-lived process: what it
 * allocates is never freed, and running out of memory ends it. Everyone in cli/ calls this.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT_OF(a)            (sizeof(a) / sizeof((a)[0]))

void *mem_alloc(size_t size);                         /* zeroed */
void *mem_grow(void *old, size_t count, size_t item); /* room for count + 1 items */

char *text_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);
char *text_copy(const char *s, size_t size);
bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);
char *text_replace(const char *s, const char *from, const char *to);
uint64_t text_hash(uint64_t seed, const void *data, size_t size);

/* A growing text; `data` is NUL-terminated once anything was added, and never NULL after
 * buffer_text. */
struct buffer {
    char *data;
    size_t size;
};

void buffer_add(struct buffer *b, const void *data, size_t size);
void buffer_text(struct buffer *b, const char *s);
void buffer_printf(struct buffer *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buffer_json(struct buffer *b, const char *s); /* with its quotes; what is no UTF-8: U+FFFD */
/* A member of an object, `separator` before it: "key": "text". */
void buffer_member(struct buffer *b, const char *separator, const char *key, const char *text);

/* A list of words; items[count] is always NULL, so that items is an argv. */
struct words {
    char **items;
    size_t count;
};

void words_add(struct words *w, const char *s);
void words_addf(struct words *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
void words_append(struct words *w, const struct words *more);
void words_split(struct words *w, const char *s); /* at white space */
bool words_have(const struct words *w, const char *s);
void words_sort(struct words *w);
char *words_join(const struct words *w, const char *separator);
char *words_shell(const struct words *w);                 /* as one would type them in a shell */
void words_json(const struct words *w, struct buffer *b); /* as a list of strings */

/* The nearest of `words` to `s` by edit distance, ignoring case; NULL when none is near. */
const char *words_nearest(const struct words *w, const char *s);
