/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages; see diag.h. */
#include "diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SHOWN = 100 };

static enum colour wanted_colour;
static bool hidden; /* there were so many errors that this one, and the help for it, is not shown */
static bool use_colour;
static enum loudness loudness;
static enum status first_status;
static unsigned error_count;
static struct buffer collected; /* every message as JSON */

void diag_setup(enum colour colour, enum loudness loud)
{
    wanted_colour = colour;
    use_colour = diag_colour_on(STDERR_FILENO);
    loudness = loud;
}

bool diag_colour_on(int fd)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    bool able = isatty(fd) && !text_equal(term, "dumb") && (no == NULL || *no == '\0');
    return wanted_colour == COLOUR_ALWAYS || (wanted_colour == COLOUR_AUTO && able);
}

bool diag_verbose(void)
{
    return loudness == LOUD_VERBOSE;
}

bool diag_colour(void)
{
    return use_colour;
}

static const char *paint(const char *code)
{
    return use_colour ? code : "";
}

static const char *find_line(const struct place *at)
{
    const char *line = at->source->text;
    for (unsigned n = 1; n < at->line && line != NULL; n++) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return line;
}

/* Control characters could play tricks on a terminal; a tab keeps its width. */
static void put_plain(const char *s, int size)
{
    for (int i = 0; i < size; i++) {
        fputc(((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f ? '?' : s[i], stderr);
    }
}

/* The line that `at` lies in, with carets below; of a long one, the part around the place. */
static void show_line(const struct place *at)
{
    enum { before = 60, room = 140 };
    const char *line = find_line(at);
    if (line == NULL) {
        return;
    }
    int size = (int)strcspn(line, "\r\n"), width = at->width > 0 ? (int)at->width : 1;
    int column = (int)at->column - 1;
    column = column > size ? size : column;
    int skip = column > room ? column - before : 0;
    line += skip;
    size = size - skip > room ? room : size - skip;
    column -= skip;
    width = column + width > size && size > column ? size - column : width;
    fprintf(stderr, "%4u | ", at->line);
    put_plain(line, size);
    fputs("\n     | ", stderr);
    for (int i = 0; i < column; i++) {
        fputc(line[i] == '\t' ? '\t' : ' ', stderr);
    }
    fputs(paint("\033[1;32m"), stderr);
    for (int i = 0; i < width; i++) {
        fputc('^', stderr);
    }
    fprintf(stderr, "%s\n", paint("\033[0m"));
}

static void collect(const struct place *at, const char *kind, const char *text)
{
    buffer_member(&collected, collected.size > 0 ? ",\n  {" : "\n  {", "kind", kind);
    buffer_member(&collected, ", ", "message", text);
    if (at != NULL) {
        buffer_member(&collected, ", ", "file", at->source->name);
    }
    if (at != NULL && at->line > 0) {
        buffer_printf(&collected, ", \"line\": %u, \"column\": %u", at->line, at->column);
    }
    buffer_text(&collected, "}");
}

const char *diag_json(void)
{
    buffer_text(&collected, "");
    return text_printf("[%s%s]", collected.data, collected.size > 0 ? "\n" : "");
}

static void message(const struct place *at, const char *kind, const char *code, const char *fmt,
                    va_list args)
{
    char *text;
    text = vasprintf(&text, fmt, args) < 0 ? text_printf("%s", fmt) : text;
    collect(at, kind, text);
    hidden = text_equal(kind, "error") ? error_count >= MOST_SHOWN : hidden;
    if (hidden) {
        return;
    }
    fflush(stdout);
    if (at != NULL && at->line > 0) {
        fprintf(stderr, "%s%s:%u:%u:%s ", paint("\033[1m"), at->source->name, at->line, at->column,
                paint("\033[0m"));
    } else if (at != NULL) {
        fprintf(stderr, "%s%s:%s ", paint("\033[1m"), at->source->name, paint("\033[0m"));
    }
    fprintf(stderr, "%s%s:%s %s\n", paint(code), kind, paint("\033[0m"), text);
    if (at != NULL && at->line > 0) {
        show_line(at);
    }
}

int diag_error(enum status status, const struct place *at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    message(at, "error", "\033[1;31m", fmt, args);
    va_end(args);
    first_status = error_count++ == 0 ? status : first_status;
    return status;
}

void diag_warn(const struct place *at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (loudness > LOUD_QUIET) {
        message(at, "warning", "\033[1;33m", fmt, args);
    }
    va_end(args);
}

void diag_note(const struct place *at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (loudness > LOUD_QUIET) {
        message(at, "note", "\033[1;36m", fmt, args);
    }
    va_end(args);
}

void diag_help(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    message(NULL, "help", "\033[1;32m", fmt, args);
    va_end(args);
}

void diag_info(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (loudness == LOUD_VERBOSE) {
        message(NULL, "info", "\033[1;32m", fmt, args);
    }
    va_end(args);
}

void diag_did_you_mean(const struct words *known, const char *given)
{
    const char *near = words_nearest(known, given);
    if (near != NULL) {
        diag_help("did you mean %s?", near);
    }
}

int diag_file(const char *what, const char *path)
{
    int error = errno;
    int status = diag_error(STATUS_FILE, NULL, "cannot %s %s: %s", what, path, strerror(error));
    if (error == EACCES || error == EROFS) {
        diag_help("check who owns the directory, or choose another one");
    } else if (error == ENOSPC) {
        diag_help("the disk is full");
    }
    return status;
}

int diag_tool(const char *program, const char *package)
{
    int status = diag_error(STATUS_TOOL, NULL, "%s is not installed", program);
    diag_help("sudo apt install %s", package);
    return status;
}

enum status diag_status(void)
{
    return error_count > 0 ? first_status : STATUS_OK;
}

void diag_end(void)
{
    if (error_count > MOST_SHOWN) {
        fprintf(stderr, "%u more errors are not shown\n", error_count - MOST_SHOWN);
    }
}

unsigned diag_errors(void)
{
    return error_count;
}
