/* SPDX-License-Identifier: BSD-2-Clause */
/* A project and its directories; see project.h. */
#include "project.h"
#include "os.h"
#include "prefix.h"
#include "targetspec.h"

#include <stdio.h>
#include <string.h>

static const struct board *chosen_board(const struct catalog *c, const struct call *call)
{
    const struct board *b = catalog_board(c, call->platform);
    if (b == NULL) {
        diag_error(STATUS_USAGE, NULL, "unknown platform %s", call->platform);
        diag_help("the boards are %s", words_join(&c->board_names, ", "));
    }
    return b;
}

/* make cannot handle these characters in names. */
static bool check_path(const char *path)
{
    size_t good = strcspn(path, " \t\n:;#$%\\\"'*?[]|&<>~");
    if (path[good] == '\0') {
        return true;
    }
    diag_error(STATUS_FILE, NULL, "the path %s contains '%c', which make cannot handle", path,
               path[good]);
    diag_help("move the project to a directory without such characters");
    return false;
}

static void find_sources(struct project *p)
{
    struct words patterns = {0};
    words_append(&patterns, &p->manifest->sources);
    if (p->config->test) {
        words_append(&patterns, &p->manifest->test_sources);
    }
    for (size_t i = 0; i < patterns.count; i++) {
        struct words found = {0};
        os_glob_in(p->manifest->dir, patterns.items[i], &found);
        bool wild = strpbrk(patterns.items[i], "*?[") != NULL;
        if (found.count == 0 && !wild) {
            diag_error(STATUS_NOT_FOUND, NULL, "the source file %s does not exist",
                       patterns.items[i]);
        }
        for (size_t k = 0; k < found.count; k++) {
            if (!words_have(&p->sources, found.items[k])) {
                words_add(&p->sources, found.items[k]);
            }
        }
    }
    if (p->sources.count == 0 && diag_errors() == 0) {
        diag_error(STATUS_NOT_FOUND, NULL, "no source file matches %s",
                   words_join(&patterns, ", "));
    }
}

static void set_directories(struct project *p, bool all_targets)
{
    const struct config *c = p->config;
    const char *profile = c->profile;
    const char *dir = p->manifest->dir;
    p->out = os_join(dir, text_printf("build/%s-%s%s%s", c->board->name, p->prefix ? "sel4-" : "",
                                      c->test ? "test-" : "", profile));
    p->conf = os_join(p->out, "config");
    p->artifacts = os_join(dir, p->manifest->artifact_path);
    if (all_targets) {
        p->artifacts = os_join(p->artifacts, c->board->name);
    }
    p->artifacts = os_join(p->artifacts, c->test ? os_join("test", profile) : profile);
}

/* Words for the harness, such as "filter=ipc seed=7 shuffle". */
static char *test_options(const struct call *call)
{
    struct words w = {0};
    if (call->filter != NULL) {
        words_addf(&w, "filter=%s", call->filter);
    }
    if (call->seed != NULL) {
        words_addf(&w, "seed=%s", call->seed);
    }
    if (call->repeat > 0) {
        words_addf(&w, "repeat=%u", call->repeat);
    }
    if (call->shuffle) {
        words_add(&w, "shuffle");
    }
    if (call->list_tests) {
        words_add(&w, "list");
    }
    return words_join(&w, " ");
}

int project_load(const struct call *call, bool test, struct project *p)
{
    *p = (struct project){.catalog = catalog_load(),
                          .memory = call->memory,
                          .cpu = call->cpu,
                          .lock = -1,
                          .kernel_lock = -1,
                          .libs_lock = -1};
    if (p->catalog == NULL) {
        return diag_status();
    }
    const struct board *board = call->platform != NULL ? chosen_board(p->catalog, call) : NULL;
    const char *path = call->manifest != NULL ? call->manifest : manifest_find(".");
    if (path == NULL || (call->platform != NULL && board == NULL)) {
        return diag_status();
    }
    p->manifest = manifest_load(p->catalog, path);
    if (p->manifest == NULL) {
        return diag_status();
    }
    p->config = config_resolve(p->catalog, &(struct config_request){.manifest = p->manifest,
                                                                    .board = board,
                                                                    .release = call->release,
                                                                    .profile = call->profile,
                                                                    .test = test,
                                                                    .defines = &call->defines});
    if (p->config != NULL) {
        targetspec_apply(p->manifest, p->config->target);
    }
    if (diag_errors() > 0 || p->config == NULL || !check_path(p->manifest->dir)) {
        return diag_status();
    }
    p->prefix = prefix_from_environment();
    if (p->prefix != NULL && !prefix_apply(p->config, p->prefix)) {
        return diag_status();
    }
    p->compiler = call->cc != NULL ? call->cc : p->manifest->compiler;
    if (!text_equal(p->compiler, "clang") && !text_equal(p->compiler, "gcc")) {
        return diag_error(STATUS_USAGE, NULL, "--cc takes clang or gcc, not %s", p->compiler);
    }
    set_directories(p, call->all_targets);
    find_sources(p);
    if (test) {
        p->test_options = test_options(call);
        words_add(&p->sources, os_relative(os_join(p->conf, "test_options.c"), p->manifest->dir));
    }
    return diag_status();
}

void project_print(const struct project *p)
{
    struct buffer b = {0};
    const struct config *c = p->config;
    const char *image = os_join(p->artifacts, "feL4img");
    buffer_member(&b, "{", "program", p->manifest->name);
    buffer_member(&b, ", ", "platform", c->board->name);
    buffer_member(&b, ", ", "target", c->target->triple);
    buffer_member(&b, ", ", "profile", c->profile);
    buffer_printf(&b, ", \"tests\": %s", c->test ? "true" : "false");
    buffer_member(&b, ",\n  ", "feL4img", image);
    buffer_member(&b, ",\n  ", "kernel", os_join(p->artifacts, "kernel"));
    buffer_member(&b, ",\n  ", "program.elf", os_join(p->out, "program.elf"));
    if (value_get(c->board->table, "simulate") != NULL) {
        buffer_member(&b, ",\n  ", "simulate", os_join(p->artifacts, "simulate"));
    }
    buffer_printf(&b, ",\n  \"size\": %lld}\n", os_size(image));
    fputs(b.data, stdout);
}
