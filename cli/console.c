/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine's output; see console.h. */
#include "console.h"
#include "symbols.h"

#include <stdlib.h>
#include <string.h>

static const char marker[] = "\033]fel4;";
enum { LONGEST_LINE = 256, LONGEST_MARKER = 160 };

static void put(struct console *c, const char *data, size_t size)
{
    if (size > 0) {
        c->put(c->context, data, size);
    }
}

/* "  #3 0x401234" → 0x401234 */
static bool backtrace_line(const char *line, uint64_t *address)
{
    char *end;
    line += strspn(line, " \t");
    if (line[0] != '#' || strspn(line + 1, "0123456789") == 0) {
        return false;
    }
    line += 1 + strspn(line + 1, "0123456789");
    line += strspn(line, " ");
    if (!text_starts(line, "0x")) {
        return false;
    }
    *address = strtoull(line, &end, 16);
    return end[strspn(end, " \t\r")] == '\0';
}

static void end_line(struct console *c)
{
    uint64_t address;
    if (c->symbols != NULL && c->line.size > 0 && backtrace_line(c->line.data, &address)) {
        /* A return address lies behind the call; #0 is where the thread stands. */
        bool caller = strstr(c->line.data, "#0 ") == NULL;
        const char *name = symbols_describe(c->symbols, address - caller);
        if (name != NULL) {
            put(c, " ", 1);
            put(c, name, strlen(name));
        }
    }
    c->line.size = 0;
}

/* A CR before the LF goes with it, after the name. */
static void pass(struct console *c, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\r') {
            continue;
        }
        if (data[i] == '\n') {
            end_line(c);
        } else if (c->line.size < LONGEST_LINE) {
            buffer_add(&c->line, &data[i], 1);
        }
        put(c, &data[i], 1);
    }
}

/* Acts on the words of a complete marker: exit=N, tests, test=NAME. */
static void take_marker(struct console *c)
{
    const char *words = c->held.data + sizeof marker - 1;
    if (text_starts(words, "exit=")) {
        c->ended = true;
        c->status = atoi(words + 5);
    } else if (text_starts(words, "test=")) {
        c->test = text_copy(words + 5, strcspn(words + 5, "\033"));
        c->tests++;
    } else if (text_starts(words, "tests\033")) {
        c->in_tests = true;
    }
    c->held.size = 0;
}

/* The marker so far; true when `ch` completed it or can still belong to it. */
static bool hold(struct console *c, char ch)
{
    size_t n = c->held.size, fixed = sizeof marker - 1;
    bool after_escape = n > fixed && c->held.data[n - 1] == '\033';
    bool fits = n < fixed ? ch == marker[n] : after_escape ? ch == '\\' : ch >= ' ' || ch == '\033';
    if (!fits || n >= LONGEST_MARKER) {
        return false;
    }
    buffer_add(&c->held, &ch, 1);
    if (after_escape) {
        take_marker(c);
    }
    return true;
}

/* What was held is no marker; but an escape at its end may begin one, and so may `ch`. Whether `ch`
 * is held now. */
static bool let_go(struct console *c, char ch)
{
    bool escape = c->held.size > 1 && c->held.data[c->held.size - 1] == '\033';
    pass(c, c->held.data, c->held.size - escape);
    c->held.size = 0;
    if (escape) {
        hold(c, '\033');
        if (hold(c, ch)) {
            return true;
        }
        pass(c, "\033", 1);
        c->held.size = 0;
    }
    return hold(c, ch);
}

void console_feed(struct console *c, const char *data, size_t size)
{
    size_t from = 0;
    for (size_t i = 0; i < size && !c->ended; i++) {
        if (c->held.size == 0 && data[i] != '\033') {
            continue;
        }
        pass(c, data + from, i - from);
        if (!hold(c, data[i])) {
            from = let_go(c, data[i]) ? i + 1 : i;
        } else {
            from = i + 1;
        }
    }
    c->started = c->started || size > 0;
    if (!c->ended && c->held.size == 0) {
        pass(c, data + from, size - from);
    }
}

void console_finish(struct console *c)
{
    if (!c->ended) {
        pass(c, c->held.data, c->held.size);
    }
    c->held.size = 0;
}
