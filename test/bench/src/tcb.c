/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of threads, rows 120 to 127; faults, rows 130 to 133. */
#include "bench.h"

static seL4_CPtr victim;

static void suspend_victim(void)
{
    seL4_TCB_Suspend(victim);
}

static void resume_victim(void)
{
    seL4_TCB_Resume(victim);
}

static void unbind_victim(void)
{
    seL4_TCB_UnbindNotification(victim);
}

static void register_rows(void)
{
    struct op read = {
        .cap = victim, .label = TCBReadRegisters, .length = 2, .word = {0, REGISTERS}};
    row(125, &read);
    struct op write = {
        .cap = victim, .label = TCBWriteRegisters, .length = 2 + REGISTERS, .word = {0, REGISTERS}};
    seL4_UserContext registers;
    must(seL4_TCB_ReadRegisters(victim, false, 0, REGISTERS, &registers), "ReadRegisters");
    memcpy(&write.word[2], &registers, sizeof(registers));
    row(126, &write);
}

void tcb_rows(void)
{
    struct partner p = make_partner(bench_yielder, 0, 0, MY_PRIORITY - 1, 0, false);
    victim = p.tcb;
    struct op resume = {.cap = victim, .label = TCBResume, .before = suspend_victim};
    struct op suspend = {.cap = victim, .label = TCBSuspend, .before = resume_victim};
    row(120, &resume);
    row(121, &suspend);
    suspend.before = NULL;
    row(122, &suspend);
    struct op priority = {.cap = victim,
                          .label = TCBSetPriority,
                          .length = 1,
                          .word = {MY_PRIORITY - 1},
                          .caps = 1,
                          .extra = {seL4_CapInitThreadTCB}};
    row(123, &priority);
    resume_victim();
    row(124, &priority);
    suspend_victim();
    register_rows();
    struct op bind = {.cap = victim,
                      .label = TCBBindNotification,
                      .caps = 1,
                      .extra = {notification},
                      .before = unbind_victim};
    row(127, &bind);
    unbind_victim();
    end_partner(p);
}

static void fault_row(unsigned id, void *code, bool elsewhere)
{
    struct partner p = make_partner(code, 0, 0, MY_PRIORITY - 1, endpoint, elsewhere);
    seL4_Recv(endpoint, NULL);
    struct op reply = {
        .number = (seL4_Word)seL4_SysReplyRecv, .cap = endpoint, .partner = FAULTER_ROUND};
    row(id, &reply);
    end_partner(p);
}

void fault_rows(void)
{
    fault_row(130, bench_exception_faulter, false);
    fault_row(131, bench_vm_faulter, false);
    fault_row(132, bench_syscall_faulter, false);
    fault_row(133, bench_vm_faulter, true);
}
