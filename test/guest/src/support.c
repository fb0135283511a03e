/* SPDX-License-Identifier: BSD-2-Clause */
/* See support.h. */
#include "support.h"

#include "arch.h"

#include <fel4/fel4.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 1024, THREADS = 8, STACK_SIZE = 8192, RANGE = 0x200000, RANGES = 64 };
enum { LABEL_DONE = 0x7001, LABEL_FAIL, LABEL_SKIP, LABEL_HANG };

/* What the test thread tells the runner. */
static struct {
    const char *file, *what;
    int line;
    seL4_Word got, expected;
} verdict;

static seL4_CPtr runner_endpoint, first_slot;
static unsigned used_slots, used_ranges, used_threads;
static seL4_Word ranges_start;

seL4_CPtr test_untyped, self_tcb;
seL4_Word reply_length;

/* Memory of threads is made once and used again by each test; the kernel's objects are new. */
static struct {
    char stack[STACK_SIZE] __attribute__((aligned(16)));
    char tls[1024] __attribute__((aligned(64)));
    struct thread thread;
    seL4_CPtr frame;
} workers[THREADS];

/* ---- verdicts ---- */

_Noreturn void park(void)
{
    seL4_CPtr never = runner_endpoint + 1; /* an endpoint that nobody sends to */
    for (;;) {
        seL4_Wait(never, NULL);
    }
}

static _Noreturn void tell_runner(seL4_Word label)
{
    seL4_Send(runner_endpoint, seL4_MessageInfo_new(label, 0, 0, 0));
    park();
}

void test_fail(const char *file, int line, const char *what, seL4_Word got, seL4_Word expected)
{
    verdict.file = file;
    verdict.line = line;
    verdict.what = what;
    verdict.got = got;
    verdict.expected = expected;
    tell_runner(LABEL_FAIL);
}

void test_skip(const char *why)
{
    verdict.what = why;
    tell_runner(LABEL_SKIP);
}

/* ---- invocations ---- */

seL4_Word invoke(seL4_CPtr cap, seL4_Word label, unsigned words, const seL4_Word *word,
                 unsigned caps, const seL4_CPtr *extra)
{
    for (unsigned i = 0; i < words; i++) {
        seL4_SetMR((int)i, word[i]);
    }
    for (unsigned i = 0; i < caps; i++) {
        seL4_SetCap((int)i, extra[i]);
    }
    seL4_MessageInfo_t info = seL4_Call(cap, seL4_MessageInfo_new(label, 0, caps, words));
    reply_length = seL4_MessageInfo_get_length(info);
    return seL4_MessageInfo_get_label(info);
}

/* ---- objects ---- */

seL4_CPtr new_slots(unsigned count)
{
    CHECK(used_slots + count <= SLOTS);
    seL4_CPtr first = first_slot + used_slots;
    used_slots += count;
    return first;
}

seL4_CPtr new_slot(void)
{
    return new_slots(1);
}

int retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr first, unsigned count)
{
    return (int)seL4_Untyped_Retype(untyped, type, size_bits, ROOT, 0, 0, first, count);
}

seL4_CPtr make_many(seL4_Word type, seL4_Word size_bits, unsigned count)
{
    seL4_CPtr first = new_slots(count);
    for (unsigned done = 0, n; done < count; done += n) {
        n = count - done < RETYPE_MAX ? count - done : RETYPE_MAX;
        CHECK_OK(retype(test_untyped, type, size_bits, first + done, n));
    }
    return first;
}

seL4_CPtr make(seL4_Word type, seL4_Word size_bits)
{
    return make_many(type, size_bits, 1);
}

seL4_CPtr make_untyped(seL4_Word bits)
{
    return make(seL4_UntypedObject, bits);
}

seL4_CPtr make_cnode(seL4_Word radix)
{
    return make(seL4_CapTableObject, radix);
}

seL4_CPtr make_frame(void)
{
    return make(FRAME_SMALL, 0);
}

int copy(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights)
{
    return (int)seL4_CNode_Copy(ROOT, to, DEPTH, ROOT, from, DEPTH, rights);
}

int mint(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge)
{
    return (int)seL4_CNode_Mint(ROOT, to, DEPTH, ROOT, from, DEPTH, rights, badge);
}

int move(seL4_CPtr to, seL4_CPtr from)
{
    return (int)seL4_CNode_Move(ROOT, to, DEPTH, ROOT, from, DEPTH);
}

int mutate(seL4_CPtr to, seL4_CPtr from, seL4_Word data)
{
    return (int)seL4_CNode_Mutate(ROOT, to, DEPTH, ROOT, from, DEPTH, data);
}

int delete(seL4_CPtr slot)
{
    return (int)seL4_CNode_Delete(ROOT, slot, DEPTH);
}

int revoke(seL4_CPtr slot)
{
    return (int)seL4_CNode_Revoke(ROOT, slot, DEPTH);
}

seL4_CPtr copy_of(seL4_CPtr from)
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(copy(slot, from, seL4_AllRights));
    return slot;
}

seL4_CPtr minted(seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(mint(slot, from, rights, badge));
    return slot;
}

bool is_empty(seL4_CPtr slot)
{
    /* Moving onto itself: DeleteFirst if it is occupied, else the source is missing. */
    return move(slot, slot) != seL4_DeleteFirst;
}

/* ---- address space ---- */

seL4_Word free_range(void)
{
    CHECK(used_ranges < RANGES);
    return ranges_start + RANGE * used_ranges++;
}

int map_page(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va, seL4_CapRights_t rights)
{
    return arch_map(frame, vspace, va, rights);
}

int unmap_page(seL4_CPtr frame)
{
    return arch_unmap(frame);
}

seL4_Word frame_address(seL4_CPtr frame)
{
    return arch_address(frame);
}

void map_at(seL4_CPtr frame, seL4_Word va)
{
    int error = arch_map(frame, seL4_CapInitThreadVSpace, va, seL4_ReadWrite);
    if (error == seL4_FailedLookup) {
        CHECK_OK(arch_map_table(make(TABLE, 0), seL4_CapInitThreadVSpace, va));
        error = arch_map(frame, seL4_CapInitThreadVSpace, va, seL4_ReadWrite);
    }
    CHECK_OK(error);
}

/* ---- threads ---- */

static struct thread *prepare(seL4_CPtr tcb, void (*code)(seL4_Word), seL4_Word argument)
{
    CHECK(used_threads < THREADS);
    unsigned i = used_threads++;
    struct thread *thread = &workers[i].thread;
    seL4_IPCBuffer *buffer = thread->buffer;
    *thread = (struct thread){.tcb = tcb,
                              .buffer = buffer,
                              .stack_top = (seL4_Word)workers[i].stack + STACK_SIZE,
                              .code = code,
                              .argument = argument};
    memset(workers[i].tls, 0, sizeof(workers[i].tls));
    thread->tls_base = fel4_tls_init(workers[i].tls, buffer);
    memset(buffer, 0, sizeof(*buffer));
    return thread;
}

struct thread *new_thread(void (*code)(seL4_Word), seL4_Word argument)
{
    return prepare(make_tcb(), code, argument);
}

void reuse_threads(struct thread *last)
{
    CHECK(last == &workers[used_threads - 1].thread);
    CHECK_OK(delete (last->tcb));
    used_threads--;
}

static unsigned index_of(const struct thread *thread)
{
    unsigned i = 0;
    while (&workers[i].thread != thread) {
        i++;
    }
    return i;
}

static int configure(struct thread *thread, seL4_Word priority)
{
    seL4_UserContext registers = {0};
    seL4_CPtr handler = thread->fault_endpoint != 0 ? thread->fault_endpoint : runner_endpoint;
    int error = (int)seL4_TCB_Configure(thread->tcb, handler, ROOT, 0, seL4_CapInitThreadVSpace, 0,
                                        (seL4_Word)thread->buffer, workers[index_of(thread)].frame);
    if (error == seL4_NoError) {
        error = (int)seL4_TCB_SetSchedParams(thread->tcb, seL4_CapInitThreadTCB, seL4_MaxPrio,
                                             priority);
    }
    if (error == seL4_NoError) {
        error = (int)seL4_TCB_SetTLSBase(thread->tcb, thread->tls_base);
    }
    fel4_set_registers(&registers, (void *)thread->code, (void *)thread->stack_top,
                       thread->argument);
    if (error == seL4_NoError) {
        error = (int)seL4_TCB_WriteRegisters(thread->tcb, true, 0,
                                             sizeof(registers) / sizeof(seL4_Word) - 2, &registers);
    }
    return error;
}

void start(struct thread *thread, int delta)
{
    CHECK_OK(configure(thread, (seL4_Word)(TEST_PRIORITY + delta)));
}

struct thread *spawn(void (*code)(seL4_Word), seL4_Word argument, int delta)
{
    struct thread *thread = new_thread(code, argument);
    start(thread, delta);
    return thread;
}

void set_priority(seL4_CPtr tcb, int delta)
{
    CHECK_OK(seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, (seL4_Word)(TEST_PRIORITY + delta)));
}

void settle(void)
{
    for (int i = 0; i < 2 * THREADS; i++) {
        seL4_Yield();
    }
}

void let_lower_run(void)
{
    set_priority(self_tcb, -5);
    set_priority(self_tcb, 0);
}

/* ---- the runner ---- */

extern const struct test __start_conformance[], __stop_conformance[];

static void run_test(seL4_Word test)
{
    ((const struct test *)test)->run();
    tell_runner(LABEL_DONE);
}

/* Runs only when nobody else can: the test waits for something that never comes. */
static void watch(void *unused)
{
    (void)unused;
    for (;;) {
        seL4_Send(runner_endpoint, seL4_MessageInfo_new(LABEL_HANG, 0, 0, 0));
    }
}

static struct fel4_thread *watcher;

void watch_for_hanging(bool on)
{
    seL4_CPtr tcb = fel4_thread_tcb(watcher);
    CHECK_OK(on ? seL4_TCB_Resume(tcb) : seL4_TCB_Suspend(tcb));
}

static void clean_up(seL4_CPtr whole)
{
    seL4_TCB_Resume(fel4_thread_tcb(watcher));
    revoke(whole);
    for (unsigned i = 0; i < used_slots; i++) {
        delete (first_slot + i);
    }
    used_slots = used_ranges = used_threads = 0;
}

static bool begin(seL4_CPtr whole, const struct test *test)
{
    verdict.what = NULL;
    seL4_CPtr tcb = first_slot + used_slots++;
    test_untyped = first_slot + used_slots++;
    if (retype(whole, seL4_UntypedObject, TEST_UNTYPED_BITS, test_untyped, 1) ||
        retype(whole, seL4_TCBObject, 0, tcb, 1)) {
        return false;
    }
    self_tcb = tcb;
    struct thread *thread = prepare(tcb, run_test, (seL4_Word)test);
    return configure(thread, TEST_PRIORITY) == seL4_NoError;
}

static const char *describe(seL4_MessageInfo_t info, char *text, size_t size)
{
    switch (seL4_MessageInfo_get_label(info)) {
    case LABEL_FAIL:
        snprintf(text, size, "%s:%d: %s is 0x%lx, not 0x%lx", verdict.file, verdict.line,
                 verdict.what, (unsigned long)verdict.got, (unsigned long)verdict.expected);
        break;
    case LABEL_HANG:
        snprintf(text, size, "the test waits for something that never comes");
        break;
    default:
        snprintf(text, size, "fault: ");
        fel4_fault_text(info, text + 7, size - 7);
        snprintf(text + strlen(text), size - strlen(text), ", instruction 0x%lx",
                 (unsigned long)fel4_fault_ip(info));
        break;
    }
    return text;
}

static bool report(unsigned n, const struct test *test, seL4_MessageInfo_t info)
{
    char text[200];
    switch (seL4_MessageInfo_get_label(info)) {
    case LABEL_DONE:
        printf("ok %u - %s: %s\n", n, test->section, test->name);
        return true;
    case LABEL_SKIP:
        printf("ok %u - %s: %s # SKIP %s\n", n, test->section, test->name, verdict.what);
        return true;
    default:
        printf("not ok %u - %s: %s\n# %s\n", n, test->section, test->name,
               describe(info, text, sizeof(text)));
        return false;
    }
}

static bool set_up(void)
{
    runner_endpoint = fel4_object(seL4_EndpointObject, 0);
    seL4_CPtr never = fel4_object(seL4_NotificationObject, 0);
    first_slot = fel4_slots(SLOTS);
    seL4_Word address = fel4_reserve((size_t)RANGE * (RANGES + 1));
    ranges_start = (address + RANGE - 1) & ~(seL4_Word)(RANGE - 1);
    for (unsigned i = 0; i < THREADS; i++) {
        seL4_Word va = fel4_reserve(4096);
        workers[i].frame = fel4_object(fel4_frame_type(), seL4_PageBits);
        workers[i].thread.buffer = (seL4_IPCBuffer *)va;
        if (fel4_map(seL4_CapInitThreadVSpace, workers[i].frame, va, seL4_ReadWrite,
                     (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
            return false;
        }
    }
    return runner_endpoint != 0 && never == runner_endpoint + 1 && first_slot != 0;
}

int main(void)
{
    struct fel4_thread_options options = {.name = "watch", .priority = 1};
    seL4_CPtr whole = fel4_untyped(TEST_UNTYPED_BITS + 1);
    if (whole == 0 || !set_up()) {
        printf("Bail out! no memory or slots for the tests\n");
        return 1;
    }
    watcher = fel4_thread_create(watch, NULL, &options);
    fel4_thread_start(watcher);
    unsigned n = 0, failed = 0;
    for (const struct test *test = __start_conformance; test < __stop_conformance; test++) {
        n++;
        if (!begin(whole, test)) {
            printf("Bail out! test %u could not be set up\n", n);
            return 1;
        }
        seL4_MessageInfo_t info = seL4_Recv(runner_endpoint, NULL);
        failed += !report(n, test, info);
        clean_up(whole);
    }
    printf("1..%u\n", n);
    return failed != 0;
}
