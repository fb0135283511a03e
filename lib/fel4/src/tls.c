/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread-local storage as ELF lays it out. x86: the block ends where the thread pointer points, and
 * there is a pointer to itself. ARM: the block begins two words behind the thread pointer.
 */
#include "internal.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

struct image {
    const char *data;
    size_t filled, size, align;
};

#if UINTPTR_MAX == UINT64_MAX
typedef Elf64_Ehdr elf_header;
typedef Elf64_Phdr elf_segment;
#else
typedef Elf32_Ehdr elf_header;
typedef Elf32_Phdr elf_segment;
#endif

static const elf_header *header(void)
{
    return (const elf_header *)&__ehdr_start;
}

__thread struct fel4_thread *fel4_self;

static const elf_segment *segments(void)
{
    return (const elf_segment *)(&__ehdr_start + header()->e_phoff);
}

static struct image find_image(void)
{
    for (unsigned i = 0; i < header()->e_phnum; i++) {
        const elf_segment *s = &segments()[i];
        if (s->p_type == PT_TLS) {
            return (struct image){(const char *)s->p_vaddr, s->p_filesz, s->p_memsz,
                                  s->p_align > 0 ? s->p_align : 1};
        }
    }
    return (struct image){NULL, 0, 0, 1};
}

static size_t round_up(size_t value, size_t align)
{
    return (value + align - 1) / align * align;
}

enum { HEAD_WORDS = 2 };

size_t fel4_tls_size(void)
{
    struct image image = find_image();
    return round_up(image.size, image.align) + HEAD_WORDS * sizeof(seL4_Word) + 2 * image.align;
}

seL4_Word fel4_tls_init(void *memory, seL4_IPCBuffer *ipc_buffer)
{
    struct image image = find_image();
#if defined(CONFIG_ARCH_X86_64)
    char *pointer = (char *)memory + round_up(image.size, image.align);
    char *block = pointer - round_up(image.size, image.align);
    *(char **)pointer = pointer;
#else
    char *pointer = memory;
    char *block = pointer + round_up(HEAD_WORDS * sizeof(seL4_Word), image.align);
#endif
    if (image.size > 0) {
        memcpy(block, image.data, image.filled);
    }
    if (ipc_buffer != NULL) {
        /* This thread's variable lies as far from its thread pointer as the new one's. */
        ptrdiff_t offset = (char *)&__sel4_ipc_buffer - (char *)fel4_arch_tls();
        *(seL4_IPCBuffer **)(pointer + offset) = ipc_buffer;
    }
    return (seL4_Word)pointer;
}
