/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command's readers under libFuzzer. What begins with the ELF magic is read for symbols, all
 * else as a fel4.toml.
 * Nothing is freed (the command is short-lived), so a run is limited by its number of inputs.
 */
#include "config.h"
#include "symbols.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What main.c has and nothing here uses. */
const char *call_command(size_t i, const char **summary);
size_t call_option(const char *command, size_t i, const char **name, const char **argument,
                   const char **help);

const char *call_command(size_t i, const char **summary)
{
    (void)i;
    *summary = NULL;
    return NULL;
}

size_t call_option(const char *command, size_t i, const char **name, const char **argument,
                   const char **help)
{
    (void)command;
    (void)i;
    *name = *argument = *help = NULL;
    return 0;
}

static void read_manifest(const uint8_t *data, size_t size)
{
    const struct catalog *c = catalog_load();
    struct source source = {.name = "fel4.toml", .text = text_copy((const char *)data, size)};
    struct value *root = value_parse(&source);
    if (root == NULL || c == NULL) {
        return;
    }
    struct manifest *m = manifest_check(c, root, "/nowhere/fel4.toml");
    const struct config_request request = {.manifest = m, .show_notes = true};
    config_resolve(c, &request);
}

static void read_symbols(const uint8_t *data, size_t size)
{
    int fd = memfd_create("elf", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
        return;
    }
    struct symbols *s = symbols_open(text_printf("/proc/self/fd/%d", fd));
    for (uint64_t address = 0x400000; s != NULL && address < 0x400040; address += 8) {
        symbols_describe(s, address);
    }
    close(fd);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    diag_setup(COLOUR_NEVER, LOUD_NORMAL);
    return catalog_load() == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 4 && memcmp(data, "\177ELF", 4) == 0) {
        read_symbols(data, size);
    } else {
        read_manifest(data, size);
    }
    return 0;
}
