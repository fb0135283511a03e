/* SPDX-License-Identifier: BSD-2-Clause */
/* Call and its answer: rows 10 to 27, 29, 48, 49, 53, 55. */
#include "bench.h"

/* What is unusual about a row. */
enum {
    ELSEWHERE = 1 << 0,     /* the server has an address space of its own */
    NO_FPU_SERVER = 1 << 1, /* FPU use forbidden */
    NO_FPU_CLIENT = 1 << 2,
    USE_FPU = 1 << 3, /* both use it, in each round */
    NO_FPU = NO_FPU_SERVER | NO_FPU_CLIENT,
};

static unsigned measure_with_fpu(unsigned words)
{
    enum { FPU_INSTRUCTIONS = 2 }; /* the server's and ours */
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot shot = {.cap = endpoint, .info = words, .number = (seL4_Word)seL4_SysCall};
        unsigned count = bench_fpu_shot(&shot);
        least = count < least ? count : least;
    }
    return least - overhead() - SERVER_ROUND - FPU_INSTRUCTIONS;
}

/* The compiler may use the FPU anywhere but between the two system calls. */
static unsigned measure_without_fpu(unsigned words)
{
    struct op forbid = {.cap = seL4_CapInitThreadTCB,
                        .label = TCBSetFlags,
                        .length = 2,
                        .word = {0, seL4_TCBFlag_fpuDisabled}};
    struct shot no_fpu = shot_of(&forbid);
    struct shot call = {.cap = endpoint, .info = words, .number = (seL4_Word)seL4_SysCall};
    forbid.word[0] = seL4_TCBFlag_fpuDisabled;
    forbid.word[1] = 0;
    struct shot fpu = shot_of(&forbid);
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        unsigned count = bench_shot_between(&call, &no_fpu, &fpu);
        least = count < least ? count : least;
    }
    return least - overhead() - SERVER_ROUND;
}

static void call_row(unsigned id, unsigned words, seL4_Word priority, unsigned options)
{
    void *code = options & USE_FPU ? bench_fpu_server : bench_server;
    struct partner p = make_partner(code, endpoint, words, priority, 0, options & ELSEWHERE);
    if (options & NO_FPU_SERVER) {
        must(seL4_TCB_SetFlags(p.tcb, 0, seL4_TCBFlag_fpuDisabled).error, "SetFlags");
    }
    if (priority < MY_PRIORITY) {
        lower_runs();
    } else {
        seL4_Yield();
    }
    struct op call = {.cap = endpoint, .length = words, .partner = SERVER_ROUND};
    unsigned count = options & USE_FPU         ? measure_with_fpu(words)
                     : options & NO_FPU_CLIENT ? measure_without_fpu(words)
                                               : measure(&call);
    print_row(id, count);
    end_partner(p);
}

static void call_with_cap_row(unsigned id, seL4_CPtr cap, bool transfer)
{
    struct partner p = make_partner(bench_server, endpoint, 0, MY_PRIORITY, 0, false);
    seL4_Yield();
    p.buffer->receiveCNode = ROOT;
    p.buffer->receiveIndex = transfer ? scratch : 0;
    p.buffer->receiveDepth = transfer ? DEPTH : 0;
    struct op call = {.cap = endpoint,
                      .caps = 1,
                      .extra = {cap},
                      .before = clear_scratch,
                      .partner = SERVER_ROUND};
    row(id, &call);
    clear_scratch();
    end_partner(p);
}

void ipc_rows(void)
{
    static const struct {
        unsigned id, words;
    } here[] = {{10, 0}, {11, 1}, {12, 2}, {13, 4}, {14, 5}, {15, 16}, {16, 120}},
      elsewhere[] = {{17, 0}, {18, 1}, {19, 2}, {20, 4}, {21, 5}, {22, 120}};
    for (unsigned i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
        call_row(here[i].id, here[i].words, MY_PRIORITY, 0);
    }
    for (unsigned i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
        call_row(elsewhere[i].id, elsewhere[i].words, MY_PRIORITY, ELSEWHERE);
    }
    call_with_cap_row(23, fel4_mint(endpoint, seL4_AllRights, 7), false);
    call_with_cap_row(24, notification, true);
    call_row(25, 0, MY_PRIORITY - 1, 0);
    call_row(26, 0, MY_PRIORITY + 1, 0);
    call_row(27, 0, MY_PRIORITY, ELSEWHERE);
    call_row(29, 0, MY_PRIORITY, NO_FPU);
    call_row(48, 0, MY_PRIORITY, ELSEWHERE | NO_FPU);
    call_row(49, 5, MY_PRIORITY, ELSEWHERE | NO_FPU);
    call_row(53, 0, MY_PRIORITY, ELSEWHERE | NO_FPU_SERVER);
    call_row(55, 0, MY_PRIORITY, ELSEWHERE | USE_FPU);
}
