/* SPDX-License-Identifier: BSD-2-Clause */
/* Changing a TOML file; see edit.h. */
#include "edit.h"

#include <ctype.h>
#include <string.h>

const char *edit_line(const char *text, unsigned line)
{
    for (unsigned n = 1; n < line; n++) {
        const char *end = strchr(text, '\n');
        if (end == NULL) {
            return text + strlen(text);
        }
        text = end + 1;
    }
    return text;
}

/* Columns count characters, a byte order mark before the first line does not count. */
static const char *find_place(const char *text, const struct place *at)
{
    const char *p = edit_line(text, at->line);
    if (p == text && strncmp(text, "\xef\xbb\xbf", 3) == 0) {
        p += 3;
    }
    for (unsigned column = 1; column < at->column && *p != '\0'; column++) {
        p++;
        while (((unsigned char)*p & 0xc0) == 0x80) {
            p++;
        }
    }
    return p;
}

const char *edit_value(const char *text, const struct value *v)
{
    const char *p = find_place(text, &v->key_at);
    p += strcspn(p, "=\n");
    p += *p == '=';
    return p + strspn(p, " \t");
}

static const char *string_end(const char *p)
{
    const char *triple = *p == '"' ? "\"\"\"" : "'''";
    bool escapes = *p == '"', long_form = text_starts(p, triple);
    const char *closing = long_form ? triple : text_copy(p, 1);
    p += strlen(closing);
    while (*p != '\0' && !text_starts(p, closing)) {
        p += escapes && p[0] == '\\' && p[1] != '\0' ? 2 : 1;
    }
    return *p != '\0' ? p + strlen(closing) : p;
}

const char *edit_value_end(const char *p)
{
    unsigned depth = 0;
    if (*p != '"' && *p != '\'' && *p != '[' && *p != '{') {
        return p + strcspn(p, " \t\r\n,#]}");
    }
    do {
        if (*p == '"' || *p == '\'') {
            p = string_end(p);
            continue;
        }
        depth += *p == '[' || *p == '{';
        depth -= *p == ']' || *p == '}';
        p += *p == '#' ? strcspn(p, "\n") : 1;
    } while (depth > 0 && *p != '\0');
    return p;
}

char *edit_quoted(const char *s)
{
    struct buffer b = {0};
    buffer_json(&b, s);
    return b.data;
}

const struct value *edit_table(const struct value *root, const char *name)
{
    while (root != NULL && *name != '\0') {
        size_t size = strcspn(name, ".");
        root = value_get(root, text_copy(name, size));
        name += size + (name[size] == '.');
    }
    return root != NULL && root->kind == VALUE_TABLE ? root : NULL;
}

/* Whether the line is exactly this table's header; a table may be there because of a subtable. */
static bool is_header(const char *line, const char *name)
{
    struct buffer b = {0};
    for (; *line != '\0' && *line != '\n' && *line != '#'; line++) {
        if (!isspace((unsigned char)*line) && *line != '"') {
            buffer_add(&b, line, 1);
        }
    }
    return b.size > 0 && text_equal(b.data, text_printf("[%s]", name));
}

/* Behind the last key of the table, or its header; NULL if it has none of its own. */
static const char *end_of_table(const char *text, const struct value *table, const char *name)
{
    const char *end = NULL;
    const char *header = edit_line(text, table->key_at.line);
    if (is_header(header, name)) {
        end = header + strcspn(header, "\n");
    }
    for (size_t i = 0; i < table->count && end != NULL; i++) {
        const struct value *v = &table->items[i];
        if (v->kind != VALUE_TABLE) {
            const char *p = edit_value_end(edit_value(text, v));
            p += strcspn(p, "\n");
            end = p > end ? p : end;
        }
    }
    return end;
}

static char *splice(const char *text, const char *from, const char *to, const char *between)
{
    struct buffer b = {0};
    buffer_add(&b, text, (size_t)(from - text));
    buffer_text(&b, between);
    buffer_text(&b, to);
    return b.data;
}

char *edit_set(const char *text, const struct value *root, const char *table, const char *key,
               const char *written)
{
    const struct value *t = edit_table(root, table), *old = value_get(t, key);
    const char *eol = strstr(text, "\r\n") != NULL ? "\r\n" : "\n";
    if (old != NULL) {
        const char *from = edit_value(text, old);
        return splice(text, from, edit_value_end(from), written);
    }
    const char *end = t != NULL ? end_of_table(text, t, table) : NULL;
    if (end != NULL) {
        end -= end > text && end[-1] == '\r';
        return splice(text, end, end, text_printf("%s%s = %s", eol, key, written));
    }
    size_t size = strlen(text);
    const char *gap = size == 0 || text[size - 1] == '\n' ? "" : eol;
    return text_printf("%s%s%s[%s]%s%s = %s%s", text, gap, size > 0 ? eol : "", table, eol, key,
                       written, eol);
}
