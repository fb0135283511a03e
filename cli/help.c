/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 help [TOPIC]: subcommands, the keys of fel4.toml, boards, exit statuses, environment. */
#include "call.h"
#include "catalog.h"
#include "os.h"

#include <stdio.h>

static const char manifest_help[] =
    "fel4.toml\n"
    "\n"
    "  [fel4]      platform (the board), target (follows from it), artifact-path,\n"
    "              target-specs-path\n"
    "  [program]   name, sources, include, compiler, cflags, ldflags, libraries, stack, heap\n"
    "  [simulate]  memory, cpu, arguments, timeout\n"
    "  [test]      sources, timeout\n"
    "  [profile.NAME]  inherits: debug or release\n"
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

struct topic {
    const char *name, *text, *summary;
};

static const struct topic topics[] = {
    {"fel4.toml", manifest_help, "the sections and keys of a project's file"},
    {"exit-status", status_help, "what the exit statuses mean"},
    {"environment", environment_help, "variables that fel4 looks at"},
};

static int show_topic(const struct topic *t, bool json)
{
    struct buffer b = {0};
    buffer_member(&b, "{", "topic", t->name);
    buffer_member(&b, ", ", "text", t->text);
    printf("%s%s", json ? b.data : t->text, json ? "}\n" : "");
    return STATUS_OK;
}

static void board_as_json(const struct board *b, const char *separator)
{
    struct buffer out = {0};
    buffer_member(&out, separator, "name", b->name);
    buffer_member(&out, ", ", "target", b->target->triple);
    buffer_member(&out, ", ", "help", b->help);
    buffer_member(&out, ", ", "deploy", value_text(value_get(b->table, "deploy"), "method", ""));
    printf("%s, \"simulate\": %s}", out.data,
           value_get(b->table, "simulate") != NULL ? "true" : "false");
}

static int show_boards(bool json)
{
    const struct catalog *c = catalog_load();
    for (size_t i = 0; json && c != NULL && i < c->board_count; i++) {
        board_as_json(&c->boards[i], i > 0 ? ",\n  {" : "[\n  {");
    }
    if (json) {
        puts("\n]");
        return diag_status();
    }
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

static int overview_as_json(void)
{
    const char *name, *summary;
    struct buffer b = {0};
    buffer_text(&b, "{\n  \"subcommands\": [");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        buffer_member(&b, i > 0 ? ",\n    {" : "\n    {", "name", name);
        buffer_member(&b, ", ", "summary", summary);
        buffer_text(&b, "}");
    }
    buffer_text(&b, "\n  ],\n  \"topics\": [");
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        buffer_member(&b, i > 0 ? ",\n    {" : "\n    {", "name", topics[i].name);
        buffer_member(&b, ", ", "summary", topics[i].summary);
        buffer_text(&b, "}");
    }
    printf("%s\n  ]\n}\n", b.data);
    return STATUS_OK;
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

static void command_as_json(const char *command, const char *summary)
{
    const char *option, *argument, *help;
    struct buffer b = {0};
    buffer_member(&b, "{", "name", command);
    buffer_member(&b, ", ", "summary", summary);
    const char *separator = ",\n  \"options\": [\n    {";
    for (size_t k = 0; (k = call_option(command, k, &option, &argument, &help)) != 0;) {
        buffer_member(&b, separator, "name", option);
        buffer_member(&b, ", ", "argument", argument != NULL ? argument : "");
        buffer_member(&b, ", ", "help", help);
        buffer_text(&b, "}");
        separator = ",\n    {";
    }
    printf("%s\n  ]}\n", b.data);
}

/* The options of one subcommand, or what the manual page says when it is installed. */
static bool show_command(const char *topic, bool json)
{
    const char *name, *summary, *option, *argument, *help;
    size_t i = 0;
    while ((name = call_command(i, &summary)) != NULL && !text_equal(name, topic)) {
        i++;
    }
    if (name == NULL) {
        return false;
    }
    if (json) {
        command_as_json(name, summary);
        return true;
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
        return call->json ? overview_as_json() : overview();
    }
    const char *topic = call->arguments.items[0], *name, *summary;
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        if (text_equal(topics[i].name, topic)) {
            return show_topic(&topics[i], call->json);
        }
        words_add(&known, topics[i].name);
    }
    if (text_equal(topic, "boards")) {
        return show_boards(call->json);
    }
    if (show_command(topic, call->json)) {
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
