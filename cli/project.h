/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A project for one board and profile: its manifest, its configuration, and where things go.
 *
 *   ROOT/build/PLATFORM-PROFILE/      objects; config/ is what genconfig.h lists
 *   ROOT/build/PLATFORM-sel4-PROFILE/ the same with an installed seL4 (SEL4_PREFIX)
 *   ROOT/artifacts/PROFILE/           feL4img, kernel, simulate
 *   ROOT/artifacts/test/PROFILE/      the same of the tests
 *   ROOT/artifacts/PLATFORM/PROFILE/  with --all-targets
 */
#pragma once

#include "call.h"
#include "config.h"

struct project {
    const struct catalog *catalog;
    struct manifest *manifest;
    struct config *config;
    const char *out, *artifacts, *conf; /* absolute */
    const char *kernel, *libs;          /* where they are built, in the cache */
    const char *prefix;                 /* an installed seL4 instead; NULL: none */
    const char *memory, *cpu;           /* of QEMU, if the command line says */
    const char *compiler;               /* of the program: clang or gcc */
    struct words sources;               /* relative to the project */
    char *test_options;                 /* for the test harness; NULL unless these are tests */
    int lock, kernel_lock, libs_lock;   /* lock.h; -1: not held */
};

/* Loads and checks everything; the status of the first error, or STATUS_OK. */
int project_load(const struct call *call, bool test, struct project *p);

/* Compiles and packs a loaded project; STATUS_OK when its artifacts are up to date. */
int project_make(struct project *p);

/* What was made and where, as JSON on standard output. */
void project_print(const struct project *p);

/* Keeps other runs of fel4 from changing its artifacts; project_make does so, too. They stay locked
 * until they have been used: project_unlock, or the end of the process. */
int project_lock(struct project *p);
void project_unlock(struct project *p);

/* QEMU's command line for the artifacts, relative to the directory above them. */
int project_qemu(const struct project *p, const struct call *call, struct words *argv);
/* Prints a command that was not run, which would be in `dir`; also when its image is not there. */
int project_dry_run(const struct call *call, const char *dir, const struct words *argv);
