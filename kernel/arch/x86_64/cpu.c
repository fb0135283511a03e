/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: which features the processor has and which are turned on; segments, gates, SYSCALL. */
#include "arch/x86_64/machine.h"
#include "lib/print.h"

/* ---- features ---- */

bool cpu_has(const struct feature *f)
{
    if (cpu_id(f->leaf & 0x80000000, 0).a < f->leaf) {
        return false;
    }
    struct cpuid id = cpu_id(f->leaf, 0);
    const uint32_t regs[] = {id.a, id.b, id.c, id.d};
    return regs[f->reg] >> f->bit & 1;
}

static const struct feature needed[] = {
    {"fxsr", 1, CPUID_EDX, 24, HAVE_FPU},
    {"sse", 1, CPUID_EDX, 25, HAVE_FPU},
    {"apic", 1, CPUID_EDX, 9, true},
    {"pat", 1, CPUID_EDX, 16, true},
    {"syscall", 0x80000001, CPUID_EDX, 11, !USE_SYSENTER},
    {"sysenter (KernelSyscall)", 1, CPUID_EDX, 11, USE_SYSENTER},
    {"fsgsbase (KernelFSGSBase)", 7, CPUID_EBX, 0, FSGSBASE_INST},
    {"xsave (KernelFPU)", 1, CPUID_ECX, 26, USE_XSAVE},
    {"x2apic (KernelLAPICMode)", 1, CPUID_ECX, 21, USE_X2APIC},
    {"pcid (KernelSupportPCID)", 1, CPUID_ECX, 17, USE_PCID},
    {"invpcid (KernelSupportPCID)", 7, CPUID_EBX, 10, USE_PCID},
};

static const struct feature smep = {"smep", 7, CPUID_EBX, 7, false};
static const struct feature no_execute = {"nx", 0x80000001, CPUID_EDX, 20, false};

/* AMD's processors announce SYSENTER, and have it in 32-bit modes only. */
static bool has_long_sysenter(void)
{
    uint32_t maker = cpu_id(0, 0).b;
    return maker != CPUID_AUTHENTIC_AMD && maker != CPUID_HYGON_GENUINE;
}

void cpu_check(void)
{
    bool missing = false;
    if (USE_SYSENTER && !has_long_sysenter()) {
        kprintf("This processor lacks sysenter in 64-bit mode, which KernelSyscall needs.\n");
        missing = true;
    }
    for (unsigned i = 0; i < COUNT_OF(needed); i++) {
        if (needed[i].needed && !cpu_has(&needed[i])) {
            kprintf("This processor lacks %s, which the configuration needs.\n", needed[i].name);
            missing = true;
        }
    }
    if (missing) {
        kprintf("Choose another -cpu, or other Kernel* values.\n");
        arch_halt();
    }
}

/* ---- descriptor tables, mapped for user code, too ---- */

#define SKIM_DATA __attribute__((section(".skim.data")))

struct tss {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7];
    uint64_t reserved2;
    uint16_t reserved3, io_map;
} __attribute__((packed));

static struct tss tss SKIM_DATA = {.io_map = sizeof(struct tss)};

enum {
    GDT_KERNEL_CODE = 1,
    GDT_KERNEL_DATA,
    GDT_UNUSED,
    GDT_UNUSED2,
    GDT_USER_DATA,
    GDT_USER_CODE,
    GDT_TSS
};

static uint64_t gdt[GDT_TSS + 2] __attribute__((aligned(16))) SKIM_DATA = {
    [GDT_KERNEL_CODE] = 0x00af9b000000ffff,
    [GDT_KERNEL_DATA] = 0x00cf93000000ffff,
    [GDT_USER_DATA] = 0x00cff3000000ffff,
    [GDT_USER_CODE] = 0x00affb000000ffff,
};

struct gate {
    uint16_t offset0, segment;
    uint8_t ist, type;
    uint16_t offset1;
    uint32_t offset2, reserved;
} __attribute__((packed));

static struct gate idt[256] __attribute__((aligned(16))) SKIM_DATA;

struct table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

enum { GATE_INTERRUPT = 0x8e, GATE_USER = 0xee, STUB_SIZE = 16 };
enum { VECTOR_DEBUG = 1, VECTOR_NMI = 2, VECTOR_BREAKPOINT = 3, VECTOR_DOUBLE_FAULT = 8 };

extern const char trap_stubs[], skim_stack_top[], syscall_entry[], sysenter_entry[];
extern const char debug_stack_top[], nmi_stack_top[], fault_stack_top[];

/* These come even where RSP is no stack, in the first and last instructions of trap.S: each has a
 * stack of its own. */
static void set_stacks(void)
{
    tss.rsp[0] = (word_t)skim_stack_top;
    tss.ist[0] = (word_t)debug_stack_top;
    tss.ist[1] = (word_t)nmi_stack_top;
    tss.ist[2] = (word_t)fault_stack_top;
    idt[VECTOR_DEBUG].ist = 1;
    idt[VECTOR_NMI].ist = 2;
    idt[VECTOR_DOUBLE_FAULT].ist = 3;
}

static void set_gate(unsigned vector, word_t target, uint8_t type)
{
    idt[vector] = (struct gate){.offset0 = (uint16_t)target,
                                .segment = SEG_KERNEL_CODE,
                                .type = type,
                                .offset1 = (uint16_t)(target >> 16),
                                .offset2 = (uint32_t)(target >> 32)};
}

static void load_tables(void)
{
    word_t base = (word_t)&tss;
    gdt[GDT_TSS] =
        (sizeof(tss) - 1) | (base & 0xffffff) << 16 | 0x89UL << 40 | (base >> 24 & 0xff) << 56;
    gdt[GDT_TSS + 1] = base >> 32;
    for (unsigned v = 0; v < 256; v++) {
        bool user = v == VECTOR_BREAKPOINT || v >= VECTOR_USER;
        set_gate(v, (word_t)trap_stubs + v * STUB_SIZE, user ? GATE_USER : GATE_INTERRUPT);
    }
    set_stacks();
    struct table_pointer gdt_pointer = {sizeof(gdt) - 1, (word_t)gdt};
    struct table_pointer idt_pointer = {sizeof(idt) - 1, (word_t)idt};
    asm volatile("lgdt %0; lidt %1; ltr %w2"
                 :
                 : "m"(gdt_pointer), "m"(idt_pointer), "r"(SEG_TSS)
                 : "memory");
    /* After reset there is a local table, at address 0: user code could write it, and in it a gate
     * to the kernel's ring. */
    asm volatile("lldt %w0" : : "r"(0));
    asm volatile("movw %w0, %%ss; movw %w1, %%ds; movw %w1, %%es; movw %w1, %%fs; movw %w1, %%gs"
                 :
                 : "r"(SEG_KERNEL_DATA), "r"(0));
}

/* ---- control registers ---- */

enum { XSAVE_LEAF = 0xd };

/* Write-back, write-through, uncached-, uncached, write-combining; 5 to 7 as at reset. */
#define PAT_VALUE 0x0007040100070406UL

word_t pte_no_execute;

BOOT_CODE static void check_xsave(void)
{
    uint32_t has = cpu_id(XSAVE_LEAF, 0).a;
    uint32_t lacks = CONFIG_XSAVE_FEATURE_SET & ~has;
    if (lacks != 0) {
        kprintf("This processor has XSAVE features 0x%x, but not 0x%x of KernelXSaveFeatureSet.\n",
                has, lacks);
        arch_halt();
    }
}

BOOT_CODE static void enable_xsave(void)
{
    check_xsave();
    asm volatile("xsetbv" : : "c"(0), "a"(CONFIG_XSAVE_FEATURE_SET), "d"(0));
    uint32_t size = cpu_id(XSAVE_LEAF, 0).b;
    if (size > CONFIG_XSAVE_SIZE) {
        kprintf("XSAVE needs %u bytes for a thread; KernelXSaveSize is %u.\n", size,
                CONFIG_XSAVE_SIZE);
        arch_halt();
    }
}

/* Nothing is kept of what the boot loader left: a bit that it set could let user code count
 * events, trap on alignment, or use registers that no context holds. */
BOOT_CODE static void set_control_registers(void)
{
    cpu_write_cr0(CR0_PROTECTED | CR0_MONITOR | CR0_NUMERIC_ERROR | CR0_WRITE_PROTECT | CR0_PAGING);
    word_t cr4 = CR4_LONG_ENTRIES | CR4_FXSAVE;
    cr4 |= FSGSBASE_INST ? CR4_FSGSBASE : 0;
    cr4 |= USE_XSAVE ? CR4_XSAVE : 0;
    cr4 |= USE_PCID ? CR4_PCID : 0;
    cr4 |= ENABLED(CONFIG_EXPORT_PMC_USER) ? CR4_COUNTERS_FOR_USERS : 0;
    cr4 |= cpu_has(&smep) && !DANGEROUS_CODE_INJECTION ? CR4_SMEP : 0;
    cpu_write_cr4(cr4);
    if (USE_XSAVE) {
        enable_xsave();
    }
    uint64_t efer = cpu_read_msr(MSR_EFER) & EFER_LONG_MODE;
    efer |= USE_SYSENTER ? 0 : EFER_SYSCALL;
    if (ROOT_TASK_WX && cpu_has(&no_execute)) {
        efer |= EFER_NO_EXECUTE;
        pte_no_execute = 1UL << 63;
    }
    cpu_write_msr(MSR_EFER, efer);
}

static void set_entry(void)
{
#ifdef CONFIG_SYSENTER
    cpu_write_msr(MSR_SYSENTER_CS, SEG_KERNEL_CODE);
    cpu_write_msr(MSR_SYSENTER_RSP, (word_t)skim_stack_top);
    cpu_write_msr(MSR_SYSENTER_RIP, (word_t)sysenter_entry);
#else
    cpu_write_msr(MSR_STAR, (uint64_t)(SEG_USER_DATA - 8) << 48 | (uint64_t)SEG_KERNEL_CODE << 32);
    cpu_write_msr(MSR_LSTAR, (word_t)syscall_entry);
    /* FLAG_NESTED, left set, would make the kernel's next IRETQ fail. */
    cpu_write_msr(MSR_FMASK,
                  FLAG_TRAP | FLAG_INTERRUPT | FLAG_DIRECTION | FLAG_NESTED | FLAG_ALIGNMENT);
#endif
}

void cpu_init(void)
{
    set_control_registers();
    load_tables();
    cpu_write_msr(MSR_PAT, PAT_VALUE);
    set_entry();
    speculation_init();
    fpu_init();
}
