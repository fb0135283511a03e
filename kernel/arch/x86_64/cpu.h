/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: single instructions, and the numbers of registers and bits that they need. */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

enum {
    SKIM_WINDOW = ENABLED(CONFIG_KERNEL_SKIM_WINDOW),
    FSGSBASE_INST = ENABLED(CONFIG_FSGSBASE_INST),
    USE_XSAVE = ENABLED(CONFIG_XSAVE),
    USE_IOAPIC = ENABLED(CONFIG_IRQ_IOAPIC),
    USE_X2APIC = ENABLED(CONFIG_X2APIC),
    USE_SYSENTER = ENABLED(CONFIG_SYSENTER),
    USE_PCID = ENABLED(CONFIG_SUPPORT_PCID),
    DANGEROUS_MSR = ENABLED(CONFIG_KERNEL_X86_DANGEROUS_MSR),
    IBRS_STIBP = ENABLED(CONFIG_KERNEL_X86_IBRS_STIBP),
    IBRS_BASIC = ENABLED(CONFIG_KERNEL_X86_IBRS_BASIC),
    IBRS_ALL = ENABLED(CONFIG_KERNEL_X86_IBRS_ALL),
    IBPB_ON_SWITCH = ENABLED(CONFIG_KERNEL_X86_IBPB_ON_CONTEXT_SWITCH),
    RSB_ON_SWITCH = ENABLED(CONFIG_KERNEL_X86_RSB_ON_CONTEXT_SWITCH),
    PREFETCHERS_DISABLED = ENABLED(CONFIG_DEBUG_DISABLE_PREFETCHERS),
};

enum {
    MSR_APIC_BASE = 0x1b,
    MSR_PREDICTOR_COMMAND = 0x49,
    MSR_SYSENTER_CS = 0x174,
    MSR_SYSENTER_RSP = 0x175,
    MSR_SYSENTER_RIP = 0x176,
    MSR_ARCH_CAPABILITIES = 0x10a,
    MSR_PREFETCH_CONTROL = 0x1a4,
    MSR_PAT = 0x277,
    MSR_EFER = 0xc0000080,
    MSR_STAR = 0xc0000081,
    MSR_LSTAR = 0xc0000082,
    MSR_FMASK = 0xc0000084,
    MSR_FS_BASE = 0xc0000100,
    MSR_GS_BASE = 0xc0000101,
};

enum { SPEC_CTRL_IBRS = 1 << 0, SPEC_CTRL_STIBP = 1 << 1, PREDICTOR_BARRIER = 1 << 0 };

enum { EFER_SYSCALL = 1 << 0, EFER_LONG_MODE = 5 << 8, EFER_NO_EXECUTE = 1 << 11 };

enum {
    CR0_PROTECTED = 1 << 0,
    CR0_MONITOR = 1 << 1,
    CR0_TASK_SWITCHED = 1 << 3,
    CR0_NUMERIC_ERROR = 1 << 5,
    CR0_WRITE_PROTECT = 1 << 16,
};

#define CR0_PAGING (1UL << 31)

enum {
    CR4_LONG_ENTRIES = 1 << 5, /* of page tables: needed in long mode */
    CR4_COUNTERS_FOR_USERS = 1 << 8,
    CR4_FXSAVE = 1 << 9,
    CR4_FSGSBASE = 1 << 16,
    CR4_PCID = 1 << 17,
    CR4_XSAVE = 1 << 18,
    CR4_SMEP = 1 << 20,
};

enum {
    FLAG_ALWAYS = 1 << 1,
    FLAG_RESERVED3 = 1 << 3,
    FLAG_RESERVED5 = 1 << 5,
    FLAG_TRAP = 1 << 8,
    FLAG_INTERRUPT = 1 << 9,
    FLAG_DIRECTION = 1 << 10,
    FLAG_NESTED = 1 << 14,
    FLAG_RESUME = 1 << 16,
    FLAG_ALIGNMENT = 1 << 18,
    FLAG_USER_MASK = 0xfff,
};

static inline void cpu_out8(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void cpu_out16(uint16_t port, uint16_t value)
{
    asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void cpu_out32(uint16_t port, uint32_t value)
{
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t cpu_in8(uint16_t port)
{
    uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint16_t cpu_in16(uint16_t port)
{
    uint16_t value;
    asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint32_t cpu_in32(uint16_t port)
{
    uint32_t value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint64_t cpu_read_msr(uint32_t msr)
{
    uint32_t low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static inline void cpu_write_msr(uint32_t msr, uint64_t value)
{
    asm volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

#define CPU_REGISTER(name)                                                                         \
    static inline word_t cpu_read_##name(void)                                                     \
    {                                                                                              \
        word_t value;                                                                              \
        asm volatile("mov %%" #name ", %0" : "=r"(value));                                         \
        return value;                                                                              \
    }                                                                                              \
    static inline void cpu_write_##name(word_t value)                                              \
    {                                                                                              \
        asm volatile("mov %0, %%" #name : : "r"(value) : "memory");                                \
    }

CPU_REGISTER(cr0)
CPU_REGISTER(cr2)
CPU_REGISTER(cr3)
CPU_REGISTER(cr4)
CPU_REGISTER(dr0)
CPU_REGISTER(dr1)
CPU_REGISTER(dr2)
CPU_REGISTER(dr3)
CPU_REGISTER(dr6)
CPU_REGISTER(dr7)

static inline word_t cpu_read_fs_base(void)
{
    word_t value;
    asm volatile("rdfsbase %0" : "=r"(value));
    return value;
}

static inline word_t cpu_read_gs_base(void)
{
    word_t value;
    asm volatile("rdgsbase %0" : "=r"(value));
    return value;
}

/* Forgets what the TLB holds of one page of an address space, or of all of it, current or not. */
enum invpcid_kind { INVPCID_PAGE = 0, INVPCID_SPACE = 1 };

static inline void cpu_invpcid(enum invpcid_kind kind, word_t pcid, word_t va)
{
    struct {
        word_t pcid, va;
    } what = {pcid, va};
    asm volatile("invpcid %0, %1" : : "m"(what), "r"((word_t)kind) : "memory");
}

static inline uint64_t cpu_time_stamp(void)
{
    uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

struct cpuid {
    uint32_t a, b, c, d;
};

static inline struct cpuid cpu_id(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid id;
    asm volatile("cpuid"
                 : "=a"(id.a), "=b"(id.b), "=c"(id.c), "=d"(id.d)
                 : "a"(leaf), "c"(subleaf));
    return id;
}

/* A base that no processor accepts, and so no thread has. */
#define NOT_CANONICAL (1UL << 62)

/* Whether an address is one that the processor accepts in a register. */
static inline bool is_canonical(word_t address)
{
    return (word_t)((sword_t)(address << 16) >> 16) == address;
}
