/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: what the runtime needs to know of it. */
#include "src/internal.h"

#include <fel4/io.h>

/* ---- threads ---- */

void fel4_arch_set_tls(seL4_Word base)
{
#ifdef CONFIG_SET_TLS_BASE_SELF
    seL4_SetTLSBase(base);
#else
    __asm__ volatile("wrfsbase %0" : : "r"(base));
#endif
}

seL4_Word fel4_arch_tls(void)
{
    seL4_Word base;
    __asm__("movq %%fs:0, %0" : "=r"(base));
    return base;
}

void fel4_set_registers(seL4_UserContext *registers, void *code, void *stack_top,
                        seL4_Word argument)
{
    registers->rip = (seL4_Word)code;
    /* As if called: the stack is aligned before a return address is pushed. */
    registers->rsp = ((seL4_Word)stack_top & ~(seL4_Word)15) - sizeof(seL4_Word);
    registers->rdi = argument;
    registers->rflags = 0x202;
}

/* ---- address space ---- */

static seL4_Word attributes_of(seL4_Word attributes)
{
    return attributes == (seL4_Word)FEL4_ATTR_DEFAULT  ? seL4_X86_Default_VMAttributes
           : attributes == (seL4_Word)FEL4_ATTR_DEVICE ? seL4_X86_CacheDisabled
                                                       : attributes;
}

seL4_Error fel4_arch_map_frame(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va,
                               seL4_CapRights_t rights, seL4_Word attributes)
{
    return seL4_X86_Page_Map(frame, vspace, va, rights, attributes_of(attributes));
}

seL4_Error fel4_arch_map_table(seL4_CPtr vspace, seL4_Word va, seL4_Word level)
{
    seL4_Word type = level == SEL4_MAPPING_LOOKUP_NO_PDPT ? seL4_X86_PDPTObject
                     : level == SEL4_MAPPING_LOOKUP_NO_PD ? seL4_X86_PageDirectoryObject
                                                          : seL4_X86_PageTableObject;
    seL4_CPtr table = fel4_object(type, 0);
    if (table == 0) {
        return seL4_NotEnoughMemory;
    }
    switch (type) {
    case seL4_X86_PDPTObject:
        return seL4_X86_PDPT_Map(table, vspace, va, seL4_X86_Default_VMAttributes);
    case seL4_X86_PageDirectoryObject:
        return seL4_X86_PageDirectory_Map(table, vspace, va, seL4_X86_Default_VMAttributes);
    default:
        return seL4_X86_PageTable_Map(table, vspace, va, seL4_X86_Default_VMAttributes);
    }
}

seL4_Word fel4_arch_object_bits(seL4_Word type)
{
#ifdef CONFIG_HUGE_PAGE
    if (type == seL4_X64_HugePageObject) {
        return seL4_HugePageBits;
    }
#endif
    return type == seL4_X86_LargePageObject ? seL4_LargePageBits : seL4_PageBits;
}

seL4_Word fel4_frame_type(void)
{
    return seL4_X86_4K;
}

seL4_Word fel4_vspace_type(void)
{
    return seL4_X64_PML4Object;
}

seL4_Error fel4_unmap(seL4_CPtr frame)
{
    return seL4_X86_Page_Unmap(frame);
}

seL4_Error fel4_assign_asid(seL4_CPtr vspace)
{
    return seL4_X86_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace);
}

/* ---- faults ---- */

enum { FSR_PRESENT = 1, FSR_WRITE = 2, FSR_RESERVED = 8, FSR_FETCH = 16 };

const char *fel4_arch_access(seL4_Word status, seL4_Bool fetch)
{
    return fetch || (status & FSR_FETCH) ? "execute" : status & FSR_WRITE ? "write" : "read";
}

const char *fel4_arch_status(seL4_Word status)
{
    return status & FSR_RESERVED  ? "a reserved bit is set in a page table"
           : status & FSR_PRESENT ? "the page does not permit that"
                                  : "nothing is mapped there";
}

const char *fel4_arch_exception(seL4_Word number)
{
    static const char *const names[] = {
        [0] = "division error",
        [1] = "debug",
        [2] = "non-maskable interrupt",
        [3] = "breakpoint",
        [4] = "overflow",
        [5] = "bounds",
        [6] = "invalid instruction",
        [7] = "FPU disabled",
        [8] = "double fault",
        [10] = "invalid TSS",
        [11] = "segment not present",
        [12] = "stack segment",
        [13] = "general protection",
        [16] = "floating point",
        [17] = "alignment",
    };
    return number < sizeof(names) / sizeof(names[0]) && names[number] ? names[number] : "unknown";
}

seL4_Word fel4_arch_frame_pointer(const seL4_UserContext *registers)
{
    return registers->rbp;
}

seL4_Word fel4_arch_stack_pointer(const seL4_UserContext *registers)
{
    return registers->rsp;
}

const char *const fel4_arch_register_names[] = {
    "rip", "rsp", "rflags", "rax", "rbx", "rcx", "rdx", "rsi", "rdi",     "rbp",
    "r8",  "r9",  "r10",    "r11", "r12", "r13", "r14", "r15", "fs_base", "gs_base",
};

/* ---- I/O ports, and the serial line behind some ---- */

seL4_CPtr fel4_io_ports(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = fel4_slots(1);
    if (slot != 0 &&
        seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, seL4_CapInitThreadCNode,
                                     slot, seL4_WordBits) != seL4_NoError) {
        fel4_slots_return(slot, 1);
        return 0;
    }
    return slot;
}

enum { COM1 = 0x3f8, COM1_LAST = 0x3ff, UART_STATUS = 5, STATUS_INPUT = 1, STATUS_CAN_SEND = 0x20 };

static seL4_CPtr port;

void fel4_arch_uart_init(void)
{
    port = fel4_io_ports(COM1, COM1_LAST);
}

void fel4_arch_uart_put(char c)
{
    if (port == 0) {
        return;
    }
    while (!(seL4_X86_IOPort_In8(port, COM1 + UART_STATUS).result & STATUS_CAN_SEND)) {
    }
    seL4_X86_IOPort_Out8(port, COM1, (unsigned char)c);
}

int fel4_arch_uart_get(void)
{
    if (port == 0 || !(seL4_X86_IOPort_In8(port, COM1 + UART_STATUS).result & STATUS_INPUT)) {
        return -1;
    }
    return seL4_X86_IOPort_In8(port, COM1).result;
}
