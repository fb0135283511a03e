/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random operations. Each seed is a machine of its own: whichever thread is current does something
 * random, mostly near what makes sense, interrupts come when they like, and after every kernel
 * entry kernel_check() looks at everything. The same seed always does the same, with and without
 * the fast path: the sum of all states at the end says whether it did.
 *
 *     fuzz                 the seeds of `make check-unit`
 *     fuzz FIRST COUNT [STEPS]   other seeds
 *     fuzz -v SEED         shows every step of one
 *
 * Built by `make fuzz-kernel`, libFuzzer chooses instead, led by what code its choices reach.
 */
#include "arch/host/check.h"
#include "thread/domain.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES_VA BIT(30)

enum { SEEDS = 30, STEPS = 400, WINDOW = 64, UNTYPED_BITS = 16, DEVICE_BITS = 24, THREADS = 4 };

static bool verbose;
static unsigned seed, step;
static uint64_t state;
static uint64_t sum;
static word_t window;
static word_t cspace[2];  /* CPtrs to CNodes, for deep lookups */
static word_t meeting[4]; /* endpoints and notifications that stay */

/* ---- chance ---- */

/* What libFuzzer gave, used up two bytes at a time; then xorshift goes on. */
static struct {
    const uint8_t *at, *end;
} given;

static uint64_t chance(void)
{
    if (given.end - given.at >= 2) {
        state ^= (uint64_t)given.at[0] << 20 | (uint64_t)given.at[1] << 28;
        given.at += 2;
        return state;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static unsigned below(unsigned n)
{
    return (unsigned)((chance() >> 20) % n);
}

static bool one_in(unsigned n)
{
    return below(n) == 0;
}

static word_t any_slot(void)
{
    return window + below(WINDOW);
}

static word_t any_cptr(void)
{
    static const word_t fixed[] = {ROOT_TCB,     ROOT_CNODE,    ROOT_VSPACE, IRQ_CONTROL,
                                   ASID_CONTROL, ASID_POOL,     ROOT_BUFFER, DOMAIN_CAP,
                                   ROOT_CNODE,   BOOTINFO_FRAME};
    switch (below(24)) {
    case 0:
        return chance();
    case 1:
        return 0;
    case 2:
        return BIT(60) | below(8) << 10;
    case 3:
    case 4:
    case 5:
        return fixed[below(COUNT_OF(fixed))];
    case 6:
        return cspace[below(2)];
    case 7:
    case 8:
    case 9:
        return meeting[below(4)];
    default:
        return any_slot();
    }
}

static word_t any_word(void)
{
    static const word_t interesting[] = {
        0,  1,  2,   3,   4,  5,  6,    7,       8,   9,       10,      11,       12, 16,
        64, 65, 255, 256, -1, -2, 4096, 1 << 21, 512, 1 << 30, 1 << 22, 0x400000, 15, 14};
    switch (below(8)) {
    case 0:
        return chance();
    case 1:
    case 2:
    case 3:
        return interesting[below(COUNT_OF(interesting))];
    case 4:
        return DEPTH;
    default:
        return any_slot();
    }
}

/* The cap at `cptr` as the current thread sees it. */
static enum cap_type kind_of(word_t cptr)
{
    struct lookup found = tcb_lookup(current(), cptr);
    return found.slot != NULL ? cap_type(found.slot->cap) : CAP_NULL;
}

static enum cap_type any_kind(void)
{
    return (enum cap_type)(1 + below(CAP_TYPE_COUNT - 1));
}

/* A slot of the window that holds a capability of this kind, if there is one. */
static word_t any_of_kind(enum cap_type kind)
{
    unsigned first = below(WINDOW);
    for (unsigned i = 0; i < WINDOW; i++) {
        word_t slot = window + (first + i) % WINDOW;
        if (kind_of(slot) == kind) {
            return slot;
        }
    }
    return any_slot();
}

/* ---- invocations ---- */

static word_t any_label(enum cap_type kind)
{
    struct range {
        word_t first, last;
    };
    static const struct range ranges[CAP_TYPE_COUNT] = {
        [CAP_UNTYPED] = {LABEL_UNTYPED_RETYPE, LABEL_UNTYPED_RETYPE},
        [CAP_CNODE] = {LABEL_CNODE_REVOKE, LABEL_CNODE_SAVE_CALLER},
        [CAP_TCB] = {LABEL_TCB_READ_REGISTERS, LABEL_TCB_SET_FLAGS},
        [CAP_IRQ_HANDLER] = {LABEL_IRQ_ACK_IRQ, LABEL_IRQ_CLEAR_IRQ_HANDLER},
        [CAP_FRAME] = {LABEL_X86_PAGE_MAP, LABEL_X86_PAGE_GET_ADDRESS},
        [CAP_TABLE] = {LABEL_X86_PDPT_MAP, LABEL_X86_PAGE_TABLE_UNMAP},
        [CAP_ASID_POOL] = {LABEL_X86_ASID_POOL_ASSIGN, LABEL_X86_ASID_POOL_ASSIGN},
    };
    static const word_t control[] = {
        LABEL_IRQ_ISSUE_IRQ_HANDLER, LABEL_DOMAIN_SET_SET, LABEL_DOMAIN_SCHEDULE_CONFIGURE,
        LABEL_DOMAIN_SCHEDULE_SET_START, LABEL_X86_ASID_CONTROL_MAKE_POOL};
    struct range range = ranges[kind];
    if (one_in(16)) {
        return below(80);
    }
    if (kind == CAP_CNODE && one_in(4)) {
        return LABEL_CNODE_DELETE;
    }
    if (kind == CAP_CONTROL) {
        return control[below(COUNT_OF(control))];
    }
    return range.first + below((unsigned)(range.last - range.first) + 1);
}

/* Words that are likely to pass the checks of a method. */
static struct list sensible_words(word_t label)
{
    word_t to = any_slot(), from = any_slot();
    switch (label) {
    case LABEL_UNTYPED_RETYPE:
        return words(below(TYPE_COUNT), one_in(4) ? 12 : 1 + below(8), 0, 0, to, 1 + below(4));
    case LABEL_CNODE_REVOKE:
    case LABEL_CNODE_DELETE:
        return words(any_of_kind(any_kind()), DEPTH);
    case LABEL_CNODE_SAVE_CALLER:
    case LABEL_CNODE_CANCEL_BADGED_SENDS:
        return words(to, DEPTH);
    case LABEL_CNODE_COPY:
    case LABEL_CNODE_MINT:
        return words(to, DEPTH, any_cptr(), DEPTH, one_in(3) ? below(16) : RIGHTS_ALL, below(4));
    case LABEL_CNODE_MOVE:
    case LABEL_CNODE_MUTATE:
        from = any_of_kind(any_kind());
        return words(to, DEPTH, from, DEPTH, below(4));
    case LABEL_CNODE_ROTATE:
        return words(to, DEPTH, 0, any_slot(), DEPTH, 0, one_in(2) ? to : from, DEPTH);
    case LABEL_TCB_CONFIGURE:
        return words(meeting[below(4)], 0, 0, one_in(2) ? 0 : BUFFER_VA);
    case LABEL_TCB_SET_SPACE:
        return words(meeting[below(4)], 0, 0);
    case LABEL_TCB_SET_IPC_BUFFER:
        return words(one_in(4) ? 0 : BUFFER_VA + (word_t)below(4) * 1024);
    case LABEL_TCB_SET_PRIORITY:
    case LABEL_TCB_SET_MC_PRIORITY:
    case LABEL_TCB_SET_SCHED_PARAMS:
        return words(252 + below(4), 252 + below(4));
    case LABEL_TCB_WRITE_REGISTERS:
        return words(below(2), 2, THREAD_PC, 0x7000);
    case LABEL_TCB_READ_REGISTERS:
        return words(below(2), ARCH_REG_COUNT);
    case LABEL_TCB_COPY_REGISTERS:
        return words(below(16));
    case LABEL_IRQ_ISSUE_IRQ_HANDLER:
        return words(below(ARCH_IRQ_COUNT), to, DEPTH);
    case LABEL_DOMAIN_SET_SET:
        return words(below(2));
    case LABEL_DOMAIN_SCHEDULE_CONFIGURE:
        return words(below(3), below(2), below(3));
    case LABEL_DOMAIN_SCHEDULE_SET_START:
        return words(below(3));
    case LABEL_X86_ASID_CONTROL_MAKE_POOL:
        return words(to, DEPTH);
    case LABEL_X86_PAGE_MAP:
        return words(PAGES_VA | (word_t)below(4) << 12 | (one_in(4) ? (word_t)below(4) << 21 : 0),
                     below(4), 0);
    default:
        return words((word_t)below(2) << 39 | (word_t)below(2) << 30 | PAGES_VA, 0, 0, 0);
    }
}

static struct list any_words(void)
{
    struct list list = {.count = below(10)};
    for (unsigned i = 0; i < list.count; i++) {
        list.w[i] = any_word();
    }
    return list;
}

/* The kind of a method's extra capability, where there is just one. */
static enum cap_type kind_wanted(word_t label)
{
    switch (label) {
    case LABEL_TCB_BIND_NOTIFICATION:
    case LABEL_IRQ_SET_IRQ_HANDLER:
        return CAP_NOTIFICATION;
    case LABEL_TCB_COPY_REGISTERS:
    case LABEL_TCB_SET_PRIORITY:
    case LABEL_TCB_SET_MC_PRIORITY:
    case LABEL_TCB_SET_SCHED_PARAMS:
    case LABEL_DOMAIN_SET_SET:
        return CAP_TCB;
    case LABEL_TCB_SET_IPC_BUFFER:
        return CAP_FRAME;
    case LABEL_X86_ASID_POOL_ASSIGN:
        return CAP_VSPACE;
    case LABEL_X86_ASID_CONTROL_MAKE_POOL:
        return CAP_UNTYPED;
    default:
        return CAP_NULL;
    }
}

static word_t likely_cap(word_t label, unsigned i)
{
    enum cap_type kind = kind_wanted(label);
    bool mapping = label >= LABEL_X86_PDPT_MAP && label <= LABEL_X86_PAGE_MAP;
    bool slots = label == LABEL_UNTYPED_RETYPE || label == LABEL_IRQ_ISSUE_IRQ_HANDLER ||
                 (label >= LABEL_CNODE_REVOKE && label <= LABEL_CNODE_SAVE_CALLER);
    if (one_in(8)) {
        return any_cptr();
    }
    if (label == LABEL_TCB_CONFIGURE || label == LABEL_TCB_SET_SPACE) {
        word_t vspace = one_in(3) ? any_of_kind(CAP_VSPACE) : ROOT_VSPACE;
        return i == 0 ? ROOT_CNODE : i == 1 ? vspace : any_of_kind(CAP_FRAME);
    }
    if (slots || (label == LABEL_X86_ASID_CONTROL_MAKE_POOL && i == 1)) {
        return ROOT_CNODE;
    }
    if (kind != CAP_NULL && i == 0) {
        return any_of_kind(kind);
    }
    return !mapping ? any_cptr() : one_in(2) ? ROOT_VSPACE : any_of_kind(CAP_VSPACE);
}

static void show(const char *what, word_t cptr, word_t label, const struct list *list)
{
    if (!verbose) {
        return;
    }
    printf("%3u %p %-10s cptr 0x%lx (%s) label %lu:", step, (void *)current(), what, cptr,
           cap_classes[kind_of(cptr)].name, label);
    for (unsigned i = 0; i < list->count; i++) {
        printf(" 0x%lx", list->w[i]);
    }
    printf("\n");
}

/* The invoked CNode is not the root one: its index and depth are its own. */
static void aim_into(word_t cptr, struct list *message)
{
    struct cap cap = tcb_lookup(current(), cptr).slot->cap;
    message->w[0] = cap_guard(cap) << cap_radix(cap) | below(1u << cap_radix(cap) % 8);
    message->w[1] = cap_guard_size(cap) + cap_radix(cap);
}

static void invoke_something(void)
{
    word_t cptr = one_in(3) ? ROOT_CNODE : one_in(2) ? any_cptr() : any_of_kind(any_kind());
    enum cap_type kind = kind_of(cptr);
    for (unsigned tries = 0; kind == CAP_NULL && tries < 5; tries++) {
        cptr = any_cptr();
        kind = kind_of(cptr);
    }
    if (kind == CAP_TCB && one_in(3)) { /* threads are to run */
        show("resume", cptr, LABEL_TCB_RESUME, &words());
        enter(SYS_CALL, cptr, put_message(LABEL_TCB_RESUME, words(), caps()));
        return;
    }
    word_t label = any_label(kind);
    struct list message = one_in(10) ? any_words() : sensible_words(label);
    struct list extra = {.count = one_in(10) ? below(4) : 3};
    for (unsigned i = 0; i < extra.count; i++) {
        extra.w[i] = likely_cap(label, i);
    }
    if (kind == CAP_CNODE && cptr != ROOT_CNODE) {
        aim_into(cptr, &message);
    }
    sword_t how = one_in(8) ? SYS_NB_SEND : one_in(8) ? SYS_SEND : SYS_CALL;
    show(how == SYS_CALL ? "call" : "send", cptr, label, &message);
    enter(how, cptr, put_message(label, message, extra));
}

/* ---- other entries ---- */

static void offer_a_slot(void)
{
    word_t *buffer = buffer_of(current());
    if (buffer != NULL) {
        buffer[BUFFER_RECEIVE_CNODE] = ROOT_CNODE;
        buffer[BUFFER_RECEIVE_INDEX] = any_slot();
        buffer[BUFFER_RECEIVE_DEPTH] = DEPTH;
    }
}

static bool is_ipc(enum cap_type kind)
{
    return kind == CAP_ENDPOINT || kind == CAP_NOTIFICATION;
}

/* A message info: mostly short and without capabilities, as the fast path wants it; sometimes of
 * any length, up to what the field can say. */
static word_t any_message(void)
{
    static const uint8_t lengths[] = {0, 1, 2, 3, 4, 4, 5, 8, 119, 120, 121, 127};
    struct list extra = one_in(4) ? caps(any_cptr(), any_cptr(), any_cptr()) : caps();
    extra.count = extra.count > 0 ? 1 + below(3) : 0;
    word_t info = put_message(below(3), words(step, 2, 3, 4, 5, 6), extra);
    word_t length = lengths[below(COUNT_OF(lengths))];
    word_t unwrapped = one_in(8) ? 7 << INFO_UNWRAPPED_LOW : 0;
    return (info & ~(word_t)MASK(INFO_LENGTH_BITS)) | length | unwrapped;
}

/* Half of the threads serve, half of them call, so that what happens most in real systems does
 * here; and some signal. */
static void play_a_role(void)
{
    bool serves = ((word_t)current() >> ARCH_TCB_BITS & 1) != 0;
    sword_t number = serves ? one_in(6) ? SYS_RECV : SYS_REPLY_RECV : SYS_CALL;
    word_t cptr = meeting[serves ? 0 : below(2)];
    if (one_in(8)) {
        number = one_in(4) ? SYS_NB_SEND : SYS_SEND;
        cptr = meeting[2];
    }
    show("role", cptr, (word_t)-number, &words());
    enter(number, cptr, any_message());
}

static void system_call(void)
{
    static const sword_t numbers[] = {SYS_REPLY_RECV, SYS_RECV,      SYS_REPLY, SYS_YIELD,
                                      SYS_NB_RECV,    SYS_CALL,      SYS_CALL,  SYS_SEND,
                                      SYS_NB_SEND,    SYS_REPLY_RECV};
    sword_t number = numbers[below(COUNT_OF(numbers))];
    word_t cptr = any_cptr();
    for (unsigned tries = 0; tries < 20 && !is_ipc(kind_of(cptr)); tries++) {
        cptr = any_cptr();
    }
    offer_a_slot();
    show("syscall", cptr, (word_t)-number, &words());
    enter(number, cptr, any_message());
}

static void fault(void)
{
    host.current->restart_pc = host.current->pc;
    show("fault", 0, 0, &words());
    switch (below(4)) {
    case 0:
        trap_vm_fault(chance(), one_in(2), chance());
        break;
    case 1:
        trap_user_exception(chance(), chance());
        break;
    case 2:
        trap_unknown_syscall(chance());
        break;
    default:
        trap_syscall(any_cptr(), chance(), 1000);
        break;
    }
    kernel_check();
}

static void interrupt(void)
{
    word_t number = below(3) ? ARCH_IRQ_TIMER : below(ARCH_IRQ_COUNT + 1);
    show("irq", number, 0, &words());
    irq(number);
}

/* When nobody runs any more, somebody outside resumes a thread; false if none can do anything. */
static bool revive(void)
{
    unsigned skip = below(THREADS);
    for (unsigned round = 0; round < 2; round++) {
        for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
            bool able = cap_type(tcb->slots[TCB_CSPACE].cap) == CAP_CNODE;
            if (able && !tcb_is_ready(tcb) && skip-- == 0) {
                sched_set_domain(tcb, domain_current());
                ipc_restart(tcb);
                sched_run();
                kernel_check();
                return true;
            }
        }
        skip = 0;
    }
    return false;
}

static void do_something(void)
{
    host.irq_after = one_in(4) ? 1 + below(3) : 0;
    this_cpu()->work_units = one_in(2) ? 0 : CONFIG_MAX_NUM_WORK_UNITS_PER_PREEMPTION - 2;
    unsigned what = below(20);
    if (what == 0 || (current() == this_cpu()->idle && (one_in(4) || !revive()))) {
        interrupt();
    } else if (current() == this_cpu()->idle) {
        return;
    } else if (what == 1 && one_in(3)) {
        fault();
    } else if (what <= 5) {
        play_a_role();
    } else if (what <= 10) {
        system_call();
    } else {
        invoke_something();
    }
}

/* ---- what users can see ---- */

static void add_to_sum(const void *p, size_t size)
{
    const unsigned char *bytes = p;
    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ bytes[i]) * 0x100000001b3ul; /* FNV-1a */
    }
}

static void add_state(void)
{
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        const word_t *buffer = tcb_buffer(tcb, false);
        add_to_sum(&tcb->context, sizeof(tcb->context));
        add_to_sum(&tcb->state, sizeof(tcb->state));
        add_to_sum(&tcb->time_left, sizeof(tcb->time_left));
        if (buffer != NULL) {
            add_to_sum(buffer, sizeof(word_t) * 16);
        }
    }
    for (unsigned i = 0; i < WINDOW; i++) {
        struct slot *slot = slot_at(window + i);
        if (slot != NULL) {
            add_to_sum(&slot->cap, sizeof(slot->cap));
        }
    }
}

/* ---- a machine ---- */

static void on_halt(void)
{
    fprintf(stderr, "seed %u, step %u: the kernel halted\n%s\n", seed, step, host.console);
    abort();
}

/* Tables for the pages that steps map, blocks that can be ASID pools, a device's memory. */
static void furnish_memory(word_t small)
{
    word_t device = find_untyped(DEVICE_BITS, true), last = window + WINDOW - 1;
    call(window + 4 + 3 * TYPE_PD, LABEL_X86_PAGE_DIRECTORY_MAP, words(PAGES_VA, 0),
         caps(ROOT_VSPACE));
    call(window + 4 + 3 * TYPE_PT, LABEL_X86_PAGE_TABLE_MAP, words(PAGES_VA, 0), caps(ROOT_VSPACE));
    call(small, LABEL_UNTYPED_RETYPE, words(OBJECT_UNTYPED, 12, 0, 0, last - 2, 2),
         caps(ROOT_CNODE));
    call(ROOT_CNODE, LABEL_CNODE_COPY, words(last, DEPTH, device, DEPTH, RIGHTS_ALL),
         caps(ROOT_CNODE));
}

/* Something of everything, in the window of slots that the steps use. */
static void furnish(void)
{
    window = new_slot();
    while (new_slot() < window + WINDOW - 1) {
    }
    cspace[0] = make_sized(OBJECT_CNODE, 4);
    meeting[0] = make(OBJECT_ENDPOINT);
    meeting[1] = badged(meeting[0], RIGHTS_ALL, 5);
    meeting[2] = make(OBJECT_NOTIFICATION);
    meeting[3] = make(OBJECT_ENDPOINT);
    cspace[1] = badged(cspace[0], RIGHTS_ALL, 3 << 6 | 4);
    if (one_in(3)) {
        assert_ok(call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_CONFIGURE, words(0, 0, 3), caps()));
        assert_ok(call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_CONFIGURE, words(1, 1, 2), caps()));
    }
    for (unsigned i = 0; i < THREADS; i++) {
        struct thread thread = start_thread(252 + below(4));
        thread.tcb->fault_cptr = meeting[one_in(2) ? 0 : 3];
        assert_ok(call(ROOT_CNODE, LABEL_CNODE_COPY,
                       words(window + i, DEPTH, thread.cap, DEPTH, RIGHTS_ALL), caps(ROOT_CNODE)));
    }
    word_t small = find_untyped(UNTYPED_BITS, false);
    for (word_t type = OBJECT_UNTYPED; type < TYPE_COUNT; type++) {
        bool too_large = type == TYPE_HUGE || type == TYPE_LARGE;
        if (!too_large) {
            call(one_in(2) ? ram() : small, LABEL_UNTYPED_RETYPE,
                 words(type, type == OBJECT_UNTYPED ? 13 : 3, 0, 0, window + 4 + 3 * type, 2),
                 caps(ROOT_CNODE));
        }
    }
    furnish_memory(small);
}

static void run_machine(unsigned steps)
{
    step = 0;
    world_new();
    host.on_halt = on_halt;
    furnish();
    for (step = 1; step <= steps; step++) {
        host.console_length = 0;
        memset(host.console, 0, 256);
        do_something();
        add_state();
    }
}

#if defined(LIBFUZZER)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    given.at = data;
    given.end = data + size;
    state = 1;
    run_machine((unsigned)size / 8);
    return 0;
}

#else

static void run_seed(unsigned n, unsigned steps)
{
    seed = n;
    state = 0x9e3779b97f4a7c15ul * (n + 1);
    run_machine(steps);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    unsigned first = 1, count = SEEDS, steps = STEPS;
    if (argc == 3 && strcmp(argv[1], "-v") == 0) {
        verbose = true;
        first = (unsigned)atoi(argv[2]);
        count = 1;
    } else if (argc >= 3) {
        first = (unsigned)atoi(argv[1]);
        count = (unsigned)atoi(argv[2]);
        steps = argc > 3 ? (unsigned)atoi(argv[3]) : STEPS;
    }
    for (unsigned n = first; n < first + count; n++) {
        run_seed(n, steps);
    }
    printf("# sum %016lx\n", sum);
    printf("ok 1 - %u random operations on each of %u machines break no invariant\n", steps, count);
    return 0;
}

#endif
