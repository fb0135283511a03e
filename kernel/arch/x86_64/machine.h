/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: what the files of this directory have for each other.
 *
 *   start.S    from the boot loader to 64-bit code      boot.c     multiboot, PVH, the user image
 *   trap.S     entries and exits; dispatch.c what follows     context.c  registers, FPU, TLS
 *   paging.c   the kernel's address space, TLB          cpu.c      features, descriptor tables
 *   irq.c      local APIC, I/O APIC, PIC                timer.c    calibration, the tick
 *   acpi.c     tables of the firmware                   console.c  the serial line
 *   debug.c    breakpoints, single-stepping             danger.c   system calls for experiments
 *   speculation.c   branch prediction, prefetchers
 */
#pragma once

#include "arch/arch.h"
#include "arch/x86_64/cpu.h"

/* ---- console.c ---- */

/* Base I/O port of the serial line for the kernel's text; 0: none. */
void console_init(uint16_t port);

/* ---- context.c ---- */

void fpu_init(void);

/* ---- cpu.c ---- */

/* One bit of CPUID: register (0 to 3: EAX, EBX, ECX, EDX) and bit of a leaf. */
struct feature {
    const char *name;
    uint32_t leaf;
    uint8_t reg, bit;
    bool needed;
};

enum { CPUID_EBX = 1, CPUID_ECX = 2, CPUID_EDX = 3 };
/* The first four letters of makers' names. */
enum { CPUID_AUTHENTIC_AMD = 0x68747541, CPUID_HYGON_GENUINE = 0x6f677948 };

bool cpu_has(const struct feature *f);
/* Stops with a message if the processor lacks what the configuration needs. */
void cpu_check(void);
void cpu_init(void);

/* ---- paging.c ---- */

extern word_t kernel_root[];

/* The final address space of the kernel. RAM up to `ram_top` gets into the window. */
void paging_init(uint64_t ram_top);
/* More RAM than was known at first. */
void paging_extend(uint64_t ram_top);
/* The end of what the window maps. */
uint64_t paging_window_top(void);
/* Maps the 2 MiB around a device's registers, uncached; returns the kernel's address of `pa`. */
volatile void *paging_map_device(paddr_t pa);

/* ---- acpi.c ---- */

enum { IOAPIC_MAX = CONFIG_MAX_NUM_IOAPIC > 0 ? CONFIG_MAX_NUM_IOAPIC : 1 };

struct acpi_info {
    paddr_t ioapic[IOAPIC_MAX];
    unsigned ioapic_count;
    unsigned cpu_count;
    uint8_t boot_apic_id;
};

struct acpi_rsdp {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length;
    uint64_t xsdt;
    uint8_t extended_checksum;
    uint8_t reserved[3];
} __attribute__((packed));

/* Looks for the root pointer in the BIOS area; NULL if there is none. */
const struct acpi_rsdp *acpi_find_rsdp(void);
bool acpi_rsdp_is_good(const struct acpi_rsdp *rsdp);
/* Reads the MADT; false with a message if something needed is missing. */
bool acpi_read(const struct acpi_rsdp *rsdp, struct acpi_info *info);

/* ---- irq.c ---- */

void irq_init(const struct acpi_info *acpi);
/* An interrupt was taken: ends it at the controller; returns the kernel's number for it. */
word_t irq_entered(word_t vector);
void lapic_start_timer(uint32_t count);
/* Counts the local timer's ticks while the caller waits. */
void lapic_timer_begin(void);
uint32_t lapic_timer_passed(void);
paddr_t lapic_address(void);
unsigned ioapic_count(void);
unsigned ioapic_pins(unsigned ioapic);
/* Sends a pin's interrupts to this processor as `irq`, masked until arch_irq_enable. */
void ioapic_route(unsigned ioapic, unsigned pin, bool level, bool active_low, word_t irq);
/* `irq` is a message-signalled one: nothing to mask. */
void msi_route(word_t irq);

/* ---- timer.c ---- */

/* Finds out how fast the clocks run; returns the time-stamp counter's MHz. */
uint32_t timer_init(void);

/* ---- speculation.c ---- */

/* Sets the controls of speculation that the configuration asks for; without them it stops. */
void speculation_init(void);

/* ---- debug.c ---- */

void debug_exception(void);
void software_breakpoint(void);
