/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 test: builds the program with its tests, runs it, and ends with 0 if all passed. Without a
 * word it builds and simulates; `build`, `simulate` and `deploy` do one of these. The options for
 * the tests reach the harness as the string fel4_test_options, which is linked in. A test that
 * never ends, or that ends its machine, fails, and those after it run in a new machine.
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

/* ---- on a machine ---- */

struct session {
    struct project *project;
    const struct call *call;
    struct sink sink;
    struct console console; /* of the machine that runs */
    struct machine machine;
    unsigned begun; /* tests that earlier machines began */
};

static void show_of_session(void *context, const char *data, size_t size)
{
    struct session *s = context;
    project_unlock(s->project); /* the machine runs, so it has read its files */
    if (s->begun == 0 || s->console.in_tests) {
        show(&s->sink, data, size);
    }
}

/* Why the test that ran must have ended the machine; NULL if the tests came to their end, or the
 * machine to its own before they began. */
static const char *lost_test(const struct session *s, enum machine_end end)
{
    if (s->console.test == NULL || s->sink.report.plan_seen) {
        return NULL;
    }
    switch (end) {
    case MACHINE_TEST_TIMEOUT:
        return text_printf("did not end within %u seconds", s->machine.test_timeout);
    case MACHINE_ENDED:
        return text_printf("ended the program with status %d", s->console.status);
    case MACHINE_STOPPED:
        return "reset the machine or switched it off";
    default:
        return NULL;
    }
}

/* As the harness would have said it, on a line of its own. */
static void show_lost_test(struct session *s, const char *why)
{
    char *text = text_printf("%s%s ... FAILED\n\t%s\n", s->sink.report.line.size > 0 ? "\n" : "",
                             s->console.test, why);
    show(&s->sink, text, strlen(text));
}

/* The tests behind the lost one, in a new machine: the harness is told how far the old one came. */
static int link_remaining(struct session *s)
{
    const struct report *r = &s->sink.report;
    struct project *p = s->project;
    p->test_options = text_printf("%s from=%u passed=%zu failed=%zu skipped=%zu", p->test_options,
                                  s->begun, report_count(r, RESULT_OK),
                                  report_count(r, RESULT_FAILED), report_count(r, RESULT_SKIPPED));
    return project_make(p);
}

/* The status of the run as a whole; the machine may have stopped before the tests did. */
static int verdict(enum machine_end end, const struct machine *m, const struct report *r)
{
    const char *test = m->console->test;
    switch (end) {
    case MACHINE_INTERRUPTED:
        return 128 + m->status;
    case MACHINE_TIMEOUT:
        diag_error(STATUS_TIMEOUT, NULL, "%s did not end within %u seconds",
                   test != NULL ? test : "the tests", m->timeout);
        if (test != NULL) {
            diag_help("the tests after it were not run; --timeout allows more time, --filter runs "
                      "some");
        }
        return STATUS_TIMEOUT;
    case MACHINE_NOT_STARTED:
        return diag_error(STATUS_MACHINE, NULL, "cannot start %s: %s", m->argv->items[0],
                          strerror(errno));
    case MACHINE_STOPPED:
        return diag_error(STATUS_MACHINE, NULL, "%s ended with status %d before the tests did",
                          m->argv->items[0], m->status);
    default:
        return report_count(r, RESULT_FAILED) > 0 || m->console->status != 0 ? STATUS_FAILED
                                                                             : STATUS_OK;
    }
}

static enum machine_end run_machine(struct session *s, const struct words *argv)
{
    const struct manifest *m = s->project->manifest;
    const struct call *call = s->call;
    s->console = (struct console){.put = show_of_session,
                                  .context = s,
                                  .symbols = symbols_open(os_join(s->project->out, "program.elf"))};
    s->machine =
        (struct machine){.argv = argv,
                         .cwd = os_dir(s->project->artifacts),
                         .console = &s->console,
                         .timeout = call->timeout > 0 ? call->timeout : (unsigned)m->test_timeout,
                         .test_timeout = call->test_timeout > 0 ? call->test_timeout
                                                                : (unsigned)m->one_test_timeout};
    return machine_run(&s->machine);
}

/* Machine after machine: each test that ends its machine has failed, and the next one goes on. */
static int run_session(struct session *s, const struct words *argv)
{
    for (;;) {
        enum machine_end end = run_machine(s, argv);
        const char *why = lost_test(s, end);
        if (why == NULL) {
            if (end == MACHINE_TIMEOUT && s->console.test != NULL) {
                report_add_failure(&s->sink.report, s->console.test, "did not end in time");
            }
            return verdict(end, &s->machine, &s->sink.report);
        }
        show_lost_test(s, why);
        s->begun += s->console.tests;
        int status = link_remaining(s);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

static void print_report(const struct project *p, const struct call *call,
                         const struct report *report)
{
    struct buffer out = {0};
    report_write(report, call->format, p->manifest->name, &out);
    fputs(out.data, stdout);
}

static int simulate(struct project *p, const struct call *call)
{
    struct words argv = {0};
    struct session s = {
        .project = p,
        .call = call,
        .sink = {.plain = call->format == NULL || text_equal(call->format, "plain")}};
    if (project_qemu(p, call, &argv) != STATUS_OK) {
        return diag_status();
    }
    if (call->dry_run) {
        return project_dry_run(call, os_dir(p->artifacts), &argv);
    }
    if (os_find_program(argv.items[0]) == NULL) {
        const struct value *table = value_get(p->config->board->table, "simulate");
        return diag_tool(argv.items[0], value_text(table, "package", "qemu-system"));
    }
    if (call->log != NULL && (s.sink.log = fopen(call->log, "we")) == NULL) {
        return diag_file("write", call->log);
    }
    words_split(&argv, "-icount shift=0,sleep=off");
    int status = run_session(&s, &argv);
    if (!s.sink.plain) {
        print_report(p, call, &s.sink.report);
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
    if (call->json && call->format == NULL) {
        call->format = "json";
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
    if (status == STATUS_OK && builds && call->json) {
        project_print(&p);
    }
    return status != STATUS_OK || builds ? status : simulate(&p, call);
}
