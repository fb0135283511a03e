/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 help [TOPIC]: subcommands, the keys of fel4.toml, boards, exit statuses, environment. */
#include "call.h"
#include "catalog.h"
#include "os.h"

#include <stdio.h>

static const char manifest_help[] =
    "fel4.toml\n"
    "\n"
    "  [fel4]      platform (the board), target (follows from it), artifact-path\n"
    "  [program]   name, sources, include, cflags, ldflags, libraries, stack, heap\n"
    "  [simulate]  memory, cpu, arguments, timeout\n"
    "  [test]      sources, timeout\n"
    "  [TARGET], [TARGET.debug], [TARGET.release], [TARGET.PLATFORM]\n"
    "              Kernel*, LibSel4* and Elfloader* keys; a key may be in one of them only\n"
    "\n"
    "`fel4 config explain` lists those keys, `fel4 config explain KEY` says what one is for,\n"
    "`fel4 config check` looks for mistakes.\n";

static const char status_help[] =
    "Exit statuses\n"
    "\n"
    "    0  all went well\n"
    "    1  a test failed, or a check did not hold\n"
    "    2  fel4.toml or a value in it is wrong\n"
    "    3  a file or directory is in the way, or cannot be read or written\n"
    "    4  the program does not compile or link\n"
    "    5  a program that is needed is not installed\n"
    "    6  QEMU or the board failed\n"
    "    7  this board or this kernel cannot do that\n"
    "    8  no fel4.toml, template, source file or artifact of that name\n"
    "   64  the command line is wrong\n"
    "  124  --timeout ran out\n"
    "  128+ a signal ended it\n"
    "\n"
    "`fel4 simulate` ends with the status of the program once the program has ended.\n";

static const char environment_help[] =
    "Environment\n"
    "\n"
    "  FEL4_CACHE   where libraries that are built once per target go; ~/.cache/fel4 otherwise\n"
    "  SEL4_PREFIX  an installed seL4 to build for, instead of the kernel that fel4 has\n"
    "  NO_COLOR     messages come without colour when it is set\n";

static const struct {
    const char *name, *text, *summary;
} topics[] = {
    {"fel4.toml", manifest_help, "the sections and keys of a project's file"},
    {"exit-status", status_help, "what the exit statuses mean"},
    {"environment", environment_help, "variables that fel4 looks at"},
};

static int show_boards(void)
{
    const struct catalog *c = catalog_load();
    for (size_t i = 0; c != NULL && i < c->board_count; i++) {
        const struct board *b = &c->boards[i];
        const struct value *deploy = value_get(b->table, "deploy");
        bool simulates = value_get(b->table, "simulate") != NULL;
        printf("%-16s %-20s %s%s%s%s\n", b->name, b->target->triple, b->help,
               simulates ? "; simulate" : "", deploy != NULL ? "; deploy by " : "",
               value_text(deploy, "method", ""));
    }
    return diag_status();
}

static int overview(void)
{
    const char *name, *summary;
    puts("fel4 SUBCOMMAND, with the subcommands");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("  %-12s %s\n", name, summary);
    }
    puts("\n`fel4 help SUBCOMMAND` shows its options. More topics:");
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        printf("  %-12s %s\n", topics[i].name, topics[i].summary);
    }
    puts("  boards       the boards there are");
    return STATUS_OK;
}

/* The options of one subcommand, or what the manual page says when it is installed. */
static bool show_command(const char *topic)
{
    const char *name, *summary, *option, *argument, *help;
    size_t i = 0;
    while ((name = call_command(i, &summary)) != NULL && !text_equal(name, topic)) {
        i++;
    }
    if (name == NULL) {
        return false;
    }
    printf("fel4 %s - %s\n\n", name, summary);
    for (size_t k = 0; (k = call_option(name, k, &option, &argument, &help)) != 0;) {
        char *word = text_printf("--%s%s%s", option, argument != NULL ? "=" : "",
                                 argument != NULL ? argument : "");
        printf("  %-24s %s\n", word, help);
    }
    return true;
}

int command_help(struct call *call)
{
    if (call->arguments.count == 0) {
        return overview();
    }
    const char *topic = call->arguments.items[0], *name, *summary;
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        if (text_equal(topics[i].name, topic)) {
            fputs(topics[i].text, stdout);
            return STATUS_OK;
        }
        words_add(&known, topics[i].name);
    }
    if (text_equal(topic, "boards")) {
        return show_boards();
    }
    if (show_command(topic)) {
        return STATUS_OK;
    }
    words_add(&known, "boards");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        words_add(&known, name);
    }
    diag_error(STATUS_USAGE, NULL, "there is no help about %s", topic);
    diag_help("there is help about %s", words_join(&known, ", "));
    return STATUS_USAGE;
}
