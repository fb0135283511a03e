/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-x86_64, 5.7: what the boot loader said, as records of extra bootinfo. */
#include "support.h"

#ifdef CONFIG_ARCH_X86_64

#include <string.h>

enum { VBE = 1, MAP = 2, RSDP = 3, FRAMEBUFFER = 4, TSC = 5, HEADER_SIZE = 16 };

/* Record i, or NULL behind the last one. */
static const unsigned char *record(unsigned i)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    const unsigned char *at = (const unsigned char *)info + 4096, *end = at + info->extraLen;
    for (; at < end && i > 0; i--) {
        at += ((const seL4_BootInfoHeader *)at)->len;
    }
    return at < end ? at : NULL;
}

static const unsigned char *find(seL4_Word id)
{
    const unsigned char *at;
    for (unsigned i = 0; (at = record(i)) != NULL; i++) {
        if (((const seL4_BootInfoHeader *)at)->id == id) {
            return at;
        }
    }
    return NULL;
}

TEST("x86 5.7", "records come in the order VBE, RSDP, framebuffer, map, TSC, each of its length")
{
    static const seL4_Word order[] = {VBE, RSDP, FRAMEBUFFER, MAP, TSC};
    static const seL4_Word length[] = {800, 52, 38, 1220, 20};
    unsigned seen = 0;
    for (unsigned i = 0; i < 5; i++) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)record(seen);
        if (header != NULL && header->id == order[i]) {
            CHECK_EQ(header->len, length[i]);
            seen++;
        }
    }
    CHECK(record(seen) == NULL);
    CHECK(find(RSDP) != NULL && find(MAP) != NULL && find(TSC) != NULL);
}

TEST("x86 5.7, 08 5 #4", "the RSDP record is the firmware's: signature and checksum")
{
    const unsigned char *rsdp = find(RSDP) + HEADER_SIZE;
    unsigned char sum = 0;
    for (unsigned i = 0; i < 20; i++) {
        sum = (unsigned char)(sum + rsdp[i]);
    }
    CHECK_EQ(memcmp(rsdp, "RSD PTR ", 8), 0);
    CHECK_EQ(sum, 0);
}

static unsigned half(const unsigned char *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

/* Only where GRUB set the mode that KernelMultibootGFXMode asked for. */
TEST("x86 5.7, 08 5 #2", "the VBE record: the controller's block, the mode's, the mode's number")
{
    const unsigned char *vbe = find(VBE);
    if (vbe == NULL) {
        test_skip("the boot loader set no graphics mode");
    }
    const unsigned char *mode = vbe + HEADER_SIZE + 512, *rest = mode + 256;
    CHECK_EQ(memcmp(vbe + HEADER_SIZE, "VESA", 4), 0);
    CHECK(half(rest) != 0);
#if defined(CONFIG_MULTIBOOT_GRAPHICS_MODE_LINEAR)
    CHECK_EQ(half(mode + 18), CONFIG_MULTIBOOT_GRAPHICS_MODE_WIDTH);
    CHECK_EQ(half(mode + 20), CONFIG_MULTIBOOT_GRAPHICS_MODE_HEIGHT);
    CHECK_EQ(mode[25], CONFIG_MULTIBOOT_GRAPHICS_MODE_DEPTH);
#endif
}

#endif
