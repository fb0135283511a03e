/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What these programs share. They are outsiders: nothing of this tree but an installed prefix, no C
 * library, start-up code, linker script and allocator of their own. They print TAP through the
 * kernel, or through a UART driver of their own where the kernel does not print.
 */
#pragma once

#include <sel4/sel4.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PAGE 4096ul

typedef __SIZE_TYPE__ size_type;

/* base.c */
void *memcpy(void *to, const void *from, size_type size);
void *memset(void *to, int value, size_type size);
int memcmp(const void *a, const void *b, size_type size);
void say(const char *text);
void say_number(seL4_Word number);
void say_end(seL4_Word start, seL4_Word bits); /* start + 2^bits, which may not fit a word */
void check(int holds, const char *what);
void check_equal(seL4_Word is, seL4_Word wanted, const char *what);
void finish(void) __attribute__((noreturn));

#define CHECK(condition)     check(!!(condition), #condition)
#define CHECK_EQ(is, wanted) check_equal((seL4_Word)(is), (seL4_Word)(wanted), #is " == " #wanted)
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            check(0, #condition);                                                                  \
            finish();                                                                              \
        }                                                                                          \
    } while (0)

/* start.c: thread pointers. */
seL4_Word tls_size(void);
seL4_Word tls_make(void *memory); /* the thread pointer for a copy of the image in `memory` */
void tls_use(seL4_Word pointer);

/* alloc.c */
void alloc_init(void);
seL4_CPtr slot_new(void);
void slot_free(seL4_CPtr slot);
seL4_CPtr object_new(seL4_Word type, seL4_Word bits); /* in a new slot; MUST succeed */
int object_try(seL4_Word type, seL4_Word bits, seL4_CPtr slot);
seL4_CPtr device_page(seL4_Word paddr); /* a new cap to that page; 0: nobody has it */
seL4_Word object_count(void);
seL4_Error map_page(seL4_CPtr vspace, seL4_CPtr page, seL4_Word vaddr, seL4_CapRights_t rights,
                    int cached);
seL4_Error unmap_page(seL4_CPtr page);
void *map_here(seL4_CPtr page, int cached); /* at the next free address of the own window */
void *map_device(seL4_Word paddr);          /* any byte of a page */

/* thread.c */
struct thread {
    seL4_CPtr tcb, ipc_frame;
    seL4_Word ipc_buffer;
    void *stack;
};
void thread_start(struct thread *t, void (*entry)(seL4_Word), seL4_Word argument,
                  seL4_CPtr fault_ep, seL4_Word priority);

/* Object types by what they are for. */
#if defined(CONFIG_ARCH_X86_64)
#define PAGE_OBJECT   seL4_X86_4K
#define LARGE_OBJECT  seL4_X86_LargePageObject
#define VSPACE_OBJECT seL4_X64_PML4Object
#else
#define PAGE_OBJECT  seL4_ARM_SmallPageObject
#define LARGE_OBJECT seL4_ARM_LargePageObject
#if defined(CONFIG_ARCH_AARCH64)
#define VSPACE_OBJECT seL4_ARM_VSpaceObject
#else
#define VSPACE_OBJECT seL4_ARM_PageDirectoryObject
#endif
#endif

#ifdef __cplusplus
}
#endif
