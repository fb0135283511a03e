/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 new: copies templates/common and templates/NAME into a new directory, with @name@ replaced,
 * and shows itself only when complete. A template's TEMPLATE file says in one line what it is.
 */
#include "call.h"
#include "catalog.h"
#include "os.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_name(const char *name)
{
    if (!isalpha((unsigned char)name[0])) {
        return false;
    }
    for (const char *p = name; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p) && *p != '-' && *p != '_') {
            return false;
        }
    }
    return strlen(name) <= 64;
}

static void list_templates(const struct catalog *c, struct words *names)
{
    struct words all = {0};
    os_list(os_join(c->share, "templates"), false, &all);
    for (size_t i = 0; i < all.count; i++) {
        if (os_exists(os_join(c->share, text_printf("templates/%s/TEMPLATE", all.items[i])))) {
            words_add(names, all.items[i]);
        }
    }
}

static const char *template_summary(const struct catalog *c, const char *name)
{
    char *text = os_read(os_join(c->share, text_printf("templates/%s/TEMPLATE", name)), NULL);
    return text != NULL ? text_copy(text, strcspn(text, "\n")) : "";
}

static int show_templates(const struct catalog *c, bool json)
{
    struct words names = {0};
    struct buffer b = {0};
    list_templates(c, &names);
    for (size_t i = 0; i < names.count; i++) {
        const char *summary = template_summary(c, names.items[i]);
        if (!json) {
            buffer_printf(&b, "%-16s %s\n", names.items[i], summary);
            continue;
        }
        buffer_text(&b, i == 0 ? "[\n  {\"name\": " : ",\n  {\"name\": ");
        buffer_json(&b, names.items[i]);
        buffer_text(&b, ", \"summary\": ");
        buffer_json(&b, summary);
        buffer_text(&b, "}");
    }
    buffer_text(&b, json ? "\n]\n" : "");
    fputs(b.data, stdout);
    return STATUS_OK;
}

/* "_gitignore" stands for ".gitignore", so that templates can be kept in a repository. */
static char *target_name(const char *name)
{
    return text_starts(name, "_") ? text_printf(".%s", name + 1) : text_printf("%s", name);
}

static bool copy_file(const char *from, const char *to, const char *name)
{
    struct stat info;
    char *text = os_read(from, NULL);
    if (text == NULL || stat(from, &info) != 0) {
        diag_file("read", from);
        return false;
    }
    text = text_replace(text, "@name@", name);
    if (!os_write(to, text, strlen(text), (info.st_mode & 0111) != 0 ? 0777 : 0666)) {
        diag_file("write", to);
        return false;
    }
    return true;
}

static bool copy_tree(const char *from, const char *to, const char *name)
{
    struct words names = {0};
    if (!os_make_dirs(to)) {
        diag_file("create", to);
        return false;
    }
    os_list(from, true, &names);
    for (size_t i = 0; i < names.count; i++) {
        char *source = os_join(from, names.items[i]);
        char *target = os_join(to, target_name(names.items[i]));
        if (text_equal(names.items[i], "TEMPLATE")) {
            continue;
        }
        if (os_is_dir(source) ? !copy_tree(source, target, name)
                              : !copy_file(source, target, name)) {
            return false;
        }
    }
    return true;
}

static bool is_empty(const char *dir)
{
    struct words names = {0};
    return os_list(dir, true, &names) && names.count == 0;
}

/* The first file of `from` that `to` has already; NULL when there is none. */
static char *collision(const char *from, const char *to)
{
    struct words names = {0};
    os_list(from, true, &names);
    for (size_t i = 0; i < names.count; i++) {
        char *a = os_join(from, names.items[i]), *b = os_join(to, names.items[i]);
        char *deeper = os_is_dir(a) && os_is_dir(b) ? collision(a, b) : NULL;
        if (deeper != NULL || (os_exists(b) && !(os_is_dir(a) && os_is_dir(b)))) {
            return deeper != NULL ? deeper : b;
        }
    }
    return NULL;
}

/* Moves what is in `from` into the existing directory `to`. */
static bool merge(const char *from, const char *to)
{
    struct words names = {0};
    os_list(from, true, &names);
    for (size_t i = 0; i < names.count; i++) {
        char *a = os_join(from, names.items[i]), *b = os_join(to, names.items[i]);
        if (os_is_dir(a) && os_is_dir(b)) {
            if (!merge(a, b)) {
                return false;
            }
        } else if (rename(a, b) != 0) {
            diag_file("write", b);
            return false;
        }
    }
    return true;
}

static int check_target(const char *path, bool force)
{
    if (!os_exists(path) || (os_is_dir(path) && (force || is_empty(path)))) {
        return STATUS_OK;
    }
    diag_error(STATUS_FILE, NULL, "%s exists already%s", path,
               os_is_dir(path) ? " and is not empty" : "");
    if (os_is_dir(path)) {
        diag_help("choose another directory, or add the project's files to this one with --force");
    }
    return STATUS_FILE;
}

/* Puts the finished directory in its place. */
static int move_in(const char *made, const char *path)
{
    if (!os_exists(path)) {
        return rename(made, path) == 0 ? STATUS_OK : diag_file("create", path);
    }
    char *existing = collision(made, path);
    if (existing != NULL) {
        return diag_error(STATUS_FILE, NULL, "%s exists already; nothing was written", existing);
    }
    return merge(made, path) ? STATUS_OK : diag_status();
}

static void git_init(const char *path)
{
    struct words argv = {0};
    for (char *dir = os_absolute(path);; dir = os_dir(dir)) {
        if (os_exists(os_join(dir, ".git"))) {
            return;
        }
        if (text_equal(dir, "/")) {
            break;
        }
    }
    words_split(&argv, "git init -q");
    struct buffer ignored = {0};
    if (os_find_program("git") != NULL) {
        os_run(&argv, path, &ignored);
    }
}

static int create(const struct catalog *c, const char *path, const char *name, const char *template,
                  const char *ci)
{
    char *absolute = os_absolute(path);
    char *made = text_printf("%s.new-%ld", absolute, (long)getpid());
    if (!os_make_dirs(os_dir(absolute))) {
        return diag_file("create", os_dir(absolute));
    }
    const char *const parts[] = {"common", template, text_printf("ci/%s", ci)};
    bool done = true;
    for (size_t i = 0; i < COUNT_OF(parts) && done; i++) {
        const char *from = os_join(c->share, text_printf("templates/%s", parts[i]));
        done = !os_is_dir(from) || copy_tree(from, made, name);
    }
    int status = done ? move_in(made, absolute) : (int)diag_status();
    os_remove_tree(made);
    return status;
}

static int check_template(const struct catalog *c, const char *template)
{
    struct words names = {0};
    list_templates(c, &names);
    if (words_have(&names, template)) {
        return STATUS_OK;
    }
    diag_error(STATUS_NOT_FOUND, NULL, "there is no template %s", template);
    diag_help("there are %s", words_join(&names, ", "));
    return STATUS_NOT_FOUND;
}

int command_new(struct call *call)
{
    const struct catalog *c = catalog_load();
    if (c == NULL) {
        return diag_status();
    }
    if (call->list) {
        return show_templates(c, call->json);
    }
    if (call->arguments.count != 1) {
        return diag_error(STATUS_USAGE, NULL, "fel4 new takes one path; see `fel4 new -h`");
    }
    const char *path = call->arguments.items[0];
    const char *name = call->name != NULL ? call->name : os_base(os_absolute(path));
    const char *template = call->template != NULL ? call->template : "hello";
    if (!is_name(name)) {
        diag_error(STATUS_USAGE, NULL, "\"%s\" cannot be a program's name", name);
        diag_help("names have letters, digits, - and _, and begin with a letter; see --name");
        return STATUS_USAGE;
    }
    const char *ci = call->ci != NULL ? call->ci : "github";
    if (!text_equal(ci, "github") && !text_equal(ci, "gitlab") && !text_equal(ci, "none")) {
        return diag_error(STATUS_USAGE, NULL, "--ci takes github, gitlab or none, not %s", ci);
    }
    int status = check_template(c, template);
    status = status == STATUS_OK ? check_target(path, call->force) : status;
    status = status == STATUS_OK ? create(c, path, name, template, ci) : status;
    if (status == STATUS_OK) {
        git_init(path);
        if (call->json) {
            struct buffer b = {0};
            buffer_member(&b, "{", "name", name);
            buffer_member(&b, ", ", "template", template);
            buffer_member(&b, ", ", "path", os_absolute(path));
            printf("%s}\n", b.data);
        }
        diag_note(NULL, "created %s; now: cd %s && fel4 simulate", name, path);
    }
    return status;
}
