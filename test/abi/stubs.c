/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the stubs send, word by word, held against the specification's tables, and what they make
 * of a reply; and that the kernel's unpackers see the same. It runs on the host, where
 * seL4_CallWithMRs below is the kernel: it keeps the request and gives `answer` back. No libc, so
 * that the 32-bit variant needs none. Run by test/abi/stubs, once per architecture.
 */
#include <interfaces/sel4_client.h>
#include <sel4/faults.h>

typedef seL4_Word word_t;

struct invocation {
    word_t words[seL4_MsgMaxLength];
};

static word_t inv_word(const struct invocation *inv, unsigned i)
{
    return inv->words[i];
}

#include "abi_gen.h"

seL4_IPCBuffer *__sel4_ipc_buffer;

static seL4_IPCBuffer ipc_buffer;
static struct invocation got; /* the words of the last request */
static seL4_CPtr got_dest;
static seL4_MessageInfo_t got_info;
static seL4_Word answer_label;
static unsigned checks, failures;

/* ---- the host, without libc ---- */

static long host_call(long number, long a, const void *b, long c)
{
    long result;
#ifdef __x86_64__
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
#else
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
#endif
    return result;
}

#ifdef __x86_64__
enum { HOST_WRITE = 1, HOST_EXIT = 60 };
#else
enum { HOST_WRITE = 4, HOST_EXIT = 1 };
#endif

void *memset(void *to, int value, __SIZE_TYPE__ size)
{
    for (__SIZE_TYPE__ i = 0; i < size; i++) {
        ((volatile char *)to)[i] = (char)value;
    }
    return to;
}

void *memcpy(void *to, const void *from, __SIZE_TYPE__ size)
{
    for (__SIZE_TYPE__ i = 0; i < size; i++) {
        ((volatile char *)to)[i] = ((const char *)from)[i];
    }
    return to;
}

static void say(const char *text)
{
    long size = 0;
    while (text[size] != '\0') {
        size++;
    }
    (void)host_call(HOST_WRITE, 1, text, size);
}

static void check(int holds, const char *what)
{
    checks++;
    if (!holds) {
        failures++;
        say(what);
        say("\n");
    }
}

#define CHECK(condition) check((condition), #condition)

/* ---- the kernel ---- */

/* Keeps the request; the reply's word i is 100 + i, of 10 words. */
seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t info, seL4_Word *mr0,
                                    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    seL4_Word *const registers[] = {mr0, mr1, mr2, mr3};
    got_dest = dest;
    got_info = info;
    for (int i = 0; i < seL4_MsgMaxLength; i++) {
        got.words[i] = i < 4 ? *registers[i] : ipc_buffer.msg[i];
        ipc_buffer.msg[i] = i < 4 ? 77 : 100 + (seL4_Word)i;
    }
    for (int i = 0; i < 4; i++) {
        *registers[i] = 100 + (seL4_Word)i;
    }
    return seL4_MessageInfo_new(answer_label, 0, 0, 10);
}

struct list {
    unsigned count;
    seL4_Word items[10];
};

#define COUNT(...) (sizeof((seL4_Word[]){0, ##__VA_ARGS__}) / sizeof(seL4_Word) - 1)
#define LIST(...)  ((struct list){COUNT(__VA_ARGS__), {__VA_ARGS__}})
#define CAPS       LIST
#define WORDS      LIST

static int sent(seL4_CPtr dest, seL4_Word label, struct list caps, struct list words)
{
    int same = got_dest == dest && seL4_MessageInfo_get_label(got_info) == label &&
               seL4_MessageInfo_get_extraCaps(got_info) == caps.count &&
               seL4_MessageInfo_get_capsUnwrapped(got_info) == 0 &&
               seL4_MessageInfo_get_length(got_info) == words.count;
    for (unsigned i = 0; i < caps.count; i++) {
        same = same && seL4_GetCap((int)i) == caps.items[i];
    }
    for (unsigned i = 0; i < words.count; i++) {
        same = same && got.words[i] == words.items[i];
    }
    return same;
}

/* `call` invokes capability 9 with exactly these capabilities and words. */
#define SENDS(call, label, caps, words) ((void)(call), check(sent(9, label, caps, words), #call))

/* ---- generic objects (spec 02) ---- */

static const seL4_CapRights_t rights = {{5}};

static void test_untyped(void)
{
    SENDS(seL4_Untyped_Retype(9, 1, 2, 3, 4, 5, 6, 7), UntypedRetype, CAPS(3),
          WORDS(1, 2, 4, 5, 6, 7));
    struct untyped_retype_args args = untyped_retype_args(&got);
    CHECK(args.type == 1 && args.size_bits == 2 && args.node_index == 4 && args.node_depth == 5 &&
          args.node_offset == 6 && args.num_objects == 7);
}

static void test_cnode(void)
{
    SENDS(seL4_CNode_Revoke(9, 1, 2), CNodeRevoke, CAPS(), WORDS(1, 2));
    SENDS(seL4_CNode_Delete(9, 1, 2), CNodeDelete, CAPS(), WORDS(1, 2));
    SENDS(seL4_CNode_CancelBadgedSends(9, 1, 2), CNodeCancelBadgedSends, CAPS(), WORDS(1, 2));
    SENDS(seL4_CNode_SaveCaller(9, 1, 2), CNodeSaveCaller, CAPS(), WORDS(1, 2));
    SENDS(seL4_CNode_Copy(9, 1, 2, 3, 4, 6, rights), CNodeCopy, CAPS(3), WORDS(1, 2, 4, 6, 5));
    SENDS(seL4_CNode_Mint(9, 1, 2, 3, 4, 6, rights, 8), CNodeMint, CAPS(3),
          WORDS(1, 2, 4, 6, 5, 8));
    CHECK(cnode_mint_args(&got).rights == 5 && cnode_mint_args(&got).badge == 8);
    SENDS(seL4_CNode_Move(9, 1, 2, 3, 4, 6), CNodeMove, CAPS(3), WORDS(1, 2, 4, 6));
    SENDS(seL4_CNode_Mutate(9, 1, 2, 3, 4, 6, 8), CNodeMutate, CAPS(3), WORDS(1, 2, 4, 6, 8));
    SENDS(seL4_CNode_Rotate(9, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11), CNodeRotate, CAPS(4, 8),
          WORDS(1, 2, 3, 5, 6, 7, 10, 11));
    CHECK(cnode_rotate_args(&got).pivot_badge == 7 && cnode_rotate_args(&got).src_depth == 11);
}

static void test_tcb_settings(void)
{
    SENDS(seL4_TCB_Configure(9, 1, 2, 3, 4, 5, 6, 7), TCBConfigure, CAPS(2, 4, 7),
          WORDS(1, 3, 5, 6));
    SENDS(seL4_TCB_SetSpace(9, 1, 2, 3, 4, 5), TCBSetSpace, CAPS(2, 4), WORDS(1, 3, 5));
    SENDS(seL4_TCB_SetIPCBuffer(9, 1, 2), TCBSetIPCBuffer, CAPS(2), WORDS(1));
    SENDS(seL4_TCB_SetPriority(9, 1, 2), TCBSetPriority, CAPS(1), WORDS(2));
    SENDS(seL4_TCB_SetMCPriority(9, 1, 2), TCBSetMCPriority, CAPS(1), WORDS(2));
    SENDS(seL4_TCB_SetSchedParams(9, 1, 2, 3), TCBSetSchedParams, CAPS(1), WORDS(2, 3));
    SENDS(seL4_TCB_Suspend(9), TCBSuspend, CAPS(), WORDS());
    SENDS(seL4_TCB_Resume(9), TCBResume, CAPS(), WORDS());
    SENDS(seL4_TCB_BindNotification(9, 1), TCBBindNotification, CAPS(1), WORDS());
    SENDS(seL4_TCB_UnbindNotification(9), TCBUnbindNotification, CAPS(), WORDS());
    SENDS(seL4_TCB_SetTLSBase(9, 1), TCBSetTLSBase, CAPS(), WORDS(1));
    SENDS(seL4_TCB_SetFlags(9, 1, 2), TCBSetFlags, CAPS(), WORDS(1, 2));
    SENDS(seL4_TCB_SetBreakpoint(9, 1, 2, 3, 4, 5), TCBSetBreakpoint, CAPS(), WORDS(1, 2, 3, 4, 5));
    SENDS(seL4_TCB_ConfigureSingleStepping(9, 1, 2), TCBConfigureSingleStepping, CAPS(),
          WORDS(1, 2));
}

/* Small parameters share word 0: one bit each from bit 0, the architecture's flags in bits 8–15. */
static void test_tcb_registers(void)
{
    enum { COUNT_OF_REGISTERS = sizeof(seL4_UserContext) / sizeof(seL4_Word) };
    seL4_UserContext context;
    seL4_Word *words = (seL4_Word *)&context;
    for (int i = 0; i < COUNT_OF_REGISTERS; i++) {
        words[i] = 500 + (seL4_Word)i;
    }
    (void)seL4_TCB_WriteRegisters(9, 1, 0xab, 4, &context);
    CHECK(got.words[0] == 0xab01 && got.words[1] == 4 && got.words[2] == 500 &&
          got.words[5] == 503 && got.words[1 + COUNT_OF_REGISTERS] == 499 + COUNT_OF_REGISTERS);
    CHECK(seL4_MessageInfo_get_length(got_info) == 2 + COUNT_OF_REGISTERS);
    struct tcb_write_registers_args args = tcb_write_registers_args(&got);
    CHECK(args.resume_target == 1 && args.arch_flags == 0xab && args.count == 4);

    SENDS(seL4_TCB_ReadRegisters(9, 1, 0xcd, 6, &context), TCBReadRegisters, CAPS(),
          WORDS(0xcd01, 6));
    CHECK(words[0] == 100 && words[3] == 103 && words[9] == 109 && words[10] == 510);

    SENDS(seL4_TCB_CopyRegisters(9, 3, 1, 0, 1, 1, 0xef), TCBCopyRegisters, CAPS(3), WORDS(0xef0d));
    struct tcb_copy_registers_args copy = tcb_copy_registers_args(&got);
    CHECK(copy.suspend_source == 1 && copy.resume_target == 0 && copy.transfer_frame == 1 &&
          copy.transfer_integer == 1 && copy.arch_flags == 0xef);
}

static void test_controls(void)
{
    SENDS(seL4_IRQControl_Get(9, 1, 2, 3, 4), IRQIssueIRQHandler, CAPS(2), WORDS(1, 3, 4));
    SENDS(seL4_IRQHandler_Ack(9), IRQAckIRQ, CAPS(), WORDS());
    SENDS(seL4_IRQHandler_SetNotification(9, 1), IRQSetIRQHandler, CAPS(1), WORDS());
    SENDS(seL4_IRQHandler_Clear(9), IRQClearIRQHandler, CAPS(), WORDS());
    SENDS(seL4_DomainSet_Set(9, 1, 2), DomainSetSet, CAPS(2), WORDS(1));
    SENDS(seL4_DomainSet_ScheduleSetStart(9, 1), DomainScheduleSetStart, CAPS(), WORDS(1));
#ifdef CONFIG_ARCH_AARCH32
    SENDS(seL4_DomainSet_ScheduleConfigure(9, 1, 2, 0x300000004), DomainScheduleConfigure, CAPS(),
          WORDS(1, 2, 4, 3));
#else
    SENDS(seL4_DomainSet_ScheduleConfigure(9, 1, 2, 0x300000004), DomainScheduleConfigure, CAPS(),
          WORDS(1, 2, 0x300000004));
#endif
}

/* ---- what a machine adds (spec arch, section 3) ---- */

#ifdef CONFIG_ARCH_X86_64

static void test_machine(void)
{
    SENDS(seL4_X86_PDPT_Map(9, 1, 2, 3), X86PDPTMap, CAPS(1), WORDS(2, 3));
    SENDS(seL4_X86_PageTable_Map(9, 1, 2, 3), X86PageTableMap, CAPS(1), WORDS(2, 3));
    SENDS(seL4_X86_Page_Map(9, 1, 2, rights, 3), X86PageMap, CAPS(1), WORDS(2, 5, 3));
    SENDS(seL4_X86_ASIDControl_MakePool(9, 1, 2, 3, 4), X86ASIDControlMakePool, CAPS(1, 2),
          WORDS(3, 4));
    SENDS(seL4_X86_ASIDPool_Assign(9, 1), X86ASIDPoolAssign, CAPS(1), WORDS());
    SENDS(seL4_X86_IOPortControl_Issue(9, 1, 2, 3, 4, 5), X86IOPortControlIssue, CAPS(3),
          WORDS(1, 2, 4, 5));
    SENDS(seL4_X86_IOPort_In8(9, 1), X86IOPortIn8, CAPS(), WORDS(1));
    CHECK(seL4_X86_IOPort_In32(9, 1).result == 100);
    SENDS(seL4_X86_IOPort_Out16(9, 1, 2), X86IOPortOut16, CAPS(), WORDS(1, 2));
    SENDS(seL4_IRQControl_GetIOAPIC(9, 1, 2, 3, 4, 5, 6, 7, 8), X86IRQIssueIRQHandlerIOAPIC,
          CAPS(1), WORDS(2, 3, 4, 5, 6, 7, 8));
    SENDS(seL4_IRQControl_GetMSI(9, 1, 2, 3, 4, 5, 6, 7, 8), X86IRQIssueIRQHandlerMSI, CAPS(1),
          WORDS(2, 3, 4, 5, 6, 7, 8));
    CHECK(seL4_X86_Page_GetAddress(9).paddr == 100);
}

#else

static void test_machine(void)
{
    SENDS(seL4_ARM_PageTable_Map(9, 1, 2, 3), ARMPageTableMap, CAPS(1), WORDS(2, 3));
    SENDS(seL4_ARM_Page_Map(9, 1, 2, rights, 3), ARMPageMap, CAPS(1), WORDS(2, 5, 3));
    SENDS(seL4_ARM_Page_Clean_Data(9, 1, 2), ARMPageClean_Data, CAPS(), WORDS(1, 2));
    SENDS(seL4_ARM_ASIDControl_MakePool(9, 1, 2, 3, 4), ARMASIDControlMakePool, CAPS(1, 2),
          WORDS(3, 4));
    SENDS(seL4_ARM_ASIDPool_Assign(9, 1), ARMASIDPoolAssign, CAPS(1), WORDS());
    SENDS(seL4_IRQControl_GetTrigger(9, 1, 2, 3, 4, 5), ARMIRQIssueIRQHandlerTrigger, CAPS(3),
          WORDS(1, 2, 4, 5));
    SENDS(seL4_IRQControl_IssueSGISignal(9, 1, 2, 3, 4, 5), ARMIRQIssueSGISignal, CAPS(3),
          WORDS(1, 2, 4, 5));
    CHECK(seL4_ARM_Page_GetAddress(9).paddr == 100);
#ifdef CONFIG_ARCH_AARCH64
    SENDS(seL4_ARM_VSpace_Unify_Instruction(9, 1, 2), ARMVSpaceUnify_Instruction, CAPS(),
          WORDS(1, 2));
    seL4_ARM_SMCContext in = {1, 2, 3, 4, 5, 6, 7, 8}, out;
    SENDS(seL4_ARM_SMC_Call(9, &in, &out), ARMSMCCall, CAPS(), WORDS(1, 2, 3, 4, 5, 6, 7, 8));
    CHECK(((seL4_Word *)&out)[0] == 100 && ((seL4_Word *)&out)[7] == 107);
#else
    SENDS(seL4_ARM_PageDirectory_Clean_Data(9, 1, 2), ARMPDClean_Data, CAPS(), WORDS(1, 2));
#endif
}

#endif

/* ---- replies ---- */

static void test_results(void)
{
    seL4_TCB_GetBreakpoint_t got_breakpoint = seL4_TCB_GetBreakpoint(9, 1);
    CHECK(got_breakpoint.error == seL4_NoError && got_breakpoint.vaddr == 100 &&
          got_breakpoint.type == 101 && got_breakpoint.size == 102 && got_breakpoint.rw == 103 &&
          got_breakpoint.is_enabled == 104);
    CHECK(seL4_TCB_SetFlags(9, 1, 2).flags == 100);
}

/* After an error its details are where seL4_GetMR finds them. */
static void test_errors(void)
{
    answer_label = seL4_RangeError;
    CHECK(seL4_TCB_Resume(9) == seL4_RangeError);
    CHECK(seL4_GetMR(0) == 100 && seL4_GetMR(1) == 101 && seL4_GetMR(3) == 103);
    CHECK(seL4_TCB_SetFlags(9, 1, 2).error == seL4_RangeError);
    CHECK(seL4_GetMR(0) == 100 && seL4_GetMR(1) == 101);
    answer_label = seL4_NoError;
    CHECK(seL4_TCB_Resume(9) == seL4_NoError && seL4_GetMR(0) == 77);
}

/* ---- types ---- */

/* The fields of a message info word (spec 03, section 1), of rights and of guards. */
static void test_fields(void)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(5, 2, 3, 120);
    CHECK(info.words[0] == (5 << 12 | 2 << 9 | 3 << 7 | 120));
    CHECK(seL4_MessageInfo_get_label(info) == 5 && seL4_MessageInfo_get_capsUnwrapped(info) == 2 &&
          seL4_MessageInfo_get_extraCaps(info) == 3 && seL4_MessageInfo_get_length(info) == 120);
    seL4_MessageInfo_t other;
    seL4_MessageInfo_ptr_new(&other, 5, 2, 3, 1);
    seL4_MessageInfo_ptr_set_length(&other, 120);
    CHECK(other.words[0] == info.words[0]);
    seL4_Word top = (seL4_Word)-1 >> 12;
    info = seL4_MessageInfo_set_label(info, (seL4_Word)-1);
    CHECK(seL4_MessageInfo_get_label(info) == top && seL4_MessageInfo_get_length(info) == 120);
    CHECK(seL4_MessageInfo_new(0, 15, 7, 255).words[0] == 0xfff);
    CHECK(seL4_CapRights_new(1, 0, 0, 1).words[0] == 9 && seL4_AllRights.words[0] == 15 &&
          seL4_CanRead.words[0] == 2 && seL4_CanGrant.words[0] == 4);
    seL4_CNode_CapData_t data = seL4_CNode_CapData_new(6, 9);
    CHECK(seL4_CNode_CapData_get_guard(data) == 6 && seL4_CNode_CapData_get_guardSize(data) == 9);
    CHECK(data.words[0] == (sizeof(seL4_Word) == 8 ? 6 << 6 | 9 : 6 << 8 | 9 << 3));
}

static seL4_Fault_t received(seL4_Word label)
{
    for (seL4_Word i = 0; i < seL4_MsgMaxLength; i++) {
        ipc_buffer.msg[i] = 100 + i;
    }
    return seL4_getFault(seL4_MessageInfo_new(label, 0, 0, 20));
}

/* A fault's words are where the specification's tables (05, section 2) have them. */
static void test_faults(void)
{
    seL4_Fault_t fault = received(1);
    CHECK(seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_CapFault);
    CHECK(seL4_Fault_CapFault_get_IP(fault) == 100 && seL4_Fault_CapFault_get_Addr(fault) == 101 &&
          seL4_Fault_CapFault_get_InRecvPhase(fault) == 102 &&
          seL4_Fault_CapFault_get_LookupFailureType(fault) == 103 &&
          seL4_Fault_CapFault_get_BitsLeft(fault) == 104 &&
          seL4_Fault_CapFault_get_DepthMismatch_BitsFound(fault) == 105 &&
          seL4_Fault_CapFault_get_GuardMismatch_GuardFound(fault) == 105 &&
          seL4_Fault_CapFault_get_GuardMismatch_BitsFound(fault) == 106);
    fault = received(5);
    CHECK(seL4_Fault_isFaultType(fault, seL4_Fault_VMFault) &&
          seL4_Fault_VMFault_get_IP(fault) == 100 && seL4_Fault_VMFault_get_Addr(fault) == 101 &&
          seL4_Fault_VMFault_get_PrefetchFault(fault) == 102 &&
          seL4_Fault_VMFault_get_FSR(fault) == 103);
    fault = received(2);
    CHECK(seL4_Fault_UnknownSyscall_get_Syscall(fault) ==
          (sizeof(seL4_UserContext) == 160 ? 118 : 112));
    fault = received(3);
    CHECK(seL4_Fault_UserException_get_FaultIP(fault) == 100 &&
          seL4_Fault_UserException_get_SP(fault) == 101 &&
          seL4_Fault_UserException_get_Number(fault) == 103 &&
          seL4_Fault_UserException_get_Code(fault) == 104);
    fault = seL4_Fault_VMFault_new(1, 2, 3, 4);
    seL4_Fault_VMFault_ptr_set_Addr(&fault, 9);
    CHECK(seL4_Fault_ptr_get_seL4_FaultType(&fault) == 5 &&
          seL4_Fault_VMFault_ptr_get_FSR(&fault) == 4 && seL4_Fault_VMFault_get_Addr(fault) == 9);
}

__attribute__((noreturn, used)) static void run(void)
{
    __sel4_ipc_buffer = &ipc_buffer;
    test_untyped();
    test_cnode();
    test_tcb_settings();
    test_tcb_registers();
    test_controls();
    test_machine();
    test_results();
    test_errors();
    test_fields();
    test_faults();
    (void)host_call(HOST_EXIT, failures > 0 || checks < 60, "", 0);
    __builtin_unreachable();
}

/* The stack is aligned here as a call finds it. */
#ifdef __x86_64__
__asm__(".globl _start\n_start: and $-16, %rsp\n call run\n");
#else
__asm__(".globl _start\n_start: and $-16, %esp\n call run\n");
#endif
