/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks over a TOML text before the parser does: it must be UTF-8, and have other characters than
 * ASCII in strings and comments only. toml++ says so too, but not for every such character.
 * Called by value.c.
 */
#include "value.h"

#include <string.h>

struct scan {
    const char *p;
    unsigned line, column;
    char quote;      /* of the string we are in; 0: in none, '#': a comment */
    bool multi_line; /* the string has three quotes */
};

/* The length of the UTF-8 sequence at `p`; 0 when it is none. */
static unsigned sequence(const char *p)
{
    const unsigned char *s = (const unsigned char *)p;
    unsigned size = s[0] < 0x80   ? 1
                    : s[0] < 0xc2 ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    for (unsigned i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xed && s[1] >= 0xa0;
    bool too_big = s[0] == 0xf4 && s[1] >= 0x90;
    return overlong || surrogate || too_big ? 0 : size;
}

static bool three(const char *p)
{
    return p[1] == p[0] && p[2] == p[0];
}

static void step(struct scan *s, unsigned size)
{
    s->p += size;
    s->column++;
}

/* One ASCII character: does a string or comment begin or end here? */
static void take_ascii(struct scan *s)
{
    char c = *s->p;
    if (c == '\n') {
        s->quote = s->multi_line ? s->quote : 0;
        s->line++;
        s->column = 0;
    } else if (s->quote == 0 && (c == '#' || c == '"' || c == '\'')) {
        s->quote = c;
        s->multi_line = c != '#' && three(s->p);
        s->p += 2 * s->multi_line;
        s->column += 2 * s->multi_line;
    } else if (s->quote == '"' && c == '\\' && s->p[1] != '\0' && s->p[1] != '\n' &&
               (signed char)s->p[1] > 0) {
        step(s, 1);
    } else if (s->quote == c && c != '#' && (!s->multi_line || three(s->p))) {
        /* """" closes a string that ends with a quote. */
        unsigned more = s->multi_line ? 2 : 0;
        while (s->multi_line && more < 4 && s->p[more + 1] == c) {
            more++;
        }
        s->column += more;
        s->p += more;
        s->quote = 0;
        s->multi_line = false;
    }
    step(s, 1);
}

/* A string begins where a key or a value may. */
static bool misplaced_quote(const struct scan *s, const char *begin)
{
    bool quote = s->quote == 0 && (*s->p == '"' || *s->p == '\'');
    return quote && s->p > begin && strchr(" \t\r\n=,[{.", s->p[-1]) == NULL;
}

bool value_check_characters(const struct source *source)
{
    struct scan s = {.p = source->text, .line = 1, .column = 1};
    s.p += text_starts(s.p, "\xef\xbb\xbf") ? 3 : 0;
    while (*s.p != '\0') {
        unsigned size = sequence(s.p);
        const struct place at = {source, s.line, s.column, 1};
        if (size == 0) {
            diag_error(STATUS_CONFIG, &at, "this is no UTF-8 text");
            return false;
        }
        if (size > 1 && s.quote == 0) {
            diag_error(STATUS_CONFIG, &at, "%.*s may stand in strings and comments only", (int)size,
                       s.p);
            return false;
        }
        if (misplaced_quote(&s, source->text)) {
            diag_error(STATUS_CONFIG, &at, "a string cannot begin here");
            return false;
        }
        if (size > 1) {
            step(&s, size);
        } else {
            take_ascii(&s);
        }
    }
    return true;
}
