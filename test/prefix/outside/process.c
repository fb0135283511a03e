/* SPDX-License-Identifier: BSD-2-Clause */
/* A process server: starts every program of the archive in its image in an address space and a
 * CSpace of its own, deals with what they do, and takes them apart again. */
#include "child.h"

extern const char archive_start[], archive_end[];

enum { CHILD_MAX = 8, PAGE_MAX = 64, BADGE_FAULT = 0x100 };

struct child {
    const char *name, *image;
    seL4_CPtr vspace, cnode, tcb, endpoint;
    seL4_Word entry, hello;
    seL4_Word vm_faults, unknown, exceptions, gifts, done;
};

static struct child children[CHILD_MAX];
static seL4_Word child_count;
static seL4_CPtr server, gift;

/* ---- ELF, both classes ---- */

struct segment {
    seL4_Word offset, vaddr, filesz, memsz;
};

static seL4_Word half(const char *at)
{
    return (seL4_Word)(unsigned char)at[0] | (seL4_Word)(unsigned char)at[1] << 8;
}

static seL4_Word word32(const char *at)
{
    return half(at) | half(at + 2) << 16;
}

#if defined(CONFIG_ARCH_AARCH32)
static seL4_Word word(const char *at)
{
    return word32(at);
}
enum { E_ENTRY = 24, E_PHOFF = 28, E_PHNUM = 44, P_SIZE = 32 };
enum { P_OFFSET = 4, P_VADDR = 8, P_FILESZ = 16, P_MEMSZ = 20 };
#else
static seL4_Word word(const char *at)
{
    return word32(at) | word32(at + 4) << 32;
}
enum { E_ENTRY = 24, E_PHOFF = 32, E_PHNUM = 56, P_SIZE = 56 };
enum { P_OFFSET = 8, P_VADDR = 16, P_FILESZ = 32, P_MEMSZ = 40 };
#endif

static int segment(const char *elf, seL4_Word i, struct segment *s)
{
    const char *p = elf + word(elf + E_PHOFF) + i * P_SIZE;
    s->offset = word(p + P_OFFSET);
    s->vaddr = word(p + P_VADDR);
    s->filesz = word(p + P_FILESZ);
    s->memsz = word(p + P_MEMSZ);
    return word32(p) == 1;
}

/* The bytes of the file that lie in the page at `vaddr`, of all segments; whether there is one. */
static int fill_page(const char *elf, seL4_Word vaddr, char *to)
{
    int used = 0;
    for (seL4_Word i = 0; i < half(elf + E_PHNUM); i++) {
        struct segment s;
        if (!segment(elf, i, &s) || vaddr + PAGE <= s.vaddr || vaddr >= s.vaddr + s.memsz) {
            continue;
        }
        used = 1;
        seL4_Word from = s.vaddr > vaddr ? s.vaddr : vaddr;
        seL4_Word end = s.vaddr + s.filesz < vaddr + PAGE ? s.vaddr + s.filesz : vaddr + PAGE;
        if (end > from && to != 0) {
            memcpy(to + (from - vaddr), elf + s.offset + (from - s.vaddr), end - from);
        }
    }
    return used;
}

/* ---- an address space ---- */

static void give_page(seL4_CPtr vspace, seL4_Word vaddr, const char *elf, int executable,
                      const void *content, seL4_Word size)
{
    seL4_CPtr page = object_new(PAGE_OBJECT, 0), copy = slot_new();
    MUST(seL4_CNode_Copy(seL4_CapInitThreadCNode, copy, seL4_WordBits, seL4_CapInitThreadCNode,
                         page, seL4_WordBits, seL4_AllRights) == seL4_NoError);
    char *here = (char *)map_here(copy, 1);
    if (elf != 0) {
        fill_page(elf, vaddr, here);
    }
    memcpy(here, content, size);
#if !defined(CONFIG_ARCH_X86_64)
    if (executable) {
        MUST(seL4_ARM_Page_Unify_Instruction(copy, 0, PAGE) == seL4_NoError);
    }
#endif
    (void)executable;
    slot_free(copy);
    MUST(map_page(vspace, page, vaddr, seL4_AllRights, 1) == seL4_NoError);
}

static void load(struct child *c)
{
    seL4_Word first = ~0ul, last = 0;
    for (seL4_Word i = 0; i < half(c->image + E_PHNUM); i++) {
        struct segment s;
        if (segment(c->image, i, &s)) {
            first = s.vaddr < first ? s.vaddr : first;
            last = s.vaddr + s.memsz > last ? s.vaddr + s.memsz : last;
        }
    }
    for (seL4_Word page = first & ~(PAGE - 1); page < last; page += PAGE) {
        if (fill_page(c->image, page, 0)) {
            give_page(c->vspace, page, c->image, 1, 0, 0);
        }
    }
    c->entry = word(c->image + E_ENTRY);
}

static void mint(struct child *c, seL4_Word slot, seL4_CPtr what, seL4_Word badge)
{
    MUST(seL4_CNode_Mint(c->cnode, slot, seL4_WordBits, seL4_CapInitThreadCNode, what,
                         seL4_WordBits, seL4_AllRights, badge) == seL4_NoError);
}

static void start(struct child *c, seL4_Word number)
{
    c->vspace = object_new(VSPACE_OBJECT, 0);
#if defined(CONFIG_ARCH_X86_64)
    MUST(seL4_X86_ASIDPool_Assign(seL4_CapInitThreadASIDPool, c->vspace) == seL4_NoError);
#else
    MUST(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, c->vspace) == seL4_NoError);
#endif
    /* The first cap to the CNode has no guard, so all paths through it are CHILD_RADIX long. */
    seL4_CPtr cnode = object_new(seL4_CapTableObject, CHILD_RADIX);
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - CHILD_RADIX).words[0];
    c->cnode = slot_new();
    MUST(seL4_CNode_Mint(seL4_CapInitThreadCNode, c->cnode, seL4_WordBits, seL4_CapInitThreadCNode,
                         cnode, seL4_WordBits, seL4_AllRights, guard) == seL4_NoError);
    mint(c, CHILD_SERVER, server, number);
    mint(c, CHILD_FAULT, server, number | BADGE_FAULT);
    mint(c, CHILD_CNODE, cnode, guard);
    load(c);

    seL4_BootInfo like;
    memset(&like, 0, sizeof(like));
    like.ipcBuffer = (seL4_IPCBuffer *)CHILD_BUFFER;
    give_page(c->vspace, CHILD_INFO, 0, 0, &like, sizeof(like));
    seL4_CPtr buffer = object_new(PAGE_OBJECT, 0);
    MUST(map_page(c->vspace, buffer, CHILD_BUFFER, seL4_AllRights, 1) == seL4_NoError);

    c->tcb = object_new(seL4_TCBObject, 0);
    MUST(seL4_TCB_Configure(c->tcb, CHILD_FAULT, cnode, guard, c->vspace, 0, CHILD_BUFFER,
                            buffer) == seL4_NoError);
    MUST(seL4_TCB_SetPriority(c->tcb, seL4_CapInitThreadTCB, 100 + number) == seL4_NoError);
#if defined(CONFIG_DEBUG_BUILD)
    seL4_DebugNameThread(c->tcb, c->name);
#endif
    seL4_UserContext regs;
    memset(&regs, 0, sizeof(regs));
#if defined(CONFIG_ARCH_X86_64)
    regs.rip = c->entry;
    regs.rdi = CHILD_INFO;
#elif defined(CONFIG_ARCH_AARCH64)
    regs.pc = c->entry;
    regs.x0 = CHILD_INFO;
#else
    regs.pc = c->entry;
    regs.r0 = CHILD_INFO;
#endif
    MUST(seL4_TCB_WriteRegisters(c->tcb, 1, 0, sizeof(regs) / sizeof(seL4_Word), &regs) ==
         seL4_NoError);
}

/* ---- what they do ---- */

/* A fault's answer: the registers with which the thread goes on, if any are sent. */
static seL4_MessageInfo_t handle_fault(struct child *c, seL4_MessageInfo_t tag)
{
    seL4_Fault_t fault = seL4_getFault(tag);
    switch (seL4_Fault_get_seL4_FaultType(fault)) {
    case seL4_Fault_VMFault:
        c->vm_faults++;
        CHECK_EQ(seL4_Fault_VMFault_get_Addr(fault), CHILD_UNMAPPED);
        CHECK_EQ(seL4_Fault_VMFault_get_PrefetchFault(fault), 0);
        give_page(c->vspace, CHILD_UNMAPPED, 0, 0, 0, 0);
        return seL4_MessageInfo_new(0, 0, 0, 0);
    case seL4_Fault_UnknownSyscall:
        c->unknown++;
        CHECK_EQ(seL4_Fault_UnknownSyscall_get_Syscall(fault), 1000);
#if defined(CONFIG_ARCH_X86_64)
        seL4_SetMR(seL4_UnknownSyscall_RDI, seL4_Fault_UnknownSyscall_get_RDI(fault) + 1);
        /* The address is the instruction's; the thread goes on where it says. */
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_Fault_UnknownSyscall_get_FaultIP(fault) + 2);
#elif defined(CONFIG_ARCH_AARCH64)
        seL4_SetMR(seL4_UnknownSyscall_X0, seL4_Fault_UnknownSyscall_get_X0(fault) + 1);
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_Fault_UnknownSyscall_get_FaultIP(fault) + 4);
#else
        seL4_SetMR(seL4_UnknownSyscall_R0, seL4_Fault_UnknownSyscall_get_R0(fault) + 1);
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_Fault_UnknownSyscall_get_FaultIP(fault) + 4);
#endif
        return seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Length);
    case seL4_Fault_UserException:
        c->exceptions++;
#if defined(CONFIG_ARCH_X86_64)
        CHECK_EQ(seL4_Fault_UserException_get_Number(fault), 6);
        seL4_SetMR(seL4_UserException_FaultIP, seL4_Fault_UserException_get_FaultIP(fault) + 2);
#else
        seL4_SetMR(seL4_UserException_FaultIP, seL4_Fault_UserException_get_FaultIP(fault) + 4);
#endif
        return seL4_MessageInfo_new(0, 0, 0, 1);
    default:
        check(0, "a fault of a known kind");
        finish();
    }
    return tag;
}

static seL4_MessageInfo_t handle(seL4_Word badge, seL4_MessageInfo_t tag)
{
    struct child *c = &children[badge & (CHILD_MAX - 1)];
    if (badge & BADGE_FAULT) {
        return handle_fault(c, tag);
    }
    switch (seL4_MessageInfo_get_label(tag)) {
    case ASK_HELLO:
        c->hello = seL4_GetMR(1);
        seL4_SetMR(0, seL4_GetMR(0) + 1);
        break;
    case ASK_GIFT:
        c->gifts++;
        seL4_SetCap(0, gift);
        return seL4_MessageInfo_new(0, 0, 1, 0);
    case ASK_FAILED:
        say("# ");
        say(c->name);
        say(": ");
        say_number(seL4_GetMR(0));
        say("\n");
        check(0, "a child found nothing wrong");
        break;
    }
    return seL4_MessageInfo_new(0, 0, 0, 1);
}

static int all_done(void)
{
    for (seL4_Word i = 0; i < child_count; i++) {
        if (!children[i].done) {
            return 0;
        }
    }
    return 1;
}

static void serve(void)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t tag = seL4_Recv(server, &badge);
    while (!all_done()) {
        if ((badge & BADGE_FAULT) == 0 && seL4_MessageInfo_get_label(tag) == ASK_DONE) {
            children[badge].done = 1; /* it gets no answer */
            tag = all_done() ? tag : seL4_Recv(server, &badge);
        } else {
            tag = seL4_ReplyRecv(server, handle(badge, tag), &badge);
        }
    }
}

/* ---- the archive: CPIO, newc ---- */

static seL4_Word hex(const char *at)
{
    seL4_Word value = 0;
    for (int i = 0; i < 8; i++) {
        char c = at[i];
        value = value << 4 | (seL4_Word)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static void read_archive(void)
{
    const char *at = archive_start;
    while (at < archive_end && memcmp(at, "070701", 6) == 0) {
        seL4_Word size = hex(at + 54), name_size = hex(at + 94);
        const char *name = at + 110, *file = at + ((110 + name_size + 3) & ~3ul);
        if (memcmp(name, "TRAILER!!!", 10) == 0) {
            break;
        }
        MUST(child_count < CHILD_MAX);
        children[child_count].name = name;
        children[child_count++].image = file;
        at = file + ((size + 3) & ~3ul);
    }
}

void process_test(void);

void process_test(void)
{
    read_archive();
    CHECK(child_count > 0);
    server = object_new(seL4_EndpointObject, 0);
    gift = object_new(seL4_NotificationObject, 0);
    for (seL4_Word i = 0; i < child_count; i++) {
        say("# starting ");
        say(children[i].name);
        say("\n");
        start(&children[i], i);
    }
    serve();
    for (seL4_Word i = 0; i < child_count; i++) {
        struct child *c = &children[i];
        CHECK_EQ(c->vm_faults, 1);
        CHECK_EQ(c->unknown, 1);
        CHECK_EQ(c->exceptions, 1);
        CHECK_EQ(c->gifts, 1);
        seL4_Word signalled = 0;
        if (i == 0) {
            seL4_Poll(gift, &signalled);
        }
        CHECK_EQ(seL4_TCB_Suspend(c->tcb), seL4_NoError);
        slot_free(c->tcb);
        CHECK_EQ(seL4_CNode_Revoke(seL4_CapInitThreadCNode, c->cnode, seL4_WordBits), seL4_NoError);
        slot_free(c->vspace);
    }
}
