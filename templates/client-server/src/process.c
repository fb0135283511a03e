/* SPDX-License-Identifier: BSD-2-Clause */
/* See process.h. */
#include "process.h"

#include <fel4/fel4.h>
#include <string.h>

enum { PAGE_BITS = 12, PAGE = 1 << PAGE_BITS, RADIX = 4, FAULTS = 2, BUFFER_AT = 0x10000000 };

extern char __ehdr_start[], etext[];

/* The stack and thread-local storage of the next process; it gets a copy of them. */
static char stack[16 << 10] __attribute__((aligned(PAGE)));
static char tls[4096] __attribute__((aligned(64)));

/* A frame with the contents of one of our pages. */
static seL4_CPtr copy_page(seL4_Word page)
{
    static seL4_Word window;
    window = window != 0 ? window : fel4_reserve(PAGE);
    seL4_CPtr frame = fel4_object(fel4_frame_type(), PAGE_BITS);
    if (frame == 0 || fel4_map(seL4_CapInitThreadVSpace, frame, window, seL4_ReadWrite,
                               (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
        return 0;
    }
    memcpy((void *)window, (const void *)page, PAGE);
    fel4_unmap(frame);
    return frame;
}

/* Code is mapped read-only and shared; everything behind it is copied, but the page below our own
 * stack, which is not mapped. */
static bool map_image(seL4_CPtr vspace)
{
    seL4_SlotRegion frames = seL4_GetBootInfo()->userImageFrames;
    seL4_Word page = (seL4_Word)__ehdr_start & ~(seL4_Word)(PAGE - 1);
    for (seL4_CPtr slot = frames.start; slot < frames.end; slot++, page += PAGE) {
        if (page == (seL4_Word)fel4_stack_guard) {
            continue;
        }
        bool code = page + PAGE <= (seL4_Word)etext;
        seL4_CPtr frame = code ? fel4_mint(slot, seL4_CanRead, 0) : copy_page(page);
        if (frame == 0 || fel4_map(vspace, frame, page, code ? seL4_CanRead : seL4_ReadWrite,
                                   (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
            return false;
        }
    }
    return true;
}

static bool start_thread(seL4_CPtr tcb, void (*code)(void))
{
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, (void *)code, stack + sizeof(stack), 0);
    return seL4_TCB_WriteRegisters(tcb, true, 0, sizeof(registers) / sizeof(seL4_Word) - 2,
                                   &registers) == seL4_NoError;
}

/* A capability in a slot of the process's CNode. */
static bool give(seL4_CPtr cnode, seL4_Word slot, seL4_CPtr capability)
{
    return seL4_CNode_Copy(cnode, slot, RADIX, seL4_CapInitThreadCNode, capability, seL4_WordBits,
                           seL4_AllRights) == seL4_NoError;
}

/* The fault endpoint is looked up in the CSpace of the thread that faults. */
static bool configure(seL4_CPtr tcb, seL4_CPtr cnode, seL4_CPtr vspace, seL4_CPtr buffer)
{
    seL4_Word tls_base = fel4_tls_init(memset(tls, 0, sizeof(tls)), (seL4_IPCBuffer *)BUFFER_AT);
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - RADIX).words[0];
    return fel4_map(vspace, buffer, BUFFER_AT, seL4_ReadWrite, (seL4_Word)FEL4_ATTR_DEFAULT) ==
               seL4_NoError &&
           seL4_TCB_Configure(tcb, FAULTS, cnode, guard, vspace, 0, BUFFER_AT, buffer) ==
               seL4_NoError &&
           seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, 100) == seL4_NoError &&
           seL4_TCB_SetTLSBase(tcb, tls_base) == seL4_NoError;
}

bool process_start(const char *name, void (*code)(void), seL4_CPtr endpoint, seL4_CPtr faults)
{
    seL4_CPtr vspace = fel4_object(fel4_vspace_type(), 0);
    seL4_CPtr cnode = fel4_object(seL4_CapTableObject, RADIX);
    seL4_CPtr tcb = fel4_object(seL4_TCBObject, 0);
    seL4_CPtr buffer = fel4_object(fel4_frame_type(), PAGE_BITS);
    if (vspace == 0 || cnode == 0 || tcb == 0 || buffer == 0 ||
        fel4_assign_asid(vspace) != seL4_NoError || !give(cnode, PROCESS_ENDPOINT, endpoint) ||
        !give(cnode, FAULTS, faults) || !configure(tcb, cnode, vspace, buffer) ||
        !map_image(vspace)) {
        return false;
    }
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(tcb, name);
#else
    (void)name;
#endif
    return start_thread(tcb, code);
}
