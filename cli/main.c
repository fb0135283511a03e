/* SPDX-License-Identifier: BSD-2-Clause */
/* The fel4 command: finds the subcommand, has its options read (options.h), calls it. */
#include "options.h"
#include "os.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    {"config", CONFIG, command_config, "check|resolve|explain [KEY]|diff|get KEY|set KEY VALUE",
     "Look at the configuration of a project"},
    {"migrate", MIGRATE, command_migrate, "[FILE]",
     "Bring a fel4.toml of 2018, or a sel4.toml, up to date"},
    {"kernel", KERNEL, command_kernel, "install|config",
     "Install a kernel and libsel4 as seL4 does"},
    {"sbom", SBOM, command_sbom, "", "List what an image is made of, and the licences (SPDX)"},
    {"doctor", DOCTOR, command_doctor, "", "Check what this machine lacks"},
    {"completion", COMPLETION, command_completion, "bash|zsh|fish",
     "Print completions for a shell"},
    {"help", HELP, command_help, "[TOPIC]", "Explain a subcommand or a topic"},
};

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
    return c != NULL ? options_row(c->bit, i, name, argument, help) : 0;
}

/* What stands before the subcommand. */
static error_t parse_first(int key, char *arg, struct argp_state *state)
{
    if (key == ARGP_KEY_ARG) {
        *(int *)state->input = state->next - 1;
        state->next = state->argc;
        return 0;
    }
    return options_parse_general(key, arg, state);
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
        TAKE_ONE = MIGRATE | NEW | TEST | KERNEL | COMPLETION | HELP,
        TAKE_REST = SIMULATE | TEST | DEBUG | CONFIG
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
    for (int i = 1; i < own && command->bit == DEBUG; i++) {
        argv[i] =
            text_equal(argv[i], "-ex") ? text_printf("-%s", argv[i]) : argv[i]; /* as gdb has it */
    }
    argv[0] = text_printf("fel4 %s", command->name);
    const struct argp argp = {options_of(command->bit),
                              options_parse,
                              command->arguments,
                              command->summary,
                              NULL,
                              NULL,
                              NULL};
    argp_parse(&argp, own, argv, ARGP_NO_HELP, NULL, &call);
    options_setup();
    int status = check_arguments(command, &call) ? command->run(&call) : STATUS_USAGE;
    diag_end();
    if (call.json && diag_errors() > 0) {
        printf("{\"status\": %d, \"errors\": %u, \"messages\": %s}\n", status, diag_errors(),
               diag_json());
    }
    return status;
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
    options_setup();
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
