/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 07: the debug system calls, in the configurations that have them. */
#include "support.h"

#ifdef CONFIG_DEBUG_BUILD

TEST("07 4 a1-11 b1-3, 07 1 #4, arch 6", "DebugCapIdentify gives each kind its number")
{
    CHECK_EQ(seL4_DebugCapIdentify(new_slot()), 0);
    CHECK_EQ(seL4_DebugCapIdentify(test_untyped), 2);
    CHECK_EQ(seL4_DebugCapIdentify(make_endpoint()), 4);
    CHECK_EQ(seL4_DebugCapIdentify(make_notification()), 6);
    CHECK_EQ(seL4_DebugCapIdentify(ROOT), 10);
    CHECK_EQ(seL4_DebugCapIdentify(self_tcb), 12);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapIRQControl), 14);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapDomain), seL4_WordBits == 64 ? 20 : 62);
    CHECK_EQ(seL4_DebugCapIdentify(make_frame()), 1);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapInitThreadVSpace), 9);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapASIDControl), 11);
}

TEST("07 2 #6", "DebugCapIdentify of what does not resolve is 0")
{
    CHECK_EQ(seL4_DebugCapIdentify((seL4_CPtr)1 << (seL4_WordBits - 1)), 0);
}

TEST("07 2 #7, 07 1 #6, x86 1.4 #6, aarch64 1 b4-6, armv7 1 b4-6",
     "DebugNameThread takes long names without harm")
{
    char name[200];
    for (unsigned i = 0; i < sizeof(name) - 1; i++) {
        name[i] = 'n';
    }
    name[sizeof(name) - 1] = '\0';
    seL4_CPtr tcb = make_tcb();
    seL4_DebugNameThread(tcb, name);
    CHECK_OK(seL4_TCB_Suspend(tcb));
}

#endif

static void unknown_call(seL4_Word unused);

TEST("05 2.2, 05 1 #3", "a system call that does not exist: UnknownSyscall with its number")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(unknown_call, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_EQ(seL4_MessageInfo_get_length(info), seL4_UnknownSyscall_Length);
    CHECK_MR(seL4_UnknownSyscall_Syscall, -77);
}

static void unknown_call(seL4_Word unused)
{
    (void)unused;
    struct sel4_registers none = {0, 0, 0, 0, 0, 0};
    sel4_trap((seL4_Word)-77L, &none);
    park();
}
