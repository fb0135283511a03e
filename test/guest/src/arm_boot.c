/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-aarch64 and arch-armv7, section 5: which memory users get, and how the first thread
 * starts. */
#include "arch.h"
#include "support.h"

#ifdef CONFIG_ARCH_ARM

enum kind { NOBODYS, MEMORY, DEVICE };

/* What the untyped capabilities say about an address. */
static enum kind kind_of(uint64_t address)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *ut = &info->untypedList[i];
        if (address - ut->paddr < (uint64_t)1 << ut->sizeBits && address >= ut->paddr) {
            return ut->isDevice ? DEVICE : MEMORY;
        }
    }
    return NOBODYS;
}

TEST("arm 5.5", "no I/O spaces, no second-level tables of them, one node")
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    CHECK_EQ(info->numIOPTLevels, 0);
    CHECK_EQ(info->ioSpaceCaps.start, info->ioSpaceCaps.end);
    CHECK_EQ(info->numNodes, 1);
    CHECK(is_empty(7));
    CHECK(is_empty(8));
}

#if defined(ON_QEMU_ARM_VIRT)

TEST("arch-aarch64 5.4", "of the devices the kernel keeps pages of the interrupt controller")
{
    enum { DISTRIBUTOR = 0x08000000, INTERFACE = 0x08010000, UART = 0x09000000, PAGE = 0x1000 };
    CHECK_EQ(kind_of(DISTRIBUTOR), NOBODYS);
#ifdef CONFIG_ARM_GIC_V3_SUPPORT
    enum { REDISTRIBUTORS = 0x080a0000, SECOND_FRAME = 0x10000 };
    CHECK_EQ(kind_of(REDISTRIBUTORS), NOBODYS);
    CHECK_EQ(kind_of(REDISTRIBUTORS + SECOND_FRAME), NOBODYS);
#else
    CHECK_EQ(kind_of(DISTRIBUTOR + PAGE), DEVICE);
    CHECK_EQ(kind_of(INTERFACE), NOBODYS);
    CHECK_EQ(kind_of(INTERFACE + PAGE), DEVICE);
#endif
    CHECK_EQ(kind_of(UART), DEVICE);
    CHECK_EQ(kind_of(0), DEVICE);
}

TEST("arch-aarch64 5.4", "device memory reaches as far as the processor's addresses")
{
#ifdef CONFIG_ARM_PA_SIZE_BITS_44
    const uint64_t top = (uint64_t)1 << 44;
#else
    const uint64_t top = (uint64_t)1 << 40;
#endif
    CHECK_EQ(kind_of(top - 1), DEVICE);
    CHECK_EQ(kind_of(top), NOBODYS);
}

#elif defined(CONFIG_ARM_CORTEX_A9)

TEST("arch-armv7 5.4", "of the devices the kernel keeps those of the processor and its cache")
{
    enum { PERIPHERALS = 0x00a00000, DISTRIBUTOR = 0x00a01000, CACHE = 0x00a02000 };
    enum { BEHIND = 0x00a03000, UART = 0x021e8000 };
    CHECK_EQ(kind_of(PERIPHERALS), NOBODYS);
    CHECK_EQ(kind_of(DISTRIBUTOR), NOBODYS);
    CHECK_EQ(kind_of(CACHE), NOBODYS);
    CHECK_EQ(kind_of(BEHIND), DEVICE);
    CHECK_EQ(kind_of(UART), DEVICE);
}

TEST("arch-armv7 5.4",
     "memory is what the window reaches; a MiB of it is nobody's; the rest is device")
{
    enum { HOLE = 0x2f000000, MIB = 0x100000, WINDOW_END = 0x2ff00000 };
    CHECK_EQ(kind_of(HOLE), NOBODYS);
    CHECK_EQ(kind_of(HOLE + MIB - 1), NOBODYS);
    CHECK_EQ(kind_of(HOLE + MIB), MEMORY);
    CHECK_EQ(kind_of(WINDOW_END), DEVICE);
    CHECK_EQ(kind_of(0x4fffffff), DEVICE);
    CHECK_EQ(kind_of(0xffffffff), DEVICE);
}

#endif

#endif
