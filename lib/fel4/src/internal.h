/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the runtime have for each other. */
#pragma once

#include <fel4/fel4.h>
#include <fel4_config.h>
#include <stdint.h>

enum { PAGE_BITS = 12, PAGE_SIZE = 1 << PAGE_BITS };

/* When a thread wants to be signalled; the timer's thread has it in its list until then. */
struct fel4_alarm {
    struct fel4_alarm *next;
    uint64_t at;
    seL4_CPtr notification, own; /* the one to signal; the one of this thread alone */
};

struct fel4_thread {
    char name[32];
    seL4_CPtr tcb, done, fault_endpoint, ipc_frame, lock_wakeup;
    bool own_handler; /* its faults go to an endpoint of the program */
    char *stack;
    size_t stack_size;
    seL4_IPCBuffer *ipc_buffer;
    void *tls;
    void (*code)(void *);
    void *argument;
    struct fel4_alarm alarm;
    struct _reent *reent;            /* what the C library keeps for it, errno among others */
    struct fel4_thread *next;        /* of the destroyed ones */
    struct fel4_thread *next_waiter; /* for the same lock of the C library */
};

/* program.c: what fel4.toml says of this program. */
extern const char fel4_program_name[];
extern char *const fel4_heap;
extern const size_t fel4_heap_size;

extern struct fel4_thread fel4_main_thread;
extern __thread struct fel4_thread *fel4_self;

/* Gives back the C library's locks that a thread, known by its IPC buffer, held when it ended; with
 * NULL, all locks. */
void fel4_locks_release(const void *owner);

/* The C library's part of a thread: made with it (NULL: no memory), emptied when it ends. */
struct _reent *fel4_reent_new(void);
void fel4_reent_clear(struct _reent *reent);

void fel4_alarm_cancel(struct fel4_alarm *alarm);

void fel4_alloc_init(void);
void fel4_console_init(void);
void fel4_fault_init(void);
extern seL4_CPtr fel4_fault_endpoint;
void fel4_vspace_init(void);

/* The levels of page tables below the root, from the top: as Map reports that one is missing, which
 * is also how many bits of an address are below the table's. */
#if defined(CONFIG_ARCH_AARCH32)
enum { FEL4_LEVELS = 1 };
static const seL4_Word fel4_levels[FEL4_LEVELS] = {SEL4_MAPPING_LOOKUP_NO_PT};
#else
enum { FEL4_LEVELS = 3 };
static const seL4_Word fel4_levels[FEL4_LEVELS] = {39, 30, SEL4_MAPPING_LOOKUP_NO_PT};
#endif
extern const char __ehdr_start __attribute__((visibility("hidden")));
extern char etext[]; /* where the code ends */

/* ---- of the architecture (arch/ARCH/arch.c) ---- */

/* The running thread's thread pointer. */
void fel4_arch_set_tls(seL4_Word base);
seL4_Word fel4_arch_tls(void);
seL4_Error fel4_arch_map_frame(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va,
                               seL4_CapRights_t rights, seL4_Word attributes);
/* The size of an architecture's own object. */
seL4_Word fel4_arch_object_bits(seL4_Word type);
/* Maps a page table for `va`, the one whose absence Map reported as `level`. */
seL4_Error fel4_arch_map_table(seL4_CPtr vspace, seL4_Word va, seL4_Word level);
/* Text of a VM fault's access, and whether the address was only not mapped. */
const char *fel4_arch_access(seL4_Word status, seL4_Bool fetch);
const char *fel4_arch_status(seL4_Word status);
const char *fel4_arch_exception(seL4_Word number);
seL4_Word fel4_arch_frame_pointer(const seL4_UserContext *registers);
seL4_Word fel4_arch_stack_pointer(const seL4_UserContext *registers);
extern const char *const fel4_arch_register_names[];
/* The timer: opens it and signals `notification` at each interrupt, NULL or why that cannot be; the
 * time since then; has it interrupt at that time or before, never for UINT64_MAX. */
const char *fel4_arch_clock_open(seL4_CPtr notification);
uint64_t fel4_arch_clock_now(void);
void fel4_arch_clock_alarm(uint64_t at);
void fel4_arch_clock_ack(void);
#define FEL4_SECOND 1000000000ull
/* A handler for an interrupt in an empty slot. */
seL4_Error fel4_arch_irq_get(seL4_Word irq, seL4_CPtr slot);
/* The serial line when the kernel prints nothing; false if there is no driver for it. */
void fel4_arch_uart_init(void);
void fel4_arch_uart_put(char c);
int fel4_arch_uart_get(void);
