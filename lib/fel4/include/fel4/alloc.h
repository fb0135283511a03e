/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capability slots and kernel objects for a root task. Slots come from the root CNode's empty part,
 * memory from the untypeds of bootinfo, smallest first. Not for use by several threads at once.
 * What a function here gives is the caller's; nothing is ever taken back on its own.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>

/* `count` empty slots in a row; 0 if the root CNode is full. */
seL4_CPtr fel4_slots(seL4_Word count);
/* Gives back the slots of the last fel4_slots call only; others are ignored. */
void fel4_slots_return(seL4_CPtr first, seL4_Word count);

/* An untyped of 2^bits bytes of RAM that nothing was made of; 0 if none is left. */
seL4_CPtr fel4_untyped(seL4_Word bits);
/* An object of a seL4 type in a new slot; size_bits as for seL4_Untyped_Retype. 0 if there is no
 * memory or slot. */
seL4_CPtr fel4_object(seL4_Word type, seL4_Word size_bits);
/* A frame of 2^bits bytes for the device memory at `paddr`; 0 if no device untyped has it, or
 * someone took it already. */
seL4_CPtr fel4_device_frame(seL4_Word paddr, seL4_Word bits);
/* A capability with another badge and fewer rights; 0 on failure. */
seL4_CPtr fel4_mint(seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge);
