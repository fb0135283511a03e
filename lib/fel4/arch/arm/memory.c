/* SPDX-License-Identifier: BSD-2-Clause */
/* What AArch64 and ARMv7 have in common: one type of page table, one set of attributes, one way to
 * interrupts. */
#include "src/internal.h"

static seL4_ARM_VMAttributes attributes_of(seL4_Word attributes)
{
    if (attributes == (seL4_Word)FEL4_ATTR_DEFAULT) {
        return seL4_ARM_Default_VMAttributes;
    }
    if (attributes == (seL4_Word)FEL4_ATTR_DEVICE) {
        return seL4_ARM_ExecuteNever;
    }
    return (seL4_ARM_VMAttributes)attributes;
}

seL4_Error fel4_arch_map_frame(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va,
                               seL4_CapRights_t rights, seL4_Word attributes)
{
    return seL4_ARM_Page_Map(frame, vspace, va, rights, attributes_of(attributes));
}

/* The kernel finds the level by itself: the first table on the way down that is missing. */
seL4_Error fel4_arch_map_table(seL4_CPtr vspace, seL4_Word va, seL4_Word level)
{
    (void)level;
    seL4_CPtr table = fel4_object(seL4_ARM_PageTableObject, 0);
    return table == 0 ? seL4_NotEnoughMemory
                      : seL4_ARM_PageTable_Map(table, vspace, va, seL4_ARM_Default_VMAttributes);
}

seL4_Error fel4_arch_irq_get(seL4_Word irq, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, irq, seL4_CapInitThreadCNode, slot,
                               seL4_WordBits);
}

seL4_Word fel4_frame_type(void)
{
    return seL4_ARM_SmallPageObject;
}

seL4_Error fel4_unmap(seL4_CPtr frame)
{
    return seL4_ARM_Page_Unmap(frame);
}

seL4_Error fel4_assign_asid(seL4_CPtr vspace)
{
    return seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace);
}
