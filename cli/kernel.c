/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 kernel install: a kernel and libsel4 in the layout in which seL4 installs itself, so that
 * tools which take a SEL4_PREFIX can use ours:
 *
 *   bin/kernel.elf              and kernel_64.elf, kernel_32.elf on x86
 *   libsel4/include/            every header, generated ones and the interface's XML included
 *   libsel4/src/                the source that programs build with their flags
 *   libsel4/lib/libsel4.a       an extra: every function as a symbol, too
 *   support/                    ARM: kernel.dtb, platform_gen.{yaml,json}
 */
#include "build.h"
#include "call.h"
#include "devicetree.h"
#include "genconfig.h"
#include "os.h"
#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool copy(const char *from, const char *to)
{
    if (!os_make_dirs(os_dir(to))) {
        diag_file("create", os_dir(to));
    } else if (!os_copy(from, to)) {
        diag_file("write", to);
    }
    return diag_errors() == 0;
}

/* Files that `from` may lack are no error. */
static bool copy_all(const char *from, const char *to)
{
    struct words names = {0};
    os_list(from, false, &names);
    for (size_t i = 0; i < names.count; i++) {
        char *a = os_join(from, names.items[i]), *b = os_join(to, names.items[i]);
        if (os_is_dir(a) ? !copy_all(a, b) : !copy(a, b)) {
            return false;
        }
    }
    return true;
}

/* The interface as data, for generators of other languages' bindings. */
static bool install_interface(const struct config *c, const char *out, const char *include)
{
    const char *xml = os_join(c->catalog->share, "gen/xml");
    const char *dir = os_join(xml, c->target->name);
    return copy_all(dir, include) && copy_all(os_join(out, "bitfields"), include);
}

/* All of it merged into one directory, as seL4 does. */
static bool install_headers(const struct config *c, const char *out, const char *prefix)
{
    const char *share = c->catalog->share, *arch = c->target->name;
    const char *to = os_join(prefix, "libsel4/include");
    const char *const from[] = {os_join(share, "lib/sel4/include"),
                                os_join(share, text_printf("lib/sel4/arch/%s/include", arch)),
                                os_join(share, text_printf("gen/user/arch/%s/include", arch)),
                                os_join(out, "config/include")};
    for (size_t i = 0; i < COUNT_OF(from); i++) {
        if (!copy_all(from[i], to)) {
            return false;
        }
    }
    /* These say what a project is; the installed kernel has none. */
    os_remove_tree(os_join(to, "fel4_config.h"));
    os_remove_tree(os_join(to, "board_gen.h"));
    return install_interface(c, out, to) && copy(os_join(share, "lib/sel4/src/bootinfo.c"),
                                                 os_join(prefix, "libsel4/src/bootinfo.c"));
}

static bool install_files(const struct config *c, const char *out, const char *prefix)
{
    const char *kernel = os_join(out, "kernel/kernel.elf");
    const char *kernel32 = os_join(out, "kernel/kernel32");
    const char *archive = os_join(out, "lib/libsel4.a");
    const char *dtb = os_join(out, "config/kernel.dtb");
    bool x86 = text_equal(c->target->family, "x86");
    return copy(kernel, os_join(prefix, "bin/kernel.elf")) &&
           (!x86 || (copy(kernel, os_join(prefix, "bin/kernel_64.elf")) &&
                     copy(kernel32, os_join(prefix, "bin/kernel_32.elf")))) &&
           (!os_exists(archive) || copy(archive, os_join(prefix, "libsel4/lib/libsel4.a"))) &&
           (!os_exists(dtb) || copy(dtb, os_join(prefix, "support/kernel.dtb"))) &&
           install_headers(c, out, prefix) && platform_write(c, os_join(prefix, "support"));
}

static struct config *resolve(const struct call *call, const struct catalog *catalog)
{
    const struct board *board = catalog_board(catalog, call->platform);
    if (board == NULL) {
        diag_error(STATUS_USAGE, NULL, "unknown platform %s", call->platform);
        diag_help("the boards are %s", words_join(&catalog->board_names, ", "));
        return NULL;
    }
    const struct config_request request = {
        .board = board, .release = call->release, .install = true, .defines = &call->defines};
    return config_resolve(catalog, &request);
}

static int install(const struct call *call, const struct config *c)
{
    const char *prefix = os_absolute(call->prefix);
    const char *out = text_printf("%s/.build-%s", prefix, c->board->name);
    struct buffer b = {0};
    build_kernel_variables(&b, c, out);
    bool done = genconfig_headers(c, NULL, os_join(out, "config")) &&
                devicetree_write(c, ".", os_join(out, "config")) &&
                genconfig_file(out, "config/config.mk", &b) &&
                build_make(c, out, prefix, "sel4") == STATUS_OK && install_files(c, out, prefix);
    os_remove_tree(out);
    if (done && call->json) {
        struct buffer json = {0};
        buffer_member(&json, "{", "platform", c->board->name);
        buffer_member(&json, ", ", "prefix", prefix);
        buffer_member(&json, ", ", "kernel", os_join(prefix, "bin/kernel.elf"));
        printf("%s}\n", json.data);
    }
    return done ? STATUS_OK : (int)diag_status();
}

/* The configuration that an installed kernel has, as its gen_config.json says it. */
static int show_config(const struct config *c)
{
    struct macros macros = {0};
    struct buffer b = {0};
    genconfig_macros(c, &macros);
    genconfig_json(&macros, "kernel", &b);
    fputs(b.data, stdout);
    return STATUS_OK;
}

int command_kernel(struct call *call)
{
    const char *verb = call->arguments.count == 1 ? call->arguments.items[0] : "";
    bool installs = text_equal(verb, "install");
    if (!installs && !text_equal(verb, "config")) {
        return diag_error(STATUS_USAGE, NULL,
                          "write: fel4 kernel install --platform BOARD --prefix DIR, or fel4 "
                          "kernel config --platform BOARD");
    }
    if (call->platform == NULL || (installs && call->prefix == NULL)) {
        return diag_error(STATUS_USAGE, NULL, "%s is missing",
                          call->platform == NULL ? "--platform" : "--prefix");
    }
    const struct catalog *catalog = catalog_load();
    struct config *c = catalog != NULL ? resolve(call, catalog) : NULL;
    if (c == NULL || diag_errors() > 0) {
        return diag_status();
    }
    return installs ? install(call, c) : show_config(c);
}
