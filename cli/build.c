/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 build: writes the configuration, runs make on mk/project.mk, and leaves
 * artifacts/PROFILE/{feL4img,kernel,simulate}. A build that fails leaves the last good ones.
 */
#include "build.h"
#include "board.h"
#include "devicetree.h"
#include "genconfig.h"
#include "lock.h"
#include "os.h"
#include "project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `$` and `#` mean something to make. */
static void make_variable(struct buffer *b, const char *name, const char *value)
{
    buffer_printf(b, "%s := %s\n", name, text_replace(text_replace(value, "$", "$$"), "#", "\\#"));
}

static void make_words(struct buffer *b, const char *name, const struct words *words)
{
    make_variable(b, name, words_shell(words));
}

static void make_number(struct buffer *b, const char *name, int64_t value)
{
    make_variable(b, name, text_printf("%lld", (long long)value));
}

static void make_memory(struct buffer *b, const struct board *board)
{
    const struct value *memory = value_get(board->table, "memory");
    struct words pairs = {0};
    for (size_t i = 0; memory != NULL && i < memory->count; i++) {
        words_addf(&pairs, "0x%llx:0x%llx",
                   (unsigned long long)value_int(&memory->items[i], "start", 0),
                   (unsigned long long)value_int(&memory->items[i], "end", 0));
    }
    make_words(b, "IMAGE_MEMORY", &pairs);
}

/* The keys of where = "loader", and every [make] line of the board. */
static void make_keys(struct buffer *b, const struct config *c)
{
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        const struct option *o = &c->catalog->options[i];
        const char *value = config_value(c, o->name);
        if (text_equal(o->where, "loader") && value != NULL) {
            make_variable(b, o->name, value);
        }
    }
    const struct value *make = value_get(c->board->table, "make");
    for (size_t i = 0; make != NULL && i < make->count; i++) {
        make_variable(b, make->items[i].key, make->items[i].text);
    }
}

static void make_board(struct buffer *b, const struct config *c)
{
    struct words drivers = {0};
    const char *form = config_value(c, "ElfloaderImage");
    value_words(board_table(c, "kernel", "drivers"), "drivers", &drivers);
    make_variable(b, "ARCH", c->target->name);
    make_variable(b, "PLATFORM", c->board->name);
    make_variable(b, "PROFILE", c->profile);
    make_variable(b, "IMAGE_FORM", form != NULL ? form : c->board->image);
    make_variable(b, "KERNEL_OPT", config_value(c, "KernelOptimisation"));
    make_words(b, "KERNEL_DRIVERS", &drivers);
    make_memory(b, c->board);
    make_keys(b, c);
}

static void make_program(struct buffer *b, const struct project *p)
{
    const struct manifest *m = p->manifest;
    const char *page = config_value(p->config, "LinkPageSize");
    make_variable(b, "PROGRAM", m->name);
    make_words(b, "PROGRAM_SOURCES", &p->sources);
    make_words(b, "PROGRAM_INCLUDES", &m->includes);
    make_variable(b, "PROGRAM_CC", p->compiler);
    make_words(b, "PROGRAM_CFLAGS", &m->cflags);
    make_words(b, "PROGRAM_LDFLAGS", &m->ldflags);
    make_words(b, "PROGRAM_LIBS", &m->libraries);
    make_number(b, "STACK_SIZE", m->stack);
    make_number(b, "HEAP_SIZE", m->heap);
    make_variable(b, "LINK_PAGE_SIZE", page != NULL ? page : "4096");
    make_variable(b, "GC_SECTIONS", config_on(p->config, "UserLinkerGCSections") ? "1" : "");
    make_variable(b, "TEST", p->config->test ? "1" : "");
}

void build_kernel_variables(struct buffer *b, const struct config *c, const char *out)
{
    static const char *const own[] = {"SEL4_PREFIX", "KERNEL_BUILD", "LIBS_BUILD", "TEST"};
    buffer_text(b, "# Written by fel4.\n");
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        make_variable(b, own[i], ""); /* whatever the environment says */
    }
    make_variable(b, "SHARE", c->catalog->share);
    make_variable(b, "GEN", os_join(c->catalog->share, "gen"));
    make_variable(b, "OUT", out);
    make_variable(b, "CONF", os_join(out, "config"));
    make_variable(b, "FEL4_CACHE", os_cache_dir());
    make_board(b, c);
}

/* A directory of the cache; its name is a hash of `key`, all that its contents depend on. */
static char *cache_dir(const struct project *p, const char *what, const struct buffer *key)
{
    return os_join(os_cache_dir(),
                   text_printf("%s-%s-%016llx", what, p->config->board->name,
                               (unsigned long long)text_hash(0, key->data, key->size)));
}

static void add_header(const struct project *p, const char *name, struct buffer *key)
{
    const char *text = os_read(os_join(p->conf, name), NULL);
    buffer_text(key, text != NULL ? text : "");
}

/* Takes the directory for this process, with the configuration but without the program. */
static bool prepare_cache(const struct project *p, const char *dir, int *lock)
{
    *lock = lock_take(dir);
    return *lock >= 0 && genconfig_headers(p->config, NULL, os_join(dir, "config"));
}

/* A source file of the tests, so that other options need no more than a link. */
static bool write_test_options(const struct project *p)
{
    struct buffer b = {0};
    if (p->test_options == NULL) {
        return true;
    }
    buffer_text(&b, "extern const char fel4_test_options[];\nconst char fel4_test_options[] = ");
    buffer_json(&b, p->test_options);
    buffer_text(&b, ";\n");
    return genconfig_file(p->conf, "test_options.c", &b);
}

/* Our kernel: all headers, here and where it and the libraries are built. */
static bool configure_kernel(struct project *p, struct buffer *b)
{
    struct buffer key = {0};
    if (!genconfig_headers(p->config, p->manifest, p->conf)) {
        return false;
    }
    build_kernel_variables(&key, p->config, "");
    add_header(p, "include/kernel/gen_config.h", &key);
    add_header(p, "include/board_gen.h", &key);
    p->kernel = cache_dir(p, "kernel", &key);
    add_header(p, "include/sel4/gen_config.h", &key);
    genconfig_text(p->config, NULL, &key);
    p->libs = cache_dir(p, "libs", &key);
    make_variable(b, "KERNEL_BUILD", p->kernel);
    make_variable(b, "LIBS_BUILD", p->libs);
    return prepare_cache(p, p->kernel, &p->kernel_lock) && prepare_cache(p, p->libs, &p->libs_lock);
}

static bool write_config(struct project *p)
{
    struct buffer b = {0};
    build_kernel_variables(&b, p->config, p->out);
    make_variable(&b, "ROOT", p->manifest->dir);
    make_variable(&b, "ARTIFACTS", p->artifacts);
    make_program(&b, p);
    if (p->prefix != NULL) {
        make_variable(&b, "SEL4_PREFIX", p->prefix);
    }
    bool done = p->prefix != NULL ? genconfig_own(p->config, p->manifest, p->conf)
                                  : configure_kernel(p, &b);
    return done && devicetree_write(p->config, p->manifest->dir, p->conf) &&
           write_test_options(p) && genconfig_file(p->conf, "config.mk", &b);
}

static bool tools_exist(void)
{
    static const char *const tools[][2] = {{"make", "make"},
                                           {"clang-19", "clang-19"},
                                           {"ld.lld-19", "lld-19"},
                                           {"llvm-ar-19", "llvm-19"}};
    for (size_t i = 0; i < COUNT_OF(tools); i++) {
        if (os_find_program(tools[i][0]) == NULL) {
            diag_tool(tools[i][0], tools[i][1]);
        }
    }
    return diag_errors() == 0;
}

int build_make(const struct config *c, const char *out, const char *dir, const char *goal)
{
    if (!tools_exist()) {
        return diag_status();
    }
    static const char *const flags[] = {"MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL"};
    struct words argv = {0};
    words_add(&argv, "make");
    words_add(&argv, "--no-print-directory");
    words_add(&argv, diag_verbose() ? "--trace" : "-s");
    words_addf(&argv, "-j%u", os_cpu_count());
    words_add(&argv, "-f");
    words_add(&argv, os_join(c->catalog->share, "mk/project.mk"));
    words_addf(&argv, "CONFIG=%s", os_join(out, "config/config.mk"));
    words_addf(&argv, "Q=%s", diag_verbose() ? "" : "@");
    words_addf(&argv, "DIAGNOSTICS=-f%scolor-diagnostics", diag_colour() ? "" : "no-");
    words_add(&argv, goal);
    diag_info("running: %s", words_shell(&argv));
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        unsetenv(flags[i]); /* of a make that runs fel4 */
    }
    pid_t pid = os_start(&argv, dir, STDIN_FILENO, STDERR_FILENO, STDERR_FILENO);
    if (pid < 0) {
        return diag_tool("make", "make");
    }
    return os_wait(pid) == 0 ? STATUS_OK : diag_error(STATUS_BUILD, NULL, "the build failed");
}

/* Debian's cross compilers, as mk/gcc.mk calls them. */
static bool compiler_exists(const struct project *p)
{
    static const char *const names[][3] = {
        {"x86_64", "x86_64-linux-gnu-gcc", "gcc-x86-64-linux-gnu"},
        {"aarch64", "aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu"},
        {"armv7", "arm-linux-gnueabihf-gcc", "gcc-arm-linux-gnueabihf"}};
    for (size_t i = 0; i < COUNT_OF(names) && text_equal(p->compiler, "gcc"); i++) {
        if (text_equal(names[i][0], p->config->target->name) &&
            os_find_program(names[i][1]) == NULL) {
            diag_tool(names[i][1], names[i][2]);
        }
    }
    return diag_errors() == 0;
}

/* The artifact a user may run by hand: from any directory, with more QEMU arguments. */
static bool write_script(const struct project *p)
{
    struct words argv = {0};
    struct buffer b = {0};
    char *path = os_join(p->artifacts, "simulate");
    if (value_get(p->config->board->table, "simulate") == NULL) {
        return os_remove_tree(path) || (diag_file("remove", path), false); /* another board's */
    }
    project_qemu(p, NULL, &argv);
    buffer_printf(&b,
                  "#!/bin/sh\n# Starts the image in QEMU; end it with Ctrl-A X.\n"
                  "cd \"$(dirname \"$0\")/..\" && exec %s \"$@\"\n",
                  words_shell(&argv));
    size_t size;
    char *old = os_read(path, &size);
    if (old != NULL && size == b.size && memcmp(old, b.data, size) == 0) {
        return true;
    }
    return os_write(path, b.data, b.size, 0777) || (diag_file("write", path), false);
}

/* compile_commands.json, for editors, from what the compiler wrote beside each object. */
static bool write_commands(const struct project *p)
{
    struct buffer b = {0};
    buffer_text(&b, "[\n");
    for (size_t i = 0; i < p->sources.count; i++) {
        char *name = text_printf("program/%s.o.json", p->sources.items[i]);
        size_t size = 0;
        char *entry = os_read(os_join(p->out, name), &size);
        if (entry != NULL && size > 0) {
            buffer_add(&b, entry, size);
        }
    }
    while (b.size > 2 && strchr(",\n", b.data[b.size - 1]) != NULL) {
        b.size--;
    }
    buffer_text(&b, "\n]\n");
    return genconfig_file(p->manifest->dir, "compile_commands.json", &b);
}

/* All configurations of a project share its artifacts, so they share one lock. */
int project_lock(struct project *p)
{
    if (p->lock < 0) {
        p->lock = lock_take(os_join(p->manifest->dir, "build"));
    }
    return p->lock < 0 ? (int)diag_status() : STATUS_OK;
}

void project_unlock(struct project *p)
{
    lock_release(&p->lock);
}

int project_make(struct project *p)
{
    diag_info("target build cache: %s", os_cache_dir());
    diag_info("Output artifact path '%s'", p->artifacts);
    bool done = compiler_exists(p) && project_lock(p) == STATUS_OK && write_config(p) &&
                build_make(p->config, p->out, p->manifest->dir, "all") == STATUS_OK;
    lock_release(&p->libs_lock);
    lock_release(&p->kernel_lock);
    if (!done || !write_script(p) || !write_commands(p)) {
        return diag_status();
    }
    diag_info("feL4img: '%s/feL4img'", p->artifacts);
    diag_info("kernel: '%s/kernel'", p->artifacts);
    return STATUS_OK;
}

static int build_one(const struct call *call)
{
    struct project p;
    int status = project_load(call, call->tests, &p);
    if (status == STATUS_OK) {
        status = project_make(&p);
        project_unlock(&p);
    }
    if (status == STATUS_OK && call->json) {
        project_print(&p);
    }
    return status;
}

/* A target's board: the project's own, or the first one that QEMU has. */
static const char *board_of(const struct catalog *c, const struct manifest *m,
                            const struct target *t)
{
    const struct board *own = m->platform != NULL ? catalog_board(c, m->platform) : NULL;
    if (own != NULL && own->target == t) {
        return own->name;
    }
    for (size_t i = 0; i < c->board_count; i++) {
        const struct board *b = &c->boards[i];
        if (b->target == t && value_get(b->table, "simulate") != NULL) {
            return b->name;
        }
    }
    return NULL;
}

static int build_all(struct call *call)
{
    const struct catalog *c = catalog_load();
    const char *path = call->manifest != NULL ? call->manifest : manifest_find(".");
    struct manifest *m = c != NULL && path != NULL ? manifest_load(c, path) : NULL;
    int status = m != NULL && diag_errors() == 0 ? STATUS_OK : (int)diag_status();
    for (size_t i = 0; status == STATUS_OK && i < c->target_count; i++) {
        call->platform = board_of(c, m, &c->targets[i]);
        if (call->platform != NULL) {
            diag_note(NULL, "%s", call->platform);
            status = build_one(call);
        }
    }
    return status;
}

int command_build(struct call *call)
{
    return call->all_targets ? build_all(call) : build_one(call);
}

int command_clean(struct call *call)
{
    const struct catalog *c = catalog_load();
    const char *path = call->manifest != NULL ? call->manifest : manifest_find(".");
    struct manifest *m = c != NULL && path != NULL ? manifest_load(c, path) : NULL;
    if (m == NULL || diag_errors() > 0) {
        return diag_status();
    }
    const char *const dirs[] = {m->artifact_path, "compile_commands.json", "build"};
    if (os_is_dir(os_join(m->dir, "build")) && lock_take(os_join(m->dir, "build")) < 0) {
        return diag_status();
    }
    struct words removed = {0};
    for (size_t i = 0; i < COUNT_OF(dirs); i++) {
        char *dir = os_join(m->dir, dirs[i]);
        if (os_exists(dir)) {
            words_add(&removed, dir);
        }
        diag_info("Removing %s", dir);
        if (!os_remove_tree(dir)) {
            diag_file("remove", dir);
        }
    }
    if (call->json && diag_errors() == 0) {
        struct buffer b = {0};
        words_json(&removed, &b);
        printf("{\"removed\": %s}\n", b.data);
    }
    return diag_status();
}
