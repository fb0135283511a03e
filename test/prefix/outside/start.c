/* SPDX-License-Identifier: BSD-2-Clause */
/* Start-up as other C libraries do it: thread-local storage from the program headers, constructors,
 * then main. The IPC buffer's address is thread-local; nothing may look at it before. */
#include "base.h"

struct elf_header {
    unsigned char ident[16];
    unsigned short type, machine;
    unsigned version;
    seL4_Word entry, phoff, shoff;
    unsigned flags;
    unsigned short ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

#if defined(CONFIG_ARCH_AARCH32)
struct program_header {
    seL4_Word type, offset, vaddr, paddr, filesz, memsz, flags, align;
};
#else
struct program_header {
    unsigned type, flags;
    seL4_Word offset, vaddr, paddr, filesz, memsz, align;
};
#endif

enum { PT_TLS = 7, FIRST_TLS_SIZE = 4096 };

extern const struct elf_header __ehdr_start __attribute__((visibility("hidden")));
typedef void (*constructor)(void);
extern constructor __init_array_start[] __attribute__((visibility("hidden")));
extern constructor __init_array_end[] __attribute__((visibility("hidden")));

int main(void);
void start_c(seL4_BootInfo *info);

static const struct program_header *tls;
static char first_tls[FIRST_TLS_SIZE] __attribute__((aligned(64)));

static seL4_Word align_up(seL4_Word value, seL4_Word to)
{
    return (value + to - 1) & ~(to - 1);
}

static void find_tls(void)
{
    const char *base = (const char *)&__ehdr_start;
    for (unsigned i = 0; i < __ehdr_start.phnum; i++) {
        const struct program_header *p =
            (const struct program_header *)(const void *)(base + __ehdr_start.phoff +
                                                          i * __ehdr_start.phentsize);
        if (p->type == PT_TLS) {
            tls = p;
        }
    }
}

#if defined(CONFIG_ARCH_X86_64)
/* The image ends where the thread pointer is, and there is a pointer to itself. */
seL4_Word tls_size(void)
{
    return align_up(tls->memsz, tls->align) + 64;
}

seL4_Word tls_make(void *memory)
{
    seL4_Word tp = align_up((seL4_Word)memory + align_up(tls->memsz, tls->align), 16);
    memcpy((void *)(tp - align_up(tls->memsz, tls->align)), (const void *)tls->vaddr, tls->filesz);
    *(seL4_Word *)tp = tp;
    return tp;
}
#else
/* Two words, then the image. */
enum { TCB_SIZE = 2 * sizeof(seL4_Word) };

seL4_Word tls_size(void)
{
    return align_up(TCB_SIZE, tls->align) + tls->memsz + 64;
}

seL4_Word tls_make(void *memory)
{
    seL4_Word tp = align_up((seL4_Word)memory, tls->align > 16 ? tls->align : 16);
    memcpy((void *)(tp + align_up(TCB_SIZE, tls->align)), (const void *)tls->vaddr, tls->filesz);
    return tp;
}
#endif

void tls_use(seL4_Word pointer)
{
#if defined(CONFIG_SET_TLS_BASE_SELF)
    seL4_SetTLSBase(pointer);
#elif defined(CONFIG_FSGSBASE_INST)
    __asm__ volatile("wrfsbase %0" : : "r"(pointer));
#elif defined(CONFIG_ARCH_AARCH64)
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(pointer));
#else
    __asm__ volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(pointer));
#endif
}

void start_c(seL4_BootInfo *info)
{
    find_tls();
    if (tls != 0) {
        tls_use(tls_make(first_tls));
    }
    seL4_SetIPCBuffer(info->ipcBuffer);
    seL4_InitBootInfo(info);
    for (constructor *c = __init_array_start; c < __init_array_end; c++) {
        (*c)();
    }
    main();
    finish();
}
