/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 test: builds the program with its tests, runs it, and ends with 0 if all passed. Without a
 * word it builds and simulates; `build`, `simulate` and `deploy` do one of these. The options for
 * the tests reach the harness as the string fel4_test_options, which is linked in.
 */
#include "hosttest.h"
#include "machine.h"
#include "os.h"
#include "project.h"
#include "report.h"
#include "symbols.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int deploy_project(const struct call *call, bool tests);

struct sink {
    struct report report;
    bool plain;
    FILE *log; /* NULL: none */
};

static void show(void *context, const char *data, size_t size)
{
    struct sink *sink = context;
    report_feed(&sink->report, data, size);
    if (sink->log != NULL) {
        fwrite(data, 1, size, sink->log);
    }
    if (sink->plain) {
        fwrite(data, 1, size, stdout);
        fflush(stdout);
    }
}

static int check_format(const char *format)
{
    static const char *const formats[] = {"plain", "tap", "junit", "json"};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (format == NULL || text_equal(format, formats[i])) {
            return STATUS_OK;
        }
    }
    return diag_error(STATUS_USAGE, NULL, "--format takes plain, tap, junit or json, not %s",
                      format);
}

/* The status of the run as a whole; the machine may have stopped before the tests did. */
static int verdict(enum machine_end end, const struct machine *m, const struct report *r)
{
    if (end == MACHINE_INTERRUPTED) {
        return 128 + m->status;
    }
    if (end == MACHINE_TIMEOUT && m->console->test != NULL) {
        diag_error(STATUS_TIMEOUT, NULL, "%s did not end within %u seconds", m->console->test,
                   m->timeout);
        diag_help("the tests after it were not run; --filter runs some");
        return STATUS_TIMEOUT;
    }
    if (end == MACHINE_TIMEOUT) {
        return diag_error(STATUS_TIMEOUT, NULL, "the tests did not end within %u seconds",
                          m->timeout);
    }
    if (end == MACHINE_NOT_STARTED) {
        return diag_error(STATUS_MACHINE, NULL, "cannot start %s: %s", m->argv->items[0],
                          strerror(errno));
    }
    if (end == MACHINE_STOPPED) {
        return diag_error(STATUS_MACHINE, NULL, "%s ended with status %d before the tests did",
                          m->argv->items[0], m->status);
    }
    if (report_count(r, RESULT_FAILED) > 0 || m->console->status != 0) {
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

static void print_report(const struct project *p, const struct call *call,
                         const struct report *report)
{
    struct buffer out = {0};
    report_write(report, call->format, p->manifest->name, &out);
    fputs(out.data, stdout);
}

static int simulate(const struct project *p, const struct call *call)
{
    struct words argv = {0};
    struct sink sink = {.plain = call->format == NULL || text_equal(call->format, "plain")};
    if (project_qemu(p, call, &argv) != STATUS_OK) {
        return diag_status();
    }
    if (call->dry_run) {
        printf("%s\n", words_shell(&argv));
        return STATUS_OK;
    }
    if (os_find_program(argv.items[0]) == NULL) {
        const struct value *s = value_get(p->config->board->table, "simulate");
        return diag_tool(argv.items[0], value_text(s, "package", "qemu-system"));
    }
    if (call->log != NULL && (sink.log = fopen(call->log, "we")) == NULL) {
        return diag_file("write", call->log);
    }
    words_split(&argv, "-icount shift=0,sleep=off");
    struct console console = {
        .put = show, .context = &sink, .symbols = symbols_open(os_join(p->out, "program.elf"))};
    struct machine m = {.argv = &argv,
                        .cwd = os_dir(p->artifacts),
                        .console = &console,
                        .timeout = call->timeout > 0 ? call->timeout
                                                     : (unsigned)p->manifest->test_timeout};
    enum machine_end end = machine_run(&m);
    if (end == MACHINE_TIMEOUT && console.test != NULL) {
        report_add_failure(&sink.report, console.test, "did not end in time");
    }
    int status = verdict(end, &m, &sink.report);
    if (!sink.plain) {
        print_report(p, call, &sink.report);
    }
    return status;
}

/* Its output is read as a machine's would be. */
static int run_on_host(const struct project *p, const struct call *call)
{
    struct words argv = {0};
    struct buffer output = {0};
    struct sink sink = {.plain = call->format == NULL || text_equal(call->format, "plain")};
    int status = hosttest_build(p, call, &argv);
    if (status != STATUS_OK) {
        return status;
    }
    status = os_run(&argv, p->manifest->dir, &output);
    if (output.size > 0) {
        show(&sink, output.data, output.size);
    }
    if (!sink.plain) {
        print_report(p, call, &sink.report);
    }
    return status == 0 ? STATUS_OK : STATUS_FAILED;
}

int command_test(struct call *call)
{
    const char *verb = call->arguments.count > 0 ? call->arguments.items[0] : "";
    bool builds = text_equal(verb, "build"), runs = text_equal(verb, "simulate");
    if (*verb != '\0' && !builds && !runs && !text_equal(verb, "deploy")) {
        diag_error(STATUS_USAGE, NULL, "fel4 test knows no %s", verb);
        diag_help("there are build, simulate and deploy");
        return STATUS_USAGE;
    }
    if (check_format(call->format) != STATUS_OK) {
        return STATUS_USAGE;
    }
    if (text_equal(verb, "deploy")) {
        return deploy_project(call, true);
    }
    struct project p;
    int status = project_load(call, true, &p);
    if (status == STATUS_OK && call->host) {
        return run_on_host(&p, call);
    }
    if (status == STATUS_OK && !call->no_build && !call->dry_run) {
        status = project_make(&p);
    }
    return status != STATUS_OK || builds ? status : simulate(&p, call);
}
