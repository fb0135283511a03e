/* SPDX-License-Identifier: BSD-2-Clause */
/* The root task's address space: mapping frames, making page tables on the way. */
#pragma once

#include <sel4/sel4.h>
#include <stddef.h>

/* Maps a frame in `vspace` at `va`; makes the page tables that are missing. Attributes as for the
 * architecture's Page_Map. Returns seL4_NoError, or the kernel's error. */
seL4_Error fel4_map(seL4_CPtr vspace, seL4_CPtr frame, seL4_Word va, seL4_CapRights_t rights,
                    seL4_Word attributes);
enum { FEL4_ATTR_DEFAULT = -1, FEL4_ATTR_DEVICE = -2 };

/* `bytes` of addresses, page-aligned, that nothing else uses, with an unmapped page before and
 * behind; 0 when there are no more. */
seL4_Word fel4_reserve(size_t bytes);
/* New zeroed memory, mapped read-write, with unmapped pages around it; NULL if there is none. */
void *fel4_pages(size_t bytes);
/* Device memory at `paddr`, mapped uncached; NULL if it cannot be had. */
volatile void *fel4_map_device(seL4_Word paddr, size_t bytes);

/* The architecture's frame of 4 KiB, its VSpace root, and its unmap method. */
seL4_Word fel4_frame_type(void);
seL4_Word fel4_vspace_type(void);
seL4_Error fel4_unmap(seL4_CPtr frame);
/* Gives a VSpace root an ASID of the initial pool. */
seL4_Error fel4_assign_asid(seL4_CPtr vspace);
/* The page below the initial thread's stack: the one page of the image that is not mapped. */
extern char fel4_stack_guard[];
