/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of devices: in memory (fel4_map_device of vspace.h gives their address), and on x86
 * behind I/O ports. Accesses happen in the order of the program.
 */
#pragma once

#include <fel4/vspace.h>
#include <stdint.h>

static inline uint8_t fel4_read8(const volatile void *base, size_t offset)
{
    return *(const volatile uint8_t *)((const volatile char *)base + offset);
}

static inline uint32_t fel4_read32(const volatile void *base, size_t offset)
{
    return *(const volatile uint32_t *)((const volatile char *)base + offset);
}

static inline void fel4_write8(volatile void *base, size_t offset, uint8_t value)
{
    *(volatile uint8_t *)((volatile char *)base + offset) = value;
}

static inline void fel4_write32(volatile void *base, size_t offset, uint32_t value)
{
    *(volatile uint32_t *)((volatile char *)base + offset) = value;
}

#if defined(CONFIG_ARCH_X86_64)
/* A capability for the ports `first` to `last`; 0 if someone has one of them. */
seL4_CPtr fel4_io_ports(seL4_Word first, seL4_Word last);

/* A port that `ports` does not have reads as all ones. */
static inline uint8_t fel4_in8(seL4_CPtr ports, seL4_Word port)
{
    seL4_X86_IOPort_In8_t in = seL4_X86_IOPort_In8(ports, (seL4_Uint16)port);
    return in.error == seL4_NoError ? in.result : 0xff;
}

static inline uint32_t fel4_in32(seL4_CPtr ports, seL4_Word port)
{
    seL4_X86_IOPort_In32_t in = seL4_X86_IOPort_In32(ports, (seL4_Uint16)port);
    return in.error == seL4_NoError ? in.result : 0xffffffff;
}

static inline void fel4_out8(seL4_CPtr ports, seL4_Word port, uint8_t value)
{
    seL4_X86_IOPort_Out8(ports, port, value);
}

static inline void fel4_out32(seL4_CPtr ports, seL4_Word port, uint32_t value)
{
    seL4_X86_IOPort_Out32(ports, port, value);
}
#endif
