/* SPDX-License-Identifier: BSD-2-Clause */
/* The initial thread's world (spec 08). */
#include "boot/boot.h"
#include "vm/walk.h"
#include "world.h"

static const struct bootinfo *bootinfo(void)
{
    return object_at(BOOTINFO_FRAME);
}

TEST("the root task runs at the image's entry, with bootinfo in the capability register")
{
    assert_int_equal(root_task()->context.pc, HOST_ENTRY);
    assert_int_equal(root_task()->context.cap, HOST_IMAGE_VA + (3 + 1) * 4096);
    assert_int_equal(root_task()->context.sp, 0);
    assert_int_equal(root_task()->state, THREAD_READY);
}

TEST("the root task has the highest priority and MCP, and a full time slice")
{
    assert_int_equal(root_task()->priority, NUM_PRIORITIES - 1);
    assert_int_equal(root_task()->mcp, NUM_PRIORITIES - 1);
    assert_int_equal(root_task()->time_left, TIME_SLICE);
    assert_string_equal(tcb_name(root_task()), "rootserver");
}

TEST("fixed slots hold what the ABI says")
{
    static const enum cap_type types[] = {CAP_NULL,    CAP_TCB,     CAP_CNODE,     CAP_VSPACE,
                                          CAP_CONTROL, CAP_CONTROL, CAP_ASID_POOL, CAP_CONTROL,
                                          CAP_NULL,    CAP_FRAME,   CAP_FRAME,     CAP_CONTROL,
                                          CAP_NULL,    CAP_NULL,    CAP_NULL,      CAP_NULL};
    for (unsigned i = 0; i < COUNT_OF(types); i++) {
        assert_int_equal(type_at(i), types[i]);
    }
    assert_true(cap_is_control(slot_at(IRQ_CONTROL)->cap, CONTROL_IRQ));
    assert_true(cap_is_control(slot_at(ASID_CONTROL)->cap, CONTROL_ASID));
    assert_true(cap_is_control(slot_at(IO_PORT_CONTROL)->cap, CONTROL_IO_PORT));
    assert_true(cap_is_control(slot_at(DOMAIN_CAP)->cap, CONTROL_DOMAIN));
}

TEST("the root CNode's guard makes a CPtr a slot number")
{
    struct cap cnode = slot_at(ROOT_CNODE)->cap;
    assert_int_equal(cap_radix(cnode), ROOT_CNODE_SIZE_BITS);
    assert_int_equal(cap_guard_size(cnode), WORD_BITS - ROOT_CNODE_SIZE_BITS);
    assert_int_equal(cap_guard(cnode), 0);
}

TEST("bootinfo's regions are contiguous, untyped last, the empty slots right behind")
{
    const struct bootinfo *bi = bootinfo();
    assert_int_equal(bi->user_image_frames.end - bi->user_image_frames.start, 3);
    assert_int_equal(bi->user_image_paging.end - bi->user_image_paging.start, 3);
    assert_int_equal(bi->untyped.end, bi->empty.start);
    assert_int_equal(bi->empty.end, BIT(ROOT_CNODE_SIZE_BITS));
    assert_int_equal(bi->init_thread_cnode_size_bits, ROOT_CNODE_SIZE_BITS);
    for (word_t slot = 16; slot < bi->empty.start; slot++) {
        assert_int_not_equal(type_at(slot), CAP_NULL);
    }
    for (word_t slot = bi->empty.start; slot < bi->empty.end; slot++) {
        assert_int_equal(type_at(slot), CAP_NULL);
    }
}

TEST("untypeds match their descriptors, are aligned and come fully used")
{
    const struct bootinfo *bi = bootinfo();
    for (word_t i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        struct cap cap = slot_at(bi->untyped.start + i)->cap;
        const struct untyped_desc *desc = &bi->untyped_list[i];
        assert_int_equal(cap_type(cap), CAP_UNTYPED);
        assert_int_equal(cap_paddr(cap), desc->paddr);
        assert_int_equal(cap_untyped_bits(cap), desc->size_bits);
        assert_int_equal(cap_untyped_device(cap), desc->is_device);
        assert_true(ALIGNED(desc->paddr, desc->size_bits));
        assert_int_equal(cap_untyped_watermark(cap), BIT(desc->size_bits));
        assert_int_equal(arch_is_ram(desc->paddr), !desc->is_device);
    }
}

TEST("device untypeds come first and ascend, then RAM ascends")
{
    const struct bootinfo *bi = bootinfo();
    for (word_t i = 1; i < bi->untyped.end - bi->untyped.start; i++) {
        const struct untyped_desc *a = &bi->untyped_list[i - 1], *b = &bi->untyped_list[i];
        assert_true(a->is_device >= b->is_device);
        assert_true(a->is_device != b->is_device || a->paddr < b->paddr);
    }
}

TEST("untypeds cover all of physical memory but what is reserved or in use")
{
    const struct bootinfo *bi = bootinfo();
    word_t device = 0, memory = 0;
    for (word_t i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        *(bi->untyped_list[i].is_device ? &device : &memory) += BIT(bi->untyped_list[i].size_bits);
    }
    assert_int_equal(device, HOST_DEVICE_TOP - HOST_RAM_SIZE);
    assert_true(memory < HOST_RAM_SIZE - 0x10000 - 3 * 4096);
    assert_true(memory > HOST_RAM_SIZE - 0x10000 - 512 * 1024);
}

TEST("image pages, IPC buffer and bootinfo are mapped one behind the other")
{
    const struct bootinfo *bi = bootinfo();
    for (unsigned i = 0; i < 3; i++) {
        struct cap cap = slot_at(bi->user_image_frames.start + i)->cap;
        assert_int_equal(cap_map_va(cap), HOST_IMAGE_VA + i * 4096);
    }
    assert_int_equal(cap_map_va(slot_at(ROOT_BUFFER)->cap), HOST_IMAGE_VA + 3 * 4096);
    assert_int_equal(bi->ipc_buffer, HOST_IMAGE_VA + 3 * 4096);
    assert_int_equal(cap_map_va(slot_at(BOOTINFO_FRAME)->cap), HOST_IMAGE_VA + 4 * 4096);
}

TEST("the kernel's tick runs, and no interrupt is given out")
{
    assert_true(host.timer_started);
    for (unsigned i = 0; i < ARCH_IRQ_COUNT; i++) {
        assert_false(host.irq_enabled[i]);
    }
}

TEST("what the TCB holds are children of slots 2, 3 and 10")
{
    delete_cap(ROOT_BUFFER); /* a copy remains in the TCB */
    assert_int_equal(cap_type(root_task()->slots[TCB_BUFFER].cap), CAP_FRAME);
    revoke_cap(ROOT_VSPACE);
    assert_int_equal(cap_type(root_task()->slots[TCB_VSPACE].cap), CAP_NULL);
}

TEST("with no memory for the initial objects the kernel says so and stops")
{
    struct boot_info info = host_boot_info(3);
    info.ram[0].end = info.ram[0].start + 0x20000;
    host_reset();
    world_catch_halts();
    assert_halts(kernel_main(&info));
    assert_true(console_has("too big for this machine"));
}

TEST("an image spread too far for its page tables is refused")
{
    struct boot_info info = host_boot_info(3);
    info.image_end = info.image_start + 0x10000000;
    host_reset();
    world_catch_halts();
    assert_halts(kernel_main(&info));
    assert_true(console_has("too many page tables"));
}

TEST("extra bootinfo records lie packed behind bootinfo, in their own frames")
{
    struct boot_info info = host_boot_info(3);
    info.chunks[0] = (struct boot_chunk){.id = 5, .size = 4, .data = "abcd"};
    info.chunks[1] = (struct boot_chunk){.id = 6, .size = 3, .data = "xyz"};
    info.chunk_count = 2;
    host_reset();
    world_catch_halts();
    kernel_main(&info);
    world_adopt();
    const struct bootinfo *bi = bootinfo();
    assert_int_equal(bi->extra_len, 16 + 4 + 16 + 3);
    assert_int_equal(bi->extra_bi_pages.end - bi->extra_bi_pages.start, 1);
    const char *extra = object_at(bi->extra_bi_pages.start);
    assert_memory_equal(extra + 16, "abcd", 4);
    assert_memory_equal(extra + 20 + 16, "xyz", 3);
    assert_int_equal(*(const word_t *)extra, 5);
}

/* ---- other machines ---- */

static void boot(const struct boot_info *info)
{
    host_reset();
    world_catch_halts();
    kernel_main(info);
    world_adopt();
}

static enum vm_rights rights_at(word_t va)
{
    struct walk walk = vm_walk(object_at(ROOT_VSPACE), va, 3);
    return *walk.entry & PTE_WRITE ? VM_READ_WRITE : VM_READ_ONLY;
}

TEST("pages of the image are writable only where a segment is")
{
    struct boot_info info = host_boot_info(3);
    info.segments[0] = (struct boot_segment){HOST_IMAGE_VA, HOST_IMAGE_VA + 4096, false, true};
    info.segments[1] =
        (struct boot_segment){HOST_IMAGE_VA + 4096, HOST_IMAGE_VA + 8192, true, false};
    info.segment_count = 2;
    boot(&info);
    assert_int_equal(rights_at(HOST_IMAGE_VA), VM_READ_ONLY);
    assert_int_equal(rights_at(HOST_IMAGE_VA + 4096), VM_READ_WRITE);
    assert_int_equal(rights_at(HOST_IMAGE_VA + 8192), VM_READ_WRITE); /* a gap: unknown */
    struct cap cap = slot_at(bootinfo()->user_image_frames.start)->cap;
    assert_int_equal(cap_frame_rights(cap), VM_READ_WRITE);
}

TEST("reserved memory, wherever it lies, is in no untyped; recycled memory comes before free RAM")
{
    struct boot_info info = host_boot_info(3);
    info.reserved[1] = (struct region){HOST_RAM_START + 0x200000, HOST_RAM_START + 0x203000};
    info.reserved[2] = (struct region){HOST_RAM_END - 0x1000, HOST_RAM_END};
    info.reserved[3] = (struct region){HOST_RAM_START + 0x300000, HOST_RAM_START + 0x301000};
    info.reserved[4] = (struct region){HOST_RAM_START + 0x300000, HOST_RAM_START + 0x302000};
    info.reserved_count = 5;
    info.recycled[0] = (struct region){HOST_RAM_START + 0x8000, HOST_RAM_START + 0x9000};
    info.recycled_count = 1;
    boot(&info);
    const struct bootinfo *bi = bootinfo();
    const struct untyped_desc *first_ram = NULL;
    for (word_t i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        const struct untyped_desc *desc = &bi->untyped_list[i];
        for (unsigned r = 1; r < info.reserved_count; r++) {
            assert_true(desc->paddr >= info.reserved[r].end ||
                        desc->paddr + BIT(desc->size_bits) <= info.reserved[r].start);
        }
        if (!desc->is_device && first_ram == NULL) {
            first_ram = desc;
        }
    }
    assert_int_equal(first_ram->paddr, HOST_RAM_START + 0x8000);
    assert_int_equal(first_ram->size_bits, 12);
}

TEST("more regions than bootinfo has room for are left out, and boot goes on")
{
    struct boot_info info = host_boot_info(3);
    info.device_top = HOST_RAM_START;
    for (unsigned i = 1; i < BOOT_REGION_MAX; i++) { /* odd places cut RAM into many blocks */
        paddr_t at = HOST_RAM_START + i * 0x20000 + 0x5000;
        info.reserved[i] = (struct region){at, at + 0x1000};
    }
    info.reserved_count = BOOT_REGION_MAX;
    boot(&info);
    assert_int_equal(bootinfo()->untyped.end - bootinfo()->untyped.start, MAX_BOOTINFO_UNTYPEDS);
    assert_true(console_has("no room in bootinfo"));
}

TEST("extra bootinfo of several pages")
{
    static const char data[9000];
    struct boot_info info = host_boot_info(3);
    info.chunks[0] = (struct boot_chunk){.id = 6, .size = sizeof(data), .data = data};
    info.chunk_count = 1;
    boot(&info);
    assert_int_equal(bootinfo()->extra_bi_pages.end - bootinfo()->extra_bi_pages.start, 3);
    info.extra_frames_power_of_two = true;
    boot(&info);
    assert_int_equal(bootinfo()->extra_bi_pages.end - bootinfo()->extra_bi_pages.start, 4);
}
