/* SPDX-License-Identifier: BSD-2-Clause */
/* What the initial thread finds (spec 08, sections 4 and 5). */
#pragma once

#include <sel4/types.h>

typedef struct seL4_SlotRegion_ {
    seL4_SlotPos start; /* first slot … */
    seL4_SlotPos end;   /* … and the one behind the last */
} seL4_SlotRegion;

typedef struct seL4_UntypedDesc_ {
    seL4_Word paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[sizeof(seL4_Word) - 2];
} seL4_UntypedDesc;

typedef struct seL4_BootInfo_ {
    seL4_Word extraLen; /* bytes of records behind this page */
    seL4_NodeId nodeID;
    seL4_Word numNodes;
    seL4_Word numIOPTLevels;
    seL4_IPCBuffer *ipcBuffer;
    seL4_SlotRegion empty;
    seL4_SlotRegion sharedFrames;
    seL4_SlotRegion userImageFrames;
    seL4_SlotRegion userImagePaging;
    seL4_SlotRegion ioSpaceCaps;
    seL4_SlotRegion extraBIPages;
    seL4_Word initThreadCNodeSizeBits;
    seL4_Domain initThreadDomain;
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

/* A record; `len` counts the header. */
typedef struct seL4_BootInfoHeader {
    seL4_Word id;
    seL4_Word len;
} seL4_BootInfoHeader;

#if defined(CONFIG_ARCH_X86_64)
#include <sel4/bootinfo_x86.h>
#endif
