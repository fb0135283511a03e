/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 test --host: the program's and the tests' files, compiled for this machine with sanitizers
 * and linked to the harness in lib/test/host. libsel4's types are there; its system calls are not.
 */
#include "hosttest.h"
#include "genconfig.h"
#include "os.h"

#include <string.h>

static void add_includes(const struct project *p, struct words *argv)
{
    const char *share = p->catalog->share, *arch = p->config->target->name;
    const char *const dirs[] = {"lib/test/include", "lib/sel4/include", "lib/fel4/include",
                                text_printf("lib/sel4/arch/%s/include", arch),
                                text_printf("gen/user/arch/%s/include", arch)};
    words_addf(argv, "-I%s", os_join(p->conf, "include"));
    for (size_t i = 0; i < COUNT_OF(dirs); i++) {
        words_addf(argv, "-I%s", os_join(share, dirs[i]));
    }
    for (size_t i = 0; i < p->manifest->includes.count; i++) {
        words_addf(argv, "-I%s", p->manifest->includes.items[i]);
    }
}

/* C files only: assembly is for the target. test_options.c is for the harness on the target. */
static void add_sources(const struct project *p, struct words *argv)
{
    for (size_t i = 0; i < p->sources.count; i++) {
        const char *source = p->sources.items[i];
        if (text_ends(source, ".c") && !text_ends(source, "/test_options.c")) {
            words_add(argv, source);
        }
    }
    words_add(argv, os_join(p->catalog->share, "lib/test/host/host.c"));
    words_add(argv, os_join(p->catalog->share, "lib/test/property.c"));
}

int hosttest_build(const struct project *p, const struct call *call, struct words *argv)
{
    const char *program = os_join(p->out, "host-tests");
    struct words cc = {0};
    if (!text_equal(p->config->target->name, "x86_64")) {
        diag_error(STATUS_UNSUPPORTED, NULL, "--host needs a platform of this machine's processor");
        diag_help("add --platform pc99");
        return STATUS_UNSUPPORTED;
    }
    if (!genconfig_headers(p->config, p->manifest, p->conf)) {
        return diag_status();
    }
    words_split(&cc, "clang-19 -std=gnu11 -g -O1 -Wall -Wextra -fsanitize=address,undefined "
                     "-fno-sanitize-recover=undefined -D_GNU_SOURCE -DFEL4_HOST=1 -x c");
    add_includes(p, &cc);
    words_append(&cc, &p->manifest->cflags);
    words_add(&cc, "-o");
    words_add(&cc, program);
    words_addf(&cc, "-Dmain=%s", "fel4_program_main");
    add_sources(p, &cc);
    words_add(argv, program);
    words_add(argv, call->seed != NULL ? call->seed : "1");
    words_add(argv, call->filter != NULL ? call->filter : "");
    words_addf(argv, "%u", call->repeat > 0 ? call->repeat : 1);
    diag_info("running: %s", words_shell(&cc));
    int status = os_run(&cc, p->manifest->dir, NULL);
    if (status < 0) {
        return diag_tool("clang-19", "clang-19");
    }
    return status == 0 ? STATUS_OK
                       : diag_error(STATUS_BUILD, NULL, "the tests do not compile here");
}
