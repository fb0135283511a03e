/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of options, and what each one does to a call; see options.h. */
#include "options.h"
#include "os.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum key {
    KEY_COLOR = 256,
    KEY_RELEASE,
    KEY_PROFILE,
    KEY_TESTS,
    KEY_MANIFEST,
    KEY_PLATFORM,
    KEY_DRY_RUN,
    KEY_JSON,
    KEY_NO_BUILD,
    KEY_FORCE,
    KEY_LIST,
    KEY_NAME,
    KEY_TEMPLATE,
    KEY_PREFIX,
    KEY_EXPECT,
    KEY_OUTPUT,
    KEY_TIMEOUT,
    KEY_TEST_TIMEOUT,
    KEY_FILTER,
    KEY_SEED,
    KEY_REPEAT,
    KEY_SHUFFLE,
    KEY_FORMAT,
    KEY_BATCH,
    KEY_EX,
    KEY_VSCODE,
    KEY_LIST_TESTS,
    KEY_LOG,
    KEY_MEMORY,
    KEY_CPU,
    KEY_QUIET_BOOT,
    KEY_TIMESTAMPS,
    KEY_CC,
    KEY_CI,
    KEY_ALL_TARGETS,
    KEY_HOST,
};

struct row {
    int commands;
    struct argp_option option;
};

static const struct row rows[] = {
    {ALL, {"help", 'h', NULL, 0, "Show this help", -1}},
    {ALL, {"version", 'V', NULL, 0, "Show the version", -1}},
    {ALL, {"verbose", 'v', NULL, 0, "Say what is done", -1}},
    {ALL, {"quiet", 'q', NULL, 0, "Say errors only", -1}},
    {ALL, {"directory", 'C', "DIR", 0, "Work in DIR", -1}},
    {ALL, {"color", KEY_COLOR, "WHEN", 0, "Colour messages: auto, always or never", -1}},
    {MAKES, {"release", KEY_RELEASE, NULL, 0, "The release profile", 0}},
    {MAKES, {"profile", KEY_PROFILE, "NAME", 0, "A profile of the project's own", 0}},
    {KERNEL, {"release", KEY_RELEASE, NULL, 0, "Without debugging and printing", 0}},
    {BUILD | SIMULATE | DEPLOY | DEBUG, {"tests", KEY_TESTS, NULL, 0, "The tests' image", 0}},
    {MAKES | CLEAN, {"manifest-path", KEY_MANIFEST, "PATH", 0, "The fel4.toml to use", 0}},
    {MAKES | KERNEL | MIGRATE, {"platform", KEY_PLATFORM, "BOARD", 0, "The board to build for", 0}},
    {MAKES | KERNEL, {"define", 'D', "KEY=VALUE", 0, "A Kernel* or LibSel4* value", 0}},
    {SIMULATE | TEST | DEPLOY | DEBUG,
     {"dry-run", KEY_DRY_RUN, NULL, 0, "Print what would be run", 0}},
    {SIMULATE | TEST | DEPLOY | DEBUG,
     {"no-build", KEY_NO_BUILD, NULL, 0, "Do not build first", 0}},
    {SIMULATE | TEST, {"timeout", KEY_TIMEOUT, "SECONDS", 0, "End after so long, status 124", 0}},
    {TEST, {"test-timeout", KEY_TEST_TIMEOUT, "SECONDS", 0, "A test fails after so long", 0}},
    {BUILD | SIMULATE | TEST | DEPLOY | DEBUG,
     {"cc", KEY_CC, "COMPILER", 0, "Compile the program with clang or gcc", 0}},
    {BUILD, {"all-targets", KEY_ALL_TARGETS, NULL, 0, "For a board of each target", 0}},
    {SIMULATE | TEST, {"log", KEY_LOG, "FILE", 0, "Also write the output to FILE", 0}},
    {SIMULATE | TEST | DEBUG, {"memory", KEY_MEMORY, "SIZE", 0, "QEMU's memory, such as 1G", 0}},
    {SIMULATE | TEST | DEBUG, {"cpu", KEY_CPU, "MODEL", 0, "QEMU's processor", 0}},
    {SIMULATE, {"quiet-boot", KEY_QUIET_BOOT, NULL, 0, "Show the program's output only", 0}},
    {SIMULATE, {"timestamps", KEY_TIMESTAMPS, NULL, 0, "The time before each line", 0}},
    {SIMULATE, {"expect", KEY_EXPECT, "REGEX", 0, "End well when a line matches", 0}},
    {EVERY, {"json", KEY_JSON, NULL, 0, "Answer in JSON", 0}},
    {DEPLOY | MIGRATE, {"output", KEY_OUTPUT, "FILE", 0, "Where to write the result", 0}},
    {NEW, {"name", KEY_NAME, "NAME", 0, "The program's name, defaults to the directory's", 0}},
    {NEW, {"template", KEY_TEMPLATE, "T", 0, "What to start from", 0}},
    {NEW, {"ci", KEY_CI, "SERVICE", 0, "Whose CI file: github, gitlab or none", 0}},
    {NEW, {"list-templates", KEY_LIST, NULL, 0, "Show the templates", 0}},
    {NEW,
     {"force", KEY_FORCE, NULL, 0, "Into a directory that is not empty; overwrites nothing", 0}},
    {KERNEL, {"prefix", KEY_PREFIX, "DIR", 0, "Where to install", 0}},
    {TEST, {"filter", KEY_FILTER, "TEXT", 0, "Only tests whose name contains TEXT", 0}},
    {TEST, {"list", KEY_LIST_TESTS, NULL, 0, "Name the tests, run none", 0}},
    {TEST, {"seed", KEY_SEED, "N", 0, "Start property tests from N", 0}},
    {TEST, {"repeat", KEY_REPEAT, "N", 0, "Run each test N times", 0}},
    {TEST, {"shuffle", KEY_SHUFFLE, NULL, 0, "In another order", 0}},
    {TEST, {"format", KEY_FORMAT, "FORMAT", 0, "plain, tap, junit or json", 0}},
    {TEST, {"host", KEY_HOST, NULL, 0, "As a program of this machine, without a kernel", 0}},
    {DEBUG, {"batch", KEY_BATCH, NULL, 0, "Run the -ex commands and end", 0}},
    {DEBUG, {"ex", KEY_EX, "COMMAND", 0, "A gdb command, once stopped at main", 0}},
    {DEBUG, {"vscode", KEY_VSCODE, NULL, 0, "Write .vscode/launch.json instead", 0}},
};

static enum colour colour;
static enum loudness loudness;

size_t options_row(int bits, size_t i, const char **name, const char **argument, const char **help)
{
    for (; i < COUNT_OF(rows); i++) {
        if ((rows[i].commands & bits) != 0) {
            *name = rows[i].option.name;
            *argument = rows[i].option.arg;
            *help = rows[i].option.doc;
            return i + 1;
        }
    }
    return 0;
}

struct argp_option *options_of(int bits)
{
    struct argp_option *options = mem_alloc((COUNT_OF(rows) + 1) * sizeof *options);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if ((rows[i].commands & bits) != 0 && (bits != ALL || rows[i].commands == ALL)) {
            options[count++] = rows[i].option;
        }
    }
    return options;
}

static unsigned number(const char *arg, struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end != '\0' || errno != 0 || n > 1000000) {
        argp_error(state, "'%s' is not a number from 0 to 1000000", arg);
    }
    return (unsigned)n;
}

static enum colour parse_colour(const char *arg, struct argp_state *state)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_equal(arg, names[i])) {
            return (enum colour)i;
        }
    }
    argp_error(state, "--color takes auto, always or never, not '%s'", arg);
    return COLOUR_AUTO;
}

static void change_directory(const char *dir)
{
    if (chdir(dir) != 0) {
        exit(diag_error(STATUS_FILE, NULL, "cannot enter %s: %s", dir, strerror(errno)));
    }
}

error_t options_parse_general(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case 'h':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        break;
    case 'V':
        puts("fel4 " FEL4_VERSION);
        exit(STATUS_OK);
    case 'v':
        loudness = LOUD_VERBOSE;
        break;
    case 'q':
        loudness = loudness == LOUD_VERBOSE ? loudness : LOUD_QUIET;
        break;
    case 'C':
        change_directory(arg);
        break;
    case KEY_COLOR:
        colour = parse_colour(arg, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* Options with a word of their own; false for those that are not. */
static bool parse_word(int key, const char *arg, struct call *call)
{
    const struct {
        int key;
        const char **field;
    } fields[] = {
        {KEY_PLATFORM, &call->platform},
        {KEY_MANIFEST, &call->manifest},
        {KEY_NAME, &call->name},
        {KEY_TEMPLATE, &call->template},
        {KEY_PREFIX, &call->prefix},
        {KEY_EXPECT, &call->expect},
        {KEY_OUTPUT, &call->output},
        {KEY_FILTER, &call->filter},
        {KEY_SEED, &call->seed},
        {KEY_FORMAT, &call->format},
        {KEY_LOG, &call->log},
        {KEY_PROFILE, &call->profile},
        {KEY_MEMORY, &call->memory},
        {KEY_CPU, &call->cpu},
        {KEY_CC, &call->cc},
        {KEY_CI, &call->ci},
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].key == key) {
            *fields[i].field = arg;
            return true;
        }
    }
    return false;
}

static bool parse_flag(int key, struct call *call)
{
    const struct {
        int key;
        bool *field;
    } fields[] = {
        {KEY_RELEASE, &call->release},
        {KEY_TESTS, &call->tests},
        {KEY_DRY_RUN, &call->dry_run},
        {KEY_JSON, &call->json},
        {KEY_NO_BUILD, &call->no_build},
        {KEY_FORCE, &call->force},
        {KEY_LIST, &call->list},
        {KEY_SHUFFLE, &call->shuffle},
        {KEY_BATCH, &call->batch},
        {KEY_VSCODE, &call->vscode},
        {KEY_ALL_TARGETS, &call->all_targets},
        {KEY_HOST, &call->host},
        {KEY_LIST_TESTS, &call->list_tests},
        {KEY_QUIET_BOOT, &call->quiet_boot},
        {KEY_TIMESTAMPS, &call->timestamps},
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].key == key) {
            *fields[i].field = true;
            return true;
        }
    }
    return false;
}

error_t options_parse(int key, char *arg, struct argp_state *state)
{
    struct call *call = state->input;
    switch (key) {
    case 'D':
        words_add(&call->defines, arg);
        return 0;
    case KEY_EX:
        words_add(&call->commands, arg);
        return 0;
    case KEY_TIMEOUT:
        call->timeout = number(arg, state);
        return 0;
    case KEY_TEST_TIMEOUT:
        call->test_timeout = number(arg, state);
        return 0;
    case KEY_REPEAT:
        call->repeat = number(arg, state);
        return 0;
    case ARGP_KEY_ARG:
        words_add(&call->arguments, arg);
        return 0;
    }
    if (parse_word(key, arg, call) || parse_flag(key, call)) {
        return 0;
    }
    return options_parse_general(key, arg, state);
}

void options_setup(void)
{
    diag_setup(colour, loudness);
}
