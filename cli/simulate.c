/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 simulate: builds, runs the image in QEMU, and ends with the program's own status once it
 * has printed the exit marker (console.h).
 */
#include "machine.h"
#include "os.h"
#include "output.h"
#include "project.h"
#include "symbols.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct sink {
    struct project *project;
    regex_t expect;
    bool expecting, matched;
    struct buffer line;
    struct output output;
};

static void show(void *context, const char *data, size_t size)
{
    struct sink *sink = context;
    project_unlock(sink->project); /* the machine runs, so it has read its files */
    output_feed(&sink->output, data, size);
    for (size_t i = 0; sink->expecting && i < size; i++) {
        buffer_add(&sink->line, &data[i], 1);
        if (data[i] == '\n') {
            sink->matched |= regexec(&sink->expect, sink->line.data, 0, NULL, 0) == 0;
            sink->line.size = 0;
        }
    }
}

static bool matched(void *context)
{
    struct sink *sink = context;
    if (!sink->matched && sink->line.size > 0) {
        sink->matched = regexec(&sink->expect, sink->line.data, 0, NULL, 0) == 0;
    }
    return sink->matched;
}

static int report(enum machine_end end, const struct machine *m, const struct call *call)
{
    switch (end) {
    case MACHINE_ENDED:
        if (call->expect != NULL) {
            return diag_error(STATUS_FAILED, NULL, "the program ended (status %d) without: %s",
                              m->console->status, call->expect);
        }
        return m->console->status & 0xff;
    case MACHINE_MATCHED:
        return STATUS_OK;
    case MACHINE_TIMEOUT:
    case MACHINE_TEST_TIMEOUT:
        return diag_error(STATUS_TIMEOUT, NULL, "the program did not end within %u seconds",
                          m->timeout);
    case MACHINE_INTERRUPTED:
        return 128 + m->status;
    case MACHINE_NOT_STARTED:
        return diag_error(STATUS_MACHINE, NULL, "cannot start %s: %s", m->argv->items[0],
                          strerror(errno));
    case MACHINE_STOPPED:
        break;
    }
    if (m->status == 0) {
        return diag_error(STATUS_MACHINE, NULL,
                          "the machine was reset or switched off before the program ended");
    }
    return diag_error(STATUS_MACHINE, NULL, "%s ended with status %d before the program did",
                      m->argv->items[0], m->status);
}

/* The last line that comes before the program; NULL when nothing says that it begins. */
static const char *end_of_boot(const struct project *p)
{
    if (config_on(p->config, "KernelPrinting")) {
        return "Booting all finished, dropped to user space";
    }
    return text_equal(p->config->board->image, "multiboot") ? NULL : "entering the kernel";
}

static int open_output(const struct project *p, const struct call *call, struct output *o)
{
    *o = (struct output){.timestamps = call->timestamps,
                         .json = call->json,
                         .colour = diag_colour_on(STDOUT_FILENO),
                         .boot_end = call->quiet_boot ? end_of_boot(p) : NULL};
    if (call->log != NULL && (o->log = fopen(call->log, "we")) == NULL) {
        return diag_file("write", call->log);
    }
    output_start(o);
    return STATUS_OK;
}

static void print_end(const struct output *o, enum machine_end end, int status)
{
    static const char *const names[] = {"ended",   "matched",     "stopped",    "timeout",
                                        "timeout", "interrupted", "not started"};
    if (o->json) {
        printf("{\"time\": %.3f, \"end\": \"%s\", \"status\": %d}\n", output_time(o), names[end],
               status);
    }
}

static int run(struct project *p, const struct call *call, const struct words *argv)
{
    struct sink sink = {.project = p, .expecting = call->expect != NULL};
    if (sink.expecting &&
        regcomp(&sink.expect, call->expect, REG_EXTENDED | REG_NOSUB | REG_NEWLINE) != 0) {
        return diag_error(STATUS_USAGE, NULL, "--expect: not a regular expression: %s",
                          call->expect);
    }
    if (open_output(p, call, &sink.output) != STATUS_OK) {
        return diag_status();
    }
    struct console console = {
        .put = show, .context = &sink, .symbols = symbols_open(os_join(p->out, "program.elf"))};
    struct machine m = {.argv = argv,
                        .cwd = os_dir(p->artifacts),
                        .console = &console,
                        .timeout =
                            call->timeout > 0 ? call->timeout : (unsigned)p->manifest->timeout,
                        .input = true,
                        .matched = sink.expecting ? matched : NULL,
                        .context = &sink};
    enum machine_end end = machine_run(&m);
    output_finish(&sink.output);
    int status = report(end, &m, call);
    print_end(&sink.output, end, status);
    return status;
}

int command_simulate(struct call *call)
{
    struct project p;
    struct words argv = {0};
    bool built = !call->dry_run && !call->no_build;
    int status = project_load(call, call->tests, &p);
    if (status == STATUS_OK) {
        status = project_qemu(&p, call, &argv);
    }
    if (status != STATUS_OK || call->dry_run) {
        return status != STATUS_OK ? status : project_dry_run(call, os_dir(p.artifacts), &argv);
    }
    if (os_find_program(argv.items[0]) == NULL) {
        const struct value *s = value_get(p.config->board->table, "simulate");
        return diag_tool(argv.items[0], value_text(s, "package", "qemu-system"));
    }
    status = built ? project_make(&p) : STATUS_OK;
    if (status == STATUS_OK && !os_exists(os_join(p.artifacts, "feL4img"))) {
        status =
            diag_error(STATUS_NOT_FOUND, NULL, "there is no %s/feL4img; build first", p.artifacts);
    }
    diag_info("running: %s", words_shell(&argv));
    return status != STATUS_OK ? status : run(&p, call, &argv);
}
