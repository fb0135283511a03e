/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings, buffers and word lists; see text.h. */
#include "text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
    if (p == NULL) {
        fputs("error: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

void *mem_alloc(size_t size)
{
    return checked(calloc(1, size));
}

void *mem_grow(void *old, size_t count, size_t item)
{
    return checked(realloc(old, (count + 1) * item));
}

static char *vprintf_copy(const char *fmt, va_list args)
{
    char *s;
    if (vasprintf(&s, fmt, args) < 0) {
        s = checked(NULL);
    }
    return s;
}

char *text_printf(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *s = vprintf_copy(fmt, args);
    va_end(args);
    return s;
}

char *text_copy(const char *s, size_t size)
{
    char *copy = mem_alloc(size + 1);
    memcpy(copy, s, size);
    return copy;
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool text_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
    size_t size = strlen(s), tail = strlen(suffix);
    return size >= tail && strcmp(s + size - tail, suffix) == 0;
}

char *text_replace(const char *s, const char *from, const char *to)
{
    struct buffer out = {0};
    buffer_text(&out, "");
    for (const char *hit; (hit = strstr(s, from)) != NULL; s = hit + strlen(from)) {
        buffer_add(&out, s, (size_t)(hit - s));
        buffer_text(&out, to);
    }
    buffer_text(&out, s);
    return out.data;
}

uint64_t text_hash(uint64_t seed, const void *data, size_t size)
{
    const unsigned char *p = data;
    uint64_t h = seed ^ 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++) {
        h = (h ^ p[i]) * 0x100000001b3u;
    }
    return h ^ (h >> 29);
}

void buffer_add(struct buffer *b, const void *data, size_t size)
{
    b->data = checked(realloc(b->data, b->size + size + 1));
    memcpy(b->data + b->size, data, size);
    b->size += size;
    b->data[b->size] = '\0';
}

void buffer_text(struct buffer *b, const char *s)
{
    buffer_add(b, s, strlen(s));
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *s = vprintf_copy(fmt, args);
    va_end(args);
    buffer_text(b, s);
    free(s);
}

/* How many bytes the UTF-8 character at `s` has; 0 when it is none. */
static size_t utf8_size(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t size = u[0] < 0x80 ? 1 : u[0] >= 0xc2 && u[0] < 0xe0 ? 2 : (u[0] & 0xf0) == 0xe0 ? 3 : 4;
    if ((u[0] >= 0x80 && u[0] < 0xc2) || u[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((u[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return size;
}

void buffer_json(struct buffer *b, const char *s)
{
    buffer_text(b, "\"");
    for (; *s != '\0'; s++) {
        size_t size = utf8_size(s);
        if (*s == '"' || *s == '\\') {
            buffer_printf(b, "\\%c", *s);
        } else if ((unsigned char)*s < 0x20) {
            buffer_printf(b, "\\u%04x", *s);
        } else if (size == 0) {
            buffer_text(b, "\\ufffd");
        } else {
            buffer_add(b, s, size);
            s += size - 1;
        }
    }
    buffer_text(b, "\"");
}

void buffer_member(struct buffer *b, const char *separator, const char *key, const char *text)
{
    buffer_text(b, separator);
    buffer_json(b, key);
    buffer_text(b, ": ");
    buffer_json(b, text);
}

void words_json(const struct words *w, struct buffer *b)
{
    buffer_text(b, "[");
    for (size_t i = 0; i < w->count; i++) {
        buffer_text(b, i > 0 ? ", " : "");
        buffer_json(b, w->items[i]);
    }
    buffer_text(b, "]");
}

void words_add(struct words *w, const char *s)
{
    w->items = mem_grow(w->items, w->count + 1, sizeof(char *));
    w->items[w->count++] = text_copy(s, strlen(s));
    w->items[w->count] = NULL;
}

void words_addf(struct words *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *s = vprintf_copy(fmt, args);
    va_end(args);
    words_add(w, s);
    free(s);
}

void words_append(struct words *w, const struct words *more)
{
    for (size_t i = 0; i < more->count; i++) {
        words_add(w, more->items[i]);
    }
}

void words_split(struct words *w, const char *s)
{
    while (*(s += strspn(s, " \t\n")) != '\0') {
        size_t size = strcspn(s, " \t\n");
        words_add(w, text_copy(s, size));
        s += size;
    }
}

bool words_have(const struct words *w, const char *s)
{
    for (size_t i = 0; i < w->count; i++) {
        if (strcmp(w->items[i], s) == 0) {
            return true;
        }
    }
    return false;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void words_sort(struct words *w)
{
    if (w->count > 1) {
        qsort(w->items, w->count, sizeof(char *), compare_words);
    }
}

char *words_join(const struct words *w, const char *separator)
{
    struct buffer out = {0};
    buffer_text(&out, "");
    for (size_t i = 0; i < w->count; i++) {
        buffer_text(&out, i == 0 ? "" : separator);
        buffer_text(&out, w->items[i]);
    }
    return out.data;
}

char *words_shell(const struct words *w)
{
    struct words quoted = {0};
    for (size_t i = 0; i < w->count; i++) {
        const char *s = w->items[i];
        bool plain = *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789"
                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-+=./:,@%")] == '\0';
        words_add(&quoted, plain ? s : text_printf("'%s'", text_replace(s, "'", "'\\''")));
    }
    return words_join(&quoted, " ");
}

/* Edit distance of two short words, where a change of case costs nothing; capped at `room`. */
static size_t distance(const char *a, const char *b)
{
    enum { room = 64 };
    size_t row[room + 1], la = strlen(a), lb = strlen(b);
    if (la > room || lb > room) {
        return room;
    }
    for (size_t j = 0; j <= lb; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= la; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t above = row[j];
            size_t best = diagonal + (tolower(a[i - 1]) != tolower(b[j - 1]));
            best = above + 1 < best ? above + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
        }
    }
    return row[lb];
}

const char *words_nearest(const struct words *w, const char *s)
{
    const char *nearest = NULL;
    size_t least = strlen(s) / 3 + 2;
    for (size_t i = 0; i < w->count; i++) {
        size_t d = distance(s, w->items[i]);
        if (d < least && d < strlen(w->items[i])) {
            least = d;
            nearest = w->items[i];
        }
    }
    return nearest;
}
