/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same tests as a program of this machine, for `fel4 test --host`: what needs no kernel runs
 * here in no time, under the sanitizers. Each test is a process of its own, so a crash or a hang
 * ends that test only. The output is that of the harness in test.c.
 */
#include "../harness.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 10 };

extern const struct fel4_test tests_begin[] __asm__("__start_fel4_tests") __attribute__((weak));
extern const struct fel4_test tests_end[] __asm__("__stop_fel4_tests") __attribute__((weak));

struct run fel4_run;
static unsigned counts[3];

static _Noreturn void leave(enum outcome outcome)
{
    fel4_run.outcome = outcome;
    longjmp(fel4_run.out, 1);
}

void fel4_test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = snprintf(fel4_run.why, sizeof(fel4_run.why), "%s:%d: ", file, line);
    vsnprintf(fel4_run.why + size, sizeof(fel4_run.why) - (size_t)size, format, args);
    va_end(args);
    leave(OUTCOME_FAILED);
}

void fel4_test_skip(const char *why)
{
    snprintf(fel4_run.why, sizeof(fel4_run.why), "%s", why);
    leave(OUTCOME_SKIPPED);
}

static void run_here(const struct fel4_test *test, struct run *result, uint64_t seed)
{
    alarm(SECONDS);
    fel4_run = (struct run){.test = test};
    if (test->is_property) {
        fel4_run_property(seed);
    } else if (setjmp(fel4_run.out) == 0) {
        test->run();
    }
    *result = fel4_run;
    fflush(stdout);
    _exit(0);
}

static void run(const struct fel4_test *test, struct run *result, uint64_t seed)
{
    int status = 0;
    fflush(stdout);
    *result = (struct run){.outcome = OUTCOME_FAILED};
    pid_t pid = fork();
    if (pid == 0) {
        run_here(test, result, seed);
    }
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) {
        const char *why = WTERMSIG(status) == SIGALRM ? "did not end" : strsignal(WTERMSIG(status));
        snprintf(result->why, sizeof(result->why), "%s", why);
    } else if (WEXITSTATUS(status) != 0) {
        snprintf(result->why, sizeof(result->why), "ended with status %d", WEXITSTATUS(status));
    }
    static const char *const words[] = {"ok", "FAILED", "skipped"};
    printf("%s ... %s\n", test->name, words[result->outcome]);
    if (result->outcome != OUTCOME_OK) {
        printf("\t%s\n", result->why);
    }
    counts[result->outcome]++;
}

/* Arguments: the seed, what names must contain, how often. */
#undef main
int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    const char *filter = argc > 2 ? argv[2] : "";
    unsigned repeat = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 0) : 1;
    struct run *result =
        mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (result == MAP_FAILED) {
        return 1;
    }
    printf("\n\nrunning %u tests\n", (unsigned)(tests_end - tests_begin));
    for (unsigned turn = 0; turn < repeat; turn++) {
        for (const struct fel4_test *t = tests_begin; t != tests_end; t++) {
            if (strstr(t->name, filter) != NULL) {
                run(t, result, seed);
            }
        }
    }
    unsigned bad = counts[OUTCOME_FAILED];
    printf("test result: %s. %u passed; %u failed\n\n", bad == 0 ? "ok" : "FAILED",
           counts[OUTCOME_OK], bad);
    return bad == 0 ? 0 : 1;
}
