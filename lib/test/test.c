/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The harness: which tests run, in which order, and what became of each. The harness waits on one
 * endpoint, to which come the end of a test, its fault, and the word of a thread of the lowest
 * priority that nothing else has run for long. See fel4/test.h; properties are in property.c.
 */
#include "harness.h"

#include <fel4/fel4.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BADGE_IDLE = 1, BADGE_DONE = 2, BADGE_FAULT = 3 };
enum { STACK_SIZE = 64 << 10, IDLE_TURNS = 100000000 };

extern const struct fel4_test tests_begin[] __asm__("__start_fel4_tests") __attribute__((weak));
extern const struct fel4_test tests_end[] __asm__("__stop_fel4_tests") __attribute__((weak));
extern const char fel4_test_options[] __attribute__((weak));

struct run fel4_run;

static struct {
    char filter[64];
    uint64_t seed;
    unsigned repeat;
    bool shuffle, list;
    unsigned from; /* the tests before this one ran already, in another machine */
} options = {.seed = 1, .repeat = 1};

static seL4_CPtr results, done_cap, idle_cap;
static volatile bool watching;
static unsigned passed, failed, skipped;

/* ---- the threads of a test ---- */

static __thread bool is_test_thread;

static _Noreturn void end_thread(void)
{
    seL4_Send(done_cap, seL4_MessageInfo_new(0, 0, 0, 0));
    for (;;) {
        seL4_Yield();
    }
}

static void test_main(void *unused)
{
    (void)unused;
    is_test_thread = true;
    if (fel4_run.test->is_property) {
        fel4_run_property(options.seed);
    } else if (setjmp(fel4_run.out) == 0) {
        fel4_run.test->run();
    }
    end_thread();
}

static _Noreturn void leave(enum outcome outcome)
{
    fel4_run.outcome = outcome;
    if (is_test_thread) {
        longjmp(fel4_run.out, 1);
    }
    end_thread();
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

/* Runs when nobody else does: if that lasts, the test waits for something that never comes, unless
 * that is an interrupt. */
static void idle_main(void *unused)
{
    (void)unused;
    for (volatile unsigned turns = 0;; turns++) {
        if (watching && turns > IDLE_TURNS && fel4_irq_count() == 0) {
            seL4_Send(idle_cap, seL4_MessageInfo_new(0, 0, 0, 0));
            turns = 0;
        }
    }
}

/* ---- one test ---- */

static void take_fault(seL4_MessageInfo_t info, const struct fel4_thread *thread)
{
    char text[160], hint[80] = "";
    size_t overflow = fel4_fault_overflow(info, thread);
    unsigned long ip = (unsigned long)fel4_fault_ip(info);
    fel4_fault_text(info, text, sizeof(text));
    if (overflow != 0) {
        snprintf(hint, sizeof(hint), "stack overflow: the stack of %lu bytes is used up\n\t",
                 (unsigned long)overflow);
    }
    fel4_run.outcome = OUTCOME_FAILED;
    snprintf(fel4_run.why, sizeof(fel4_run.why), "%sfault: %s, instruction\n\t  #0 0x%lx", hint,
             text, ip);
}

static void await_end(const struct fel4_thread *thread)
{
    seL4_Word badge;
    watching = true;
    seL4_MessageInfo_t info = seL4_Recv(results, &badge);
    watching = false;
    if (badge == BADGE_FAULT) {
        take_fault(info, thread);
    } else if (badge == BADGE_IDLE) {
        fel4_run.outcome = OUTCOME_FAILED;
        strcpy(fel4_run.why, "waits for something that never comes");
    }
}

static void run_test(const struct fel4_test *test)
{
    static seL4_CPtr fault_cap;
    fault_cap = fault_cap != 0 ? fault_cap : fel4_mint(results, seL4_AllRights, BADGE_FAULT);
    memset(&fel4_run, 0, sizeof(fel4_run));
    fel4_run.test = test;
    struct fel4_thread_options o = {
        .name = test->name, .stack_size = STACK_SIZE, .fault_endpoint = fault_cap};
    struct fel4_thread *thread = fel4_thread_create(test_main, NULL, &o);
    if (thread == NULL) {
        fel4_run.outcome = OUTCOME_FAILED;
        strcpy(fel4_run.why, "no memory for its thread");
        return;
    }
    fel4_thread_start(thread);
    await_end(thread);
    fel4_thread_destroy(thread);
}

/* The marker tells the host which test is running, should it never end. */
static void run_and_show(const struct fel4_test *test)
{
    printf("\033]fel4;test=%s\033\\", test->name);
    fflush(stdout);
    run_test(test);
    printf("%s ... ", test->name);
    if (fel4_run.outcome == OUTCOME_OK) {
        passed++;
        printf("ok\n");
    } else if (fel4_run.outcome == OUTCOME_SKIPPED) {
        skipped++;
        printf("skipped\n\t%s\n", fel4_run.why);
    } else {
        failed++;
        printf("FAILED\n\t%s\n", fel4_run.why);
    }
    fflush(stdout);
}

/* ---- all tests ---- */

static void parse_option(const char *word, size_t size)
{
    if (strncmp(word, "filter=", 7) == 0 && size - 7 < sizeof(options.filter)) {
        memcpy(options.filter, word + 7, size - 7);
    } else if (strncmp(word, "seed=", 5) == 0) {
        options.seed = strtoull(word + 5, NULL, 0);
    } else if (strncmp(word, "repeat=", 7) == 0) {
        options.repeat = (unsigned)strtoul(word + 7, NULL, 0);
    } else if (strncmp(word, "from=", 5) == 0) {
        options.from = (unsigned)strtoul(word + 5, NULL, 0);
    } else if (strncmp(word, "passed=", 7) == 0) {
        passed = (unsigned)strtoul(word + 7, NULL, 0);
    } else if (strncmp(word, "failed=", 7) == 0) {
        failed = (unsigned)strtoul(word + 7, NULL, 0);
    } else if (strncmp(word, "skipped=", 8) == 0) {
        skipped = (unsigned)strtoul(word + 8, NULL, 0);
    } else if (strncmp(word, "shuffle", size) == 0) {
        options.shuffle = true;
    } else if (strncmp(word, "list", size) == 0) {
        options.list = true;
    }
}

static void parse_options(const char *text)
{
    while (text != NULL && *(text += strspn(text, " ")) != '\0') {
        size_t size = strcspn(text, " ");
        parse_option(text, size);
        text += size;
    }
}

static size_t choose(const struct fel4_test **chosen)
{
    size_t count = 0;
    for (const struct fel4_test *t = tests_begin; t != tests_end; t++) {
        if (strstr(t->name, options.filter) != NULL) {
            chosen[count++] = t;
        }
    }
    uint64_t state = options.seed;
    for (size_t i = count; options.shuffle && i > 1; i--) {
        size_t other = (size_t)(fel4_random(&state) % i);
        const struct fel4_test *swap = chosen[i - 1];
        chosen[i - 1] = chosen[other];
        chosen[other] = swap;
    }
    return count;
}

static bool prepare(void)
{
    results = fel4_object(seL4_EndpointObject, 0);
    done_cap = fel4_mint(results, seL4_AllRights, BADGE_DONE);
    idle_cap = fel4_mint(results, seL4_AllRights, BADGE_IDLE);
    struct fel4_thread_options o = {.name = "idle watch", .priority = 1};
    struct fel4_thread *idle = fel4_thread_create(idle_main, NULL, &o);
    if (results == 0 || done_cap == 0 || idle_cap == 0 || idle == NULL) {
        return false;
    }
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, seL4_MaxPrio);
    fel4_thread_start(idle);
    return true;
}

int main(void)
{
    size_t all = (size_t)(tests_end - tests_begin);
    const struct fel4_test **chosen = calloc(all + 1, sizeof(*chosen));
    parse_options(fel4_test_options);
    if (chosen == NULL || !prepare()) {
        printf("the test harness cannot start: no memory or slots\n");
        return 1;
    }
    size_t count = choose(chosen);
    for (size_t i = 0; options.list && i < count; i++) {
        printf("%s\n", chosen[i]->name);
    }
    if (options.list) {
        return 0;
    }
    printf("\033]fel4;tests\033\\");
    if (options.from == 0) {
        printf("\n\nrunning %u tests\n", (unsigned)count);
    }
    for (size_t i = options.from; i < count * options.repeat; i++) {
        run_and_show(chosen[i % count]);
    }
    printf("test result: %s. %u passed; %u failed", failed == 0 ? "ok" : "FAILED", passed, failed);
    printf(skipped > 0 ? "; %u skipped\n\n" : "\n\n", skipped);
    return failed == 0 ? 0 : 1;
}
