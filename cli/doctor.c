/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 doctor: which programs and files are there, in which version, and how to get the others. */
#include "call.h"
#include "catalog.h"
#include "os.h"

#include <stdio.h>
#include <string.h>

struct check {
    const char *program; /* or an absolute path */
    const char *package, *purpose;
    bool needed; /* for `fel4 build` */
};

static const struct check checks[] = {
    {"make", "make", "building", true},
    {"clang-19", "clang-19", "compiling", true},
    {"ld.lld-19", "lld-19", "linking", true},
    {"llvm-objcopy-19", "llvm-19", "boot images", true},
    {"llvm-ar-19", "llvm-19", "libraries", true},
    {"/usr/src/newlib", "newlib-source", "the C library", true},
    {"qemu-system-x86_64", "qemu-system-x86", "simulating pc99", false},
    {"qemu-system-aarch64", "qemu-system-arm", "simulating qemu-arm-virt", false},
    {"qemu-system-arm", "qemu-system-arm", "simulating sabre", false},
    {"gdb-multiarch", "gdb-multiarch", "fel4 debug", false},
    {"dfu-util", "dfu-util", "fel4 deploy on tx1", false},
    {"mkimage", "u-boot-tools", "U-Boot images", false},
    {"grub-mkrescue", "grub-common", "PC boot media", false},
    {"xorriso", "xorriso", "PC boot media", false},
};

static const char *first_line(const char *text)
{
    return text_copy(text, strcspn(text, "\r\n"));
}

static const char *version(const struct check *c)
{
    struct words argv = {0};
    struct buffer output = {0};
    if (c->program[0] == '/') {
        return "present";
    }
    words_add(&argv, c->program);
    words_add(&argv, text_equal(c->program, "mkimage") ? "-V" : "--version");
    return os_run(&argv, NULL, &output) >= 0 && output.data != NULL ? first_line(output.data)
                                                                    : "present";
}

static bool is_there(const struct check *c)
{
    return c->program[0] == '/' ? os_exists(c->program) : os_find_program(c->program) != NULL;
}

static void print_check(const struct check *c, bool there, bool json, bool last)
{
    struct buffer b = {0};
    if (!json) {
        printf("%s  %-20s %s\n",
               there       ? "ok     "
               : c->needed ? "MISSING"
                           : "absent ",
               c->program,
               there ? version(c)
                     : text_printf("for %s: sudo apt install %s", c->purpose, c->package));
        return;
    }
    buffer_text(&b, "    {\"name\": ");
    buffer_json(&b, c->program);
    buffer_printf(&b, ", \"present\": %s, \"needed\": %s, \"package\": ", there ? "true" : "false",
                  c->needed ? "true" : "false");
    buffer_json(&b, c->package);
    buffer_text(&b, ", \"version\": ");
    buffer_json(&b, there ? version(c) : "");
    buffer_text(&b, last ? "}\n" : "},\n");
    fputs(b.data, stdout);
}

int command_doctor(struct call *call)
{
    const struct catalog *catalog = catalog_load();
    struct words missing = {0};
    if (catalog == NULL) {
        return diag_status();
    }
    if (call->json) {
        printf("{\n  \"version\": \"%s\",\n  \"sdk\": \"%s\",\n  \"checks\": [\n", FEL4_VERSION,
               catalog->share);
    } else {
        printf("fel4 %s, SDK in %s, cache in %s\n", FEL4_VERSION, catalog->share, os_cache_dir());
    }
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        bool there = is_there(&checks[i]);
        if (!there && checks[i].needed) {
            words_add(&missing, checks[i].package);
        }
        print_check(&checks[i], there, call->json, i + 1 == COUNT_OF(checks));
    }
    if (call->json) {
        puts("  ]\n}");
    }
    if (missing.count == 0) {
        return STATUS_OK;
    }
    diag_error(STATUS_TOOL, NULL, "%zu of the programs that a build needs are missing",
               missing.count);
    diag_help("sudo apt install %s", words_join(&missing, " "));
    return STATUS_TOOL;
}
