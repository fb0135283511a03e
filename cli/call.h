/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One call of the command: which subcommand, with which options. main.c fills it in and hands it to
 * the subcommand's function, whose return value is the exit status (diag.h).
 */
#pragma once

#include "diag.h"

struct call {
    struct words arguments; /* that are no options */
    struct words rest;      /* after -- */
    struct words defines;   /* -D KEY=VALUE */
    bool all_targets, release, tests, dry_run, json, no_build, force, list, batch, vscode;
    const char *platform, *manifest, *name, *template, *prefix, *expect, *output, *filter, *seed;
    const char *profile; /* NULL: debug, or release */
    const char *format, *log, *memory, *cpu, *cc, *ci;
    bool quiet_boot, timestamps;
    struct words commands; /* debug -ex */
    unsigned timeout, test_timeout, repeat;
    bool shuffle, list_tests, host;
};

int command_build(struct call *call);
int command_clean(struct call *call);
int command_completion(struct call *call);
int command_config(struct call *call);
int command_debug(struct call *call);
int command_deploy(struct call *call);
int command_doctor(struct call *call);
int command_help(struct call *call);
int command_kernel(struct call *call);
int command_migrate(struct call *call);
int command_new(struct call *call);
int command_sbom(struct call *call);
int command_simulate(struct call *call);
int command_test(struct call *call);

/* For help and completion: every subcommand's name and summary, NULL at the end; its options. */
const char *call_command(size_t i, const char **summary);
size_t call_option(const char *command, size_t i, const char **name, const char **argument,
                   const char **help); /* 0 at the end */
