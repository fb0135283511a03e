/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fel4 command: finds the subcommand, reads its options, calls it. Every option is a row of
 * `options`, which says which subcommands have it; help and completions come from the same rows.
 */
#include "call.h"
#include "os.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BUILD = 1 << 0,
    CLEAN = 1 << 1,
    COMPLETION = 1 << 2,
    CONFIG = 1 << 3,
    DEBUG = 1 << 4,
    DEPLOY = 1 << 5,
    DOCTOR = 1 << 6,
    HELP = 1 << 7,
    KERNEL = 1 << 8,
    NEW = 1 << 9,
    SIMULATE = 1 << 10,
    TEST = 1 << 11,
    SBOM = 1 << 12,
    MAKES = BUILD | DEBUG | DEPLOY | SIMULATE | TEST | CONFIG | SBOM,
    ALL = ~0,
};

struct command {
    const char *name;
    int bit;
    int (*run)(struct call *call);
    const char *arguments, *summary;
};

static const struct command commands[] = {
    {"new", NEW, command_new, "PATH", "Create a new feL4 project"},
    {"build", BUILD, command_build, "", "Build a feL4 project"},
    {"simulate", SIMULATE, command_simulate, "[-- QEMU-ARGUMENT...]",
     "Build a feL4 project and run it in QEMU"},
    {"test", TEST, command_test, "[build|simulate|deploy]", "Build and run feL4 tests"},
    {"debug", DEBUG, command_debug, "", "Run a feL4 project in QEMU under gdb"},
    {"deploy", DEPLOY, command_deploy, "", "Bring a feL4 project to a board"},
    {"clean", CLEAN, command_clean, "", "Remove generated artifacts"},
    {"config", CONFIG, command_config, "check|resolve|explain [KEY]|diff",
     "Look at the configuration of a project"},
    {"kernel", KERNEL, command_kernel, "install|config",
     "Install a kernel and libsel4 as seL4 does"},
    {"sbom", SBOM, command_sbom, "", "List what an image is made of, and the licences (SPDX)"},
    {"doctor", DOCTOR, command_doctor, "", "Check what this machine lacks"},
    {"completion", COMPLETION, command_completion, "bash|zsh|fish",
     "Print completions for a shell"},
    {"help", HELP, command_help, "[TOPIC]", "Explain a subcommand or a topic"},
};

enum key {
    KEY_COLOR = 256,
    KEY_RELEASE,
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
    {KERNEL, {"release", KEY_RELEASE, NULL, 0, "Without debugging and printing", 0}},
    {BUILD | SIMULATE | DEPLOY | DEBUG, {"tests", KEY_TESTS, NULL, 0, "The tests' image", 0}},
    {MAKES | CLEAN, {"manifest-path", KEY_MANIFEST, "PATH", 0, "The fel4.toml to use", 0}},
    {MAKES | KERNEL, {"platform", KEY_PLATFORM, "BOARD", 0, "The board to build for", 0}},
    {MAKES | KERNEL, {"define", 'D', "KEY=VALUE", 0, "A Kernel* or LibSel4* value", 0}},
    {SIMULATE | TEST | DEPLOY | DEBUG,
     {"dry-run", KEY_DRY_RUN, NULL, 0, "Print what would be run", 0}},
    {SIMULATE | TEST | DEPLOY | DEBUG,
     {"no-build", KEY_NO_BUILD, NULL, 0, "Do not build first", 0}},
    {SIMULATE | TEST, {"timeout", KEY_TIMEOUT, "SECONDS", 0, "End after so long, status 124", 0}},
    {TEST, {"test-timeout", KEY_TEST_TIMEOUT, "SECONDS", 0, "A test fails after so long", 0}},
    {BUILD, {"all-targets", KEY_ALL_TARGETS, NULL, 0, "For a board of each target", 0}},
    {SIMULATE | TEST, {"log", KEY_LOG, "FILE", 0, "Also write the output to FILE", 0}},
    {SIMULATE, {"expect", KEY_EXPECT, "REGEX", 0, "End well when a line matches", 0}},
    {CONFIG | DOCTOR | NEW | HELP, {"json", KEY_JSON, NULL, 0, "Answer in JSON", 0}},
    {DEPLOY, {"output", KEY_OUTPUT, "FILE", 0, "Where to write the image", 0}},
    {NEW, {"name", KEY_NAME, "NAME", 0, "The program's name, defaults to the directory's", 0}},
    {NEW, {"template", KEY_TEMPLATE, "T", 0, "What to start from", 0}},
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

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (text_equal(commands[i].name, name)) {
            return &commands[i];
        }
    }
    return NULL;
}

const char *call_command(size_t i, const char **summary)
{
    *summary = i < COUNT_OF(commands) ? commands[i].summary : NULL;
    return i < COUNT_OF(commands) ? commands[i].name : NULL;
}

size_t call_option(const char *command, size_t i, const char **name, const char **argument,
                   const char **help)
{
    const struct command *c = find_command(command);
    for (; c != NULL && i < COUNT_OF(rows); i++) {
        if ((rows[i].commands & c->bit) != 0) {
            *name = rows[i].option.name;
            *argument = rows[i].option.arg;
            *help = rows[i].option.doc;
            return i + 1;
        }
    }
    return 0;
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

static error_t parse_general(int key, char *arg, struct argp_state *state)
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
        {KEY_PLATFORM, &call->platform}, {KEY_MANIFEST, &call->manifest},
        {KEY_NAME, &call->name},         {KEY_TEMPLATE, &call->template},
        {KEY_PREFIX, &call->prefix},     {KEY_EXPECT, &call->expect},
        {KEY_OUTPUT, &call->output},     {KEY_FILTER, &call->filter},
        {KEY_SEED, &call->seed},         {KEY_FORMAT, &call->format},
        {KEY_LOG, &call->log},
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
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (fields[i].key == key) {
            *fields[i].field = true;
            return true;
        }
    }
    return false;
}

static error_t parse_own(int key, char *arg, struct argp_state *state)
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
    return parse_general(key, arg, state);
}

/* What stands before the subcommand. */
static error_t parse_first(int key, char *arg, struct argp_state *state)
{
    if (key == ARGP_KEY_ARG) {
        *(int *)state->input = state->next - 1;
        state->next = state->argc;
        return 0;
    }
    return parse_general(key, arg, state);
}

static struct argp_option *options_of(int bits)
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

static char *list_commands(void)
{
    struct buffer b = {0};
    buffer_text(&b, "The easiest way to write software for the seL4 microkernel in C.\v"
                    "Subcommands:\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        buffer_printf(&b, "  %-12s %s\n", commands[i].name, commands[i].summary);
    }
    buffer_text(&b, "\n`fel4 SUBCOMMAND -h` shows its options, `fel4 help` the topics.");
    return b.data;
}

static int usage_error(const char *name)
{
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        words_add(&known, commands[i].name);
    }
    diag_error(STATUS_USAGE, NULL, "there is no subcommand %s", name);
    if (words_nearest(&known, name) != NULL) {
        diag_did_you_mean(&known, name);
    } else {
        diag_help("there are %s", words_join(&known, ", "));
    }
    return STATUS_USAGE;
}

/* Words that a subcommand would ignore are mistakes. */
static bool check_arguments(const struct command *command, const struct call *call)
{
    enum {
        TAKE_ONE = NEW | TEST | KERNEL | COMPLETION | HELP,
        TAKE_REST = SIMULATE | TEST | DEBUG
    };
    size_t most = command->bit == CONFIG ? SIZE_MAX : (command->bit & TAKE_ONE) != 0 ? 1 : 0;
    if (call->arguments.count > most) {
        diag_error(STATUS_USAGE, NULL, "fel4 %s cannot use \"%s\"", command->name,
                   call->arguments.items[most]);
        diag_help("`fel4 %s -h` shows what it takes", command->name);
        return false;
    }
    if (call->rest.count > 0 && (command->bit & TAKE_REST) == 0) {
        diag_error(STATUS_USAGE, NULL, "fel4 %s takes nothing after --", command->name);
        return false;
    }
    return true;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct call call = {0};
    int own = argc;
    for (int i = 1; i < argc && own == argc; i++) {
        own = text_equal(argv[i], "--") ? i : own;
    }
    for (int i = own + 1; i < argc; i++) {
        words_add(&call.rest, argv[i]);
    }
    argv[0] = text_printf("fel4 %s", command->name);
    const struct argp argp = {options_of(command->bit),
                              parse_own,
                              command->arguments,
                              command->summary,
                              NULL,
                              NULL,
                              NULL};
    argp_parse(&argp, own, argv, ARGP_NO_HELP, NULL, &call);
    diag_setup(colour, loudness);
    return check_arguments(command, &call) ? command->run(&call) : STATUS_USAGE;
}

/* Paths in the environment are relative to where the command was typed, not to -C DIR. */
static void fix_environment(void)
{
    static const char *const names[] = {"SEL4_PREFIX", "FEL4_CACHE"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *path = getenv(names[i]);
        if (path != NULL && *path != '\0') {
            setenv(names[i], os_absolute(path), 1);
        }
    }
}

int main(int argc, char **argv)
{
    int first = 0;
    fix_environment();
    const struct argp argp = {options_of(ALL),
                              parse_first,
                              "SUBCOMMAND [ARGUMENT...]",
                              list_commands(),
                              NULL,
                              NULL,
                              NULL};
    argv[0] = "fel4";
    argp_parse(&argp, argc, argv, ARGP_NO_HELP | ARGP_IN_ORDER, NULL, &first);
    diag_setup(colour, loudness);
    if (first == 0) {
        argp_help(&argp, stderr, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, argv[0]);
        return STATUS_USAGE;
    }
    const struct command *command = find_command(argv[first]);
    if (command == NULL) {
        return usage_error(argv[first]);
    }
    int status = run(command, argc - first, argv + first);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return diag_error(STATUS_FILE, NULL, "cannot write the output: %s", strerror(errno));
    }
    return status;
}
