/* SPDX-License-Identifier: BSD-2-Clause */
/* A simulated program's output; see output.h. */
#include "output.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_NAME = 32 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

void output_start(struct output *o)
{
    o->started = now_ms();
}

double output_time(const struct output *o)
{
    return (double)(now_ms() - o->started) / 1000;
}

static void put(const char *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(STDOUT_FILENO, data + done, size - done);
        if (n <= 0 && errno != EINTR) {
            return;
        }
        done += n > 0 ? (size_t)n : 0;
    }
}

static void put_json(const struct output *o, const struct buffer *line)
{
    struct buffer b = {0};
    buffer_printf(&b, "{\"time\": %.3f, \"line\": ", output_time(o));
    buffer_json(&b, line->data);
    buffer_text(&b, "}\n");
    put(b.data, b.size);
}

/* ---- "[name] …": held until it is clear whether it is one ---- */

static bool may_be_task(const struct buffer *held)
{
    for (size_t i = 1; i < held->size; i++) {
        unsigned char c = (unsigned char)held->data[i];
        if (!isalnum(c) && strchr("-_ .", c) == NULL) {
            return false;
        }
    }
    return held->size > 0 && held->data[0] == '[' && held->size <= LONGEST_NAME &&
           (held->size == 1 || isalpha((unsigned char)held->data[1]));
}

static void put_task(const struct buffer *held)
{
    unsigned hue = 31 + (unsigned)(text_hash(0, held->data, held->size) % 6);
    char *text = text_printf("\033[%um%s]\033[0m", hue, held->data);
    put(text, strlen(text));
}

static void release(struct buffer *held)
{
    put(held->data, held->size);
    held->size = 0;
}

/* ---- a character that is to be seen ---- */

static void begin_line(struct output *o)
{
    if (o->timestamps && !o->inside) {
        char *text = text_printf("[%9.3f] ", output_time(o));
        put(text, strlen(text));
    }
}

static void show_as_json(struct output *o, char c)
{
    if (c != '\n') {
        buffer_add(&o->line, &c, 1);
        return;
    }
    buffer_text(&o->line, "");
    put_json(o, &o->line);
    o->line.size = 0;
}

static void show_plain(struct output *o, char c)
{
    begin_line(o);
    bool first = !o->inside;
    o->inside = c != '\n';
    if (o->colour && (first ? c == '[' : o->line.size > 0)) {
        if (c == ']' && o->line.size > 1) {
            put_task(&o->line);
            o->line.size = 0;
            return;
        }
        buffer_add(&o->line, &c, 1);
        if (!may_be_task(&o->line)) {
            release(&o->line);
        }
        return;
    }
    put(&c, 1);
}

static void show(struct output *o, const char *data, size_t size)
{
    if (!o->json && !o->timestamps && !o->colour) {
        put(data, size);
        return;
    }
    for (size_t i = 0; i < size; i++) {
        if (o->json) {
            show_as_json(o, data[i]);
        } else {
            show_plain(o, data[i]);
        }
    }
}

/* How much of `data` are boot messages; they are kept in case the end of them never comes. */
static size_t skip_boot(struct output *o, const char *data, size_t size)
{
    for (size_t i = 0; i < size && o->boot_end != NULL; i++) {
        buffer_add(&o->boot, &data[i], 1);
        if (data[i] == '\n') {
            char *end = o->boot.data + o->boot.size - 1;
            char *line = end;
            while (line > o->boot.data && line[-1] != '\n') {
                line--;
            }
            if (strstr(line, o->boot_end) != NULL) {
                o->boot_end = NULL;
                o->boot.size = 0;
                return i + 1;
            }
        }
    }
    return o->boot_end != NULL ? size : 0;
}

void output_feed(struct output *o, const char *data, size_t size)
{
    if (o->log != NULL) {
        fwrite(data, 1, size, o->log);
    }
    size_t skipped = o->boot_end != NULL ? skip_boot(o, data, size) : 0;
    show(o, data + skipped, size - skipped);
}

void output_finish(struct output *o)
{
    if (o->boot_end != NULL && o->boot.size > 0) {
        o->boot_end = NULL;
        show(o, o->boot.data, o->boot.size);
    }
    if (o->line.size > 0 && o->json) {
        buffer_text(&o->line, "");
        put_json(o, &o->line);
    } else if (o->line.size > 0) {
        release(&o->line);
    }
    if (o->log != NULL) {
        fflush(o->log);
    }
}
