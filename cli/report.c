/* SPDX-License-Identifier: BSD-2-Clause */
/* Test results; see report.h. */
#include "report.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void add(struct report *r, enum result_kind kind, char *name)
{
    r->items = mem_grow(r->items, r->count + 1, sizeof *r->items);
    r->items[r->count++] = (struct result){.kind = kind, .name = name};
}

/* "NAME ... ok" */
static bool dotted(struct report *r, const char *line)
{
    static const struct {
        const char *word;
        enum result_kind kind;
    } words[] = {{"ok", RESULT_OK},
                 {"FAILED", RESULT_FAILED},
                 {"skipped", RESULT_SKIPPED},
                 {"ignored", RESULT_SKIPPED}};
    const char *dots = strstr(line, " ... ");
    for (size_t i = 0; dots != NULL && dots > line && i < COUNT_OF(words); i++) {
        if (text_starts(dots + 5, words[i].word)) {
            add(r, words[i].kind, text_copy(line, (size_t)(dots - line)));
            return true;
        }
    }
    return false;
}

/* "ok 3 - NAME # SKIP why" */
static bool tap(struct report *r, const char *line)
{
    bool failed = text_starts(line, "not ok ");
    const char *p = line + (failed ? 7 : 3);
    if (!failed && !text_starts(line, "ok ")) {
        return false;
    }
    p += strspn(p, "0123456789");
    p += strspn(p, " -");
    const char *skip = strstr(p, " # SKIP");
    size_t size = skip != NULL ? (size_t)(skip - p) : strlen(p);
    add(r, skip != NULL ? RESULT_SKIPPED : failed ? RESULT_FAILED : RESULT_OK, text_copy(p, size));
    return true;
}

void report_add_failure(struct report *r, const char *name, const char *why)
{
    add(r, RESULT_FAILED, text_copy(name, strlen(name)));
    buffer_printf(&r->items[r->count - 1].why, "%s\n", why);
}

static void take_line(struct report *r, const char *line)
{
    if (text_starts(line, "test result:") || text_starts(line, "1..")) {
        r->plan_seen = true;
    } else if (!dotted(r, line) && !tap(r, line) && r->count > 0 &&
               (line[0] == '\t' || text_starts(line, "# ") || text_starts(line, "  ")) &&
               r->items[r->count - 1].kind != RESULT_OK) {
        line += strspn(line, "\t# ");
        buffer_printf(&r->items[r->count - 1].why, "%s\n", line);
    }
}

void report_feed(struct report *r, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != '\n') {
            buffer_add(&r->line, &data[i], 1);
            continue;
        }
        buffer_text(&r->line, "");
        take_line(r, r->line.data);
        r->line.size = 0;
        r->line.data[0] = '\0';
    }
}

size_t report_count(const struct report *r, enum result_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        count += r->items[i].kind == kind;
    }
    return count;
}

static const char *why(const struct result *x)
{
    return x->why.data != NULL ? x->why.data : "";
}

static void write_tap(const struct report *r, struct buffer *out)
{
    buffer_printf(out, "TAP version 13\n1..%zu\n", r->count);
    for (size_t i = 0; i < r->count; i++) {
        const struct result *x = &r->items[i];
        buffer_printf(out, "%sok %zu - %s%s\n", x->kind == RESULT_FAILED ? "not " : "", i + 1,
                      x->name, x->kind == RESULT_SKIPPED ? " # SKIP" : "");
        struct buffer lines = {0};
        buffer_text(&lines, why(x));
        for (char *line = strtok(lines.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            buffer_printf(out, "# %s\n", line);
        }
    }
}

/* XML allows no control characters but tab and line feed. */
static void xml_text(struct buffer *out, const char *s)
{
    for (; *s != '\0'; s++) {
        const char *name = *s == '<'   ? "&lt;"
                           : *s == '>' ? "&gt;"
                           : *s == '&' ? "&amp;"
                           : *s == '"' ? "&quot;"
                                       : NULL;
        if (name != NULL) {
            buffer_text(out, name);
        } else if ((unsigned char)*s >= 0x20 || *s == '\t' || *s == '\n') {
            buffer_add(out, s, 1);
        }
    }
}

static void write_junit(const struct report *r, const char *program, struct buffer *out)
{
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
    xml_text(out, program);
    buffer_printf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
                  r->count, report_count(r, RESULT_FAILED), report_count(r, RESULT_SKIPPED));
    for (size_t i = 0; i < r->count; i++) {
        const struct result *x = &r->items[i];
        buffer_text(out, "  <testcase classname=\"");
        xml_text(out, program);
        buffer_text(out, "\" name=\"");
        xml_text(out, x->name);
        buffer_text(out, x->kind == RESULT_OK ? "\"/>\n" : "\">");
        if (x->kind == RESULT_SKIPPED) {
            buffer_text(out, "<skipped/></testcase>\n");
        } else if (x->kind == RESULT_FAILED) {
            buffer_text(out, "<failure message=\"failed\">");
            xml_text(out, why(x));
            buffer_text(out, "</failure></testcase>\n");
        }
    }
    buffer_text(out, "</testsuite>\n");
}

static void write_json(const struct report *r, const char *program, struct buffer *out)
{
    static const char *const kinds[] = {"ok", "failed", "skipped"};
    buffer_text(out, "{\n  \"program\": ");
    buffer_json(out, program);
    buffer_printf(out, ",\n  \"passed\": %zu, \"failed\": %zu, \"skipped\": %zu,\n  \"tests\": [",
                  report_count(r, RESULT_OK), report_count(r, RESULT_FAILED),
                  report_count(r, RESULT_SKIPPED));
    for (size_t i = 0; i < r->count; i++) {
        buffer_text(out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ");
        buffer_json(out, r->items[i].name);
        buffer_printf(out, ", \"result\": \"%s\", \"why\": ", kinds[r->items[i].kind]);
        buffer_json(out, why(&r->items[i]));
        buffer_text(out, "}");
    }
    buffer_text(out, "\n  ]\n}\n");
}

void report_write(const struct report *r, const char *format, const char *program,
                  struct buffer *out)
{
    buffer_text(out, "");
    if (text_equal(format, "tap")) {
        write_tap(r, out);
    } else if (text_equal(format, "junit")) {
        write_junit(r, program, out);
    } else {
        write_json(r, program, out);
    }
}
