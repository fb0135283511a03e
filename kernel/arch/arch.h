/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract between the generic kernel and a machine. Every architecture gives all of it, none
 * of it is optional, and nothing else of an architecture is used outside kernel/arch and the
 * objects that only it has (kernel/object/x86_*.c, arm_*.c).
 *
 * arch/<name>/types.h   the constants and `struct context` named below
 * arch/<name>/inline.h  the functions marked static inline here
 * the rest              any .c or .S file of that directory
 *
 * An architecture in turn includes kernel/lib and this file, and calls the generic kernel by the
 * upcalls at the end. Interrupts are off whenever generic code runs. There is one kernel stack; it
 * is empty again whenever the machine goes back to user mode. arch/host is the same contract over
 * a Linux process, for unit tests and fuzzing, and the place to start a port from.
 */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

/*
 * types.h must define:
 *
 *   struct context        all registers of a thread. Members that generic code uses by name:
 *                           word_t cap       the capability register: CPtr in, badge out
 *                           word_t info      the message-info register
 *                           word_t mr[ARCH_MR_COUNT]  message registers
 *                           word_t pc        where the thread goes on when it runs next
 *                           word_t restart_pc  address of the instruction that entered the kernel
 *                         and the FPU state. Each entry saves into arch_current() and sets
 *                         both pcs.
 *   ARCH_MR_COUNT         message registers held in machine registers
 *   ARCH_REG_COUNT        words of seL4_UserContext; ARCH_FRAME_REG_COUNT: its "frame" part
 *   ARCH_TCB_BITS         log2 size of a TCB; ARCH_MAX_UNTYPED_BITS: of the largest untyped
 *   ARCH_USER_TOP         first address no frame may reach beyond
 *   ARCH_TABLE_TOP        first address that a paging structure may not be mapped at
 *   ARCH_ROOT_BITS        log2 size of a VSpace root; ARCH_TABLE_BITS: of every other table
 *   ARCH_LEVELS           levels of the page table, root = 0
 *   ARCH_FRAME_SIZES      page sizes
 *   ARCH_ASID_LOW_BITS    log2 of the ASIDs in a pool; ARCH_ASID_POOL_COUNT pools
 *   ARCH_IRQ_COUNT        interrupt numbers the kernel keeps state for; ARCH_IRQ_TIMER: the tick
 *   ARCH_ATTR_DEFAULT     attribute word of ordinary memory; ARCH_ATTR_BOOT_DATA: the same for the
 *                         IPC buffer and bootinfo of the initial thread
 *   ARCH_NO_EXECUTE       attribute bit (of the kernel's own) for pages that never hold code
 *   ARCH_OBJECT_TYPES     the object types from number 5 on, as rows OBJECT_FRAME(size),
 *                         OBJECT_TABLE(level) and OBJECT_VSPACE with commas between them; `size`
 *                         indexes arch_frame_sizes; `level` is 0 where ARCH_TABLES_ALIKE
 *   ARCH_TABLES_ALIKE     1 if one object type serves all levels below the root, and a walk finds
 *                         out which level a table gets (AArch64)
 *   ARCH_STEP_TAKES_BREAKPOINT  1 if single-stepping needs the breakpoint it is asked for with
 *   ARCH_CAP_FROM         the enum control that issues CAP_ARCH: CONTROL_IO_PORT or CONTROL_IRQ
 *   ARCH_MAP_CHECKS       the three checks of mapping a frame in their order: a permutation of
 *                         MAP_CHECK_PLACEMENT, MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT
 */

struct context;

/* A row per page-table level, root first: the level's entries select `bits` address bits at
 * `shift`. */
struct arch_level {
    uint8_t shift, bits, table_bits;
};

/* A row per page size, smallest first: 2^bits bytes, `copies` equal entries at `level`. */
struct arch_frame_size {
    uint8_t bits, level, copies;
};

/* What user mode may do with a page: nothing, read, read and write. */
enum vm_rights { VM_KERNEL_ONLY = 0, VM_READ_ONLY = 1, VM_READ_WRITE = 2 };

/* The checks before a frame is mapped; their order is part of an architecture's ABI. Placement: at
 * the same place as before or, if it is not mapped yet, below ARCH_USER_TOP. */
enum map_check { MAP_CHECK_PLACEMENT, MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT, MAP_CHECKS };

/* Faults whose message holds registers (spec 05, sections 2.2 and 2.3). */
enum arch_fault { ARCH_UNKNOWN_SYSCALL, ARCH_USER_EXCEPTION };

#if defined(ARCH_HOST)
#include "arch/host/types.h"
#elif defined(CONFIG_ARCH_X86_64)
#include "arch/x86_64/types.h"
#elif defined(CONFIG_ARCH_AARCH64)
#include "arch/aarch64/types.h"
#elif defined(CONFIG_ARCH_AARCH32)
#include "arch/armv7/types.h"
#else
#error "kernel/gen_config.h names no architecture this kernel has"
#endif

extern const struct arch_level arch_levels[ARCH_LEVELS];
extern const struct arch_frame_size arch_frame_sizes[ARCH_FRAME_SIZES];
extern const char *const arch_reg_names[ARCH_REG_COUNT];
extern const char arch_name[];

/* ---- console and end ---- */

/* One character to the debug console; '\n' goes out as CR LF. Usable from the first C code on. */
void arch_putc(char c);
/* Stops the machine for good. */
_Noreturn void arch_halt(void);

/* ---- memory as the kernel sees it ---- */

static inline void *arch_ptr(paddr_t pa);
static inline paddr_t arch_paddr(const void *p);
/* Whether there is RAM at `pa`, so that arch_ptr(pa) can be read. */
bool arch_is_ram(paddr_t pa);

/* ---- threads ---- */

/* The context that the next kernel entry saves into; NULL before the first thread runs. */
static inline struct context *arch_current(void);
/* Makes `next` that context, with its TLS registers loaded and its FPU state in place or, with
 * `fpu` false, the FPU closed. */
static inline void arch_switch(struct context *next, bool fpu);

/* The state of a thread that has never run: all zero but what the architecture's spec lists. */
void context_init(struct context *context);
/* The idle thread: waits for interrupts in kernel mode, on a stack of its own. */
void context_init_idle(struct context *context);
/* Word i of seL4_UserContext, where it is kept; word 0 is restart_pc. */
word_t *arch_reg(struct context *context, unsigned i);
/* The first `count` words of it, of a thread that is not the running one. */
void arch_read_regs(struct context *context, unsigned count, word_t *values);
/* A user's value for word i of seL4_UserContext, made harmless. */
word_t arch_sanitise_reg(unsigned i, word_t value);
/* Registers were written from outside; `self`: by the thread's own system call. */
void arch_regs_written(struct context *context, bool self);
void arch_set_tls_base(struct context *context, word_t base);
/* The same for the running thread by its own system call SetTLSBase, where there is one. */
void arch_set_own_tls_base(struct context *context, word_t base);
/* System calls of the running thread that only this machine has (spec arch-*, section 1); false: it
 * has none of that number. */
bool arch_syscall(struct context *context, sword_t number);
/* Tells the FPU owner logic that this context's memory goes away. */
void arch_fpu_forget(struct context *context);

/* The register words of a fault message, in its order: what arch_reg takes. One that is no word of
 * seL4_UserContext (ARCH_REG_COUNT or above) is shown, and a reply does not change it. */
struct fault_regs {
    const uint8_t *reg;
    unsigned count;
};
extern const struct fault_regs arch_fault_regs[];
/* Top words of the user's stack in reports. */
word_t arch_stack_pointer(const struct context *context);

/* ---- address spaces; a table is an array of word_t entries ---- */

/* What an entry at `level` is: exactly one of empty, table, frame. A frame entry that is one of
 * several copies is a frame, too. */
static inline bool pte_is_table(word_t pte, unsigned level);
static inline bool pte_is_frame(word_t pte, unsigned level);
/* The physical address of the table or frame that a non-empty entry names. */
static inline paddr_t pte_paddr(word_t pte, unsigned level);
/* The index into arch_frame_sizes of a frame entry. */
static inline unsigned pte_frame_size(word_t pte, unsigned level);
static inline word_t pte_make_table(paddr_t pa, word_t attr, unsigned level);
static inline word_t pte_make_frame(paddr_t pa, unsigned size, enum vm_rights rights, word_t attr);
/* `count` entries from `first` on were written: make them visible to the page-table walker. */
static inline void arch_pte_written(word_t *first, unsigned count);

/* A fresh, zeroed root gets what the kernel needs to run in it. */
void arch_vspace_init(word_t *root);
/* An address space in one word; root NULL: one without any user mapping. */
static inline word_t arch_vspace(word_t *root, word_t asid);
/* User mode goes on in this address space. */
static inline void arch_vspace_activate(word_t space);
void arch_tlb_flush_page(word_t *root, word_t asid, word_t va);
void arch_tlb_flush_asid(word_t *root, word_t asid);
/* New user memory was zeroed through the kernel's mapping: make RAM agree. */
void arch_memory_zeroed(void *start, size_t size);
/* For the benchmark system calls: all caches are cleaned and invalidated; only those next to the
 * processor are. (Machines that do not offer the choice flush all.) */
void arch_flush_caches(void);
void arch_flush_first_caches(bool data, bool instructions);
/* The processor's cycle counter; running where ENABLE_BENCHMARKS. */
uint64_t arch_cycles(void);

/* ---- interrupts ---- */

/* Whether an interrupt waits that would be taken on return to user mode. */
static inline bool arch_irq_pending(void);
/* A handler was issued for `irq` / its last handler cap is gone. */
void arch_irq_enable(word_t irq);
void arch_irq_disable(word_t irq);
/* The interrupt was delivered: it must not fire again before arch_irq_ack. */
void arch_irq_delivered(word_t irq);
void arch_irq_ack(word_t irq);
/* The interrupt is the kernel's own or does not exist: never given to users. */
bool arch_irq_reserved(word_t irq);
/* The kernel's tick starts. */
void arch_timer_start(void);
/* The tick was handled; arms the next one where that is needed. */
static inline void arch_timer_ack(void);

/* ---- hardware debugging: only called when HARDWARE_DEBUG_API (spec 02, section 5.10) ---- */

struct breakpoint {
    word_t va, type, size, access; /* numbers as in the ABI */
    bool enabled;
};

enum { BREAKPOINT_DATA = 0, BREAKPOINT_INSTRUCTION = 1 };

/* Breakpoint numbers run from 0 to this minus 1. */
unsigned arch_breakpoint_count(void);
/* Whether number n serves this type, and whether the processor can watch `size` bytes. */
bool arch_breakpoint_has_type(unsigned n, word_t type);
bool arch_breakpoint_has_size(word_t size);
void arch_breakpoint_set(struct context *context, unsigned n, const struct breakpoint *breakpoint);
struct breakpoint arch_breakpoint_get(const struct context *context, unsigned n);
void arch_breakpoint_unset(struct context *context, unsigned n);
/* A debug exception after every `count` instructions; 0: none. `fresh`: asked for by the method,
 * with breakpoint n, not by the reply to a fault. False if that is refused. */
bool arch_single_step(struct context *context, unsigned n, word_t count, bool fresh);

/* ---- boot ---- */

/* A range of physical memory, end exclusive; 64 bits also on 32-bit machines. */
struct region {
    uint64_t start, end;
};

enum { BOOT_REGION_MAX = 64, BOOT_CHUNK_MAX = 8 };

/* One record of extra bootinfo (spec 08, section 5); the header is added by boot/bootinfo.c. */
struct boot_chunk {
    uint32_t id;
    uint32_t size;
    const void *data;
};

/* A part of the user image with one set of permissions, page-aligned outwards. */
struct boot_segment {
    word_t start, end;
    bool write, execute;
};

/* What the machine tells the generic kernel at boot. Regions are page-granular where RAM is. */
struct boot_info {
    struct region ram[BOOT_REGION_MAX];      /* ascending, all inside the kernel's window */
    struct region reserved[BOOT_REGION_MAX]; /* not for users at all: kernel, its devices, DTB */
    struct region recycled[2];               /* boot-only kernel memory given to users */
    unsigned ram_count, reserved_count, recycled_count;
    uint64_t device_top;            /* device untypeds cover everything below */
    paddr_t image_start, image_end; /* the user image, page-aligned */
    word_t image_offset;            /* physical minus virtual address of the image */
    word_t image_entry;
    struct boot_segment segments[16]; /* known permissions (may be none: all RWX) */
    unsigned segment_count;
    struct boot_chunk chunks[BOOT_CHUNK_MAX];
    unsigned chunk_count;
    word_t io_pt_levels, num_nodes;
    bool extra_frames_power_of_two; /* extra bootinfo frames: rounded up to 2^n or not */
};

/* ---- upcalls: what an architecture may call ---- */

#ifndef ARCH_ENTRY
#define ARCH_ENTRY
#endif

/* A system call: `cap` and `info` as in the context, `number` the full register. All registers are
 * free for it to use, where the compiler can be told so (ARCH_ENTRY). */
ARCH_ENTRY void trap_syscall(word_t cap, word_t info, sword_t number);
/* A memory access fault: fault address, whether a fetch, and the status word of the spec. */
void trap_vm_fault(word_t va, bool fetch, word_t status);
/* Any other exception of user mode. */
void trap_user_exception(word_t number, word_t code);
/* A trap instruction that counts as a system call nobody implements (x86 `int n`). */
void trap_unknown_syscall(word_t number);
/* A debug exception; reason as in spec 05, section 2.4. */
void trap_debug_exception(word_t reason, word_t va, word_t breakpoint);
/* Interrupt `irq` is active; the controller has been told what it needs to hear at entry.
 * ARCH_IRQ_COUNT: spurious, nothing is active. */
void trap_irq(word_t irq);
/* The machine is set up, on the boot stack. Returns once the initial thread is current; the
 * architecture then resumes arch_current(). */
void kernel_main(const struct boot_info *info);

#if defined(ARCH_HOST)
#include "arch/host/inline.h"
#elif defined(CONFIG_ARCH_X86_64)
#include "arch/x86_64/inline.h"
#elif defined(CONFIG_ARCH_AARCH64)
#include "arch/aarch64/inline.h"
#else
#include "arch/armv7/inline.h"
#endif
