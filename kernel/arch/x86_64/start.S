/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: from the boot loader to boot_main. Multiboot 1 and 2 and PVH all enter in 32-bit protected
 * mode without paging, at physical addresses. Here the first 4 GiB are mapped twice, one to one
 * and at the kernel's addresses, and the processor is put into 64-bit mode.
 */
#include <kernel/gen_config.h>

#include "arch/x86_64/types.h"

#define MULTIBOOT1_MAGIC 0x1badb002
#define MULTIBOOT1_BASIC 3 /* modules on page boundaries, memory information */
#define MULTIBOOT1_VIDEO 4 /* a graphics mode: the fields behind the addresses */

#if defined(CONFIG_MULTIBOOT_GRAPHICS_MODE_LINEAR)
#define MULTIBOOT1_FLAGS (MULTIBOOT1_BASIC + MULTIBOOT1_VIDEO)
#define VIDEO_MODE_TYPE  0
#define VIDEO_MODE_DEPTH CONFIG_MULTIBOOT_GRAPHICS_MODE_DEPTH
#elif defined(CONFIG_MULTIBOOT_GRAPHICS_MODE_TEXT)
#define MULTIBOOT1_FLAGS (MULTIBOOT1_BASIC + MULTIBOOT1_VIDEO)
#define VIDEO_MODE_TYPE  1
#define VIDEO_MODE_DEPTH 0
#else
#define MULTIBOOT1_FLAGS MULTIBOOT1_BASIC
#endif
#define MULTIBOOT2_MAGIC 0xe85250d6
#define PVH_MAGIC        0x336ec578
#define PVH_ENTRY_NOTE   18

    .section .boot.header, "a"
#ifdef CONFIG_MULTIBOOT1_HEADER
    .balign 4
    .long MULTIBOOT1_MAGIC
    .long MULTIBOOT1_FLAGS
    .long -(MULTIBOOT1_MAGIC + MULTIBOOT1_FLAGS)
#ifdef VIDEO_MODE_TYPE
    .long 0, 0, 0, 0, 0 /* the ELF headers have the addresses */
    .long VIDEO_MODE_TYPE
    .long CONFIG_MULTIBOOT_GRAPHICS_MODE_WIDTH
    .long CONFIG_MULTIBOOT_GRAPHICS_MODE_HEIGHT
    .long VIDEO_MODE_DEPTH
#endif
#endif
#ifdef CONFIG_MULTIBOOT2_HEADER
    .balign 8
multiboot2_header:
    .long MULTIBOOT2_MAGIC
    .long 0
    .long multiboot2_header_end - multiboot2_header
    .long -(MULTIBOOT2_MAGIC + (multiboot2_header_end - multiboot2_header))
    .word 0, 0
    .long 8
multiboot2_header_end:
#endif

    .section .note.pvh, "a", @note
    .balign 4
    .long 4, 4, PVH_ENTRY_NOTE
    .asciz "Xen"
    .long pvh_start

    .section .boot.start, "ax"
    .code32
pvh_start:
    movl $PVH_MAGIC, %eax
    .globl start
start:
    cli
    cld
    movl %eax, %edi /* which protocol, and its structure: the arguments of boot_main */
    movl %ebx, %esi
    movl $boot_stack_top_low, %esp

    movl $0x80000001, %eax
    cpuid
    btl $29, %edx
    jnc no_long_mode

    /* Four page directories of 2 MiB pages. */
    movl $boot_pds, %ebx
    movl $0x83, %eax
    xorl %edx, %edx
    movl $(4 * 512), %ecx
1:  movl %eax, (%ebx)
    movl %edx, 4(%ebx)
    addl $8, %ebx
    addl $0x200000, %eax
    adcl $0, %edx
    loop 1b

    movl $boot_pds + 3, %eax
    movl $boot_pdpt, %ebx
    movl %eax, 510 * 8(%ebx)
    movl $4, %ecx
1:  movl %eax, (%ebx)
    addl $0x1000, %eax
    addl $8, %ebx
    loop 1b
    movl $boot_pdpt + 3, %eax
    movl %eax, boot_root
    movl %eax, boot_root + 511 * 8

    movl %cr4, %eax
    orl $0x20, %eax /* physical address extension */
    movl %eax, %cr4
    movl $boot_root, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx
    rdmsr
    orl $0x100, %eax /* long mode */
    wrmsr
    movl %cr0, %eax
    orl $0x80000001, %eax
    movl %eax, %cr0
    lgdt boot_gdt_pointer
    ljmpl $SEG_KERNEL_CODE, $start64

/* No console yet: the message goes to the first serial port as it is. */
no_long_mode:
    movl $no_long_mode_text, %esi
1:  movb (%esi), %al
    testb %al, %al
    jz 2f
    movw $0x3f8, %dx
    outb %al, %dx
    incl %esi
    jmp 1b
2:  hlt
    jmp 2b

no_long_mode_text:
    .asciz "feL4: this processor has no 64-bit mode\r\n"

    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9b000000ffff
    .quad 0x00cf93000000ffff
boot_gdt_pointer:
    .word . - boot_gdt - 1
    .long boot_gdt

    .code64
start64:
    movw $SEG_KERNEL_DATA, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl %edi, %edi
    movl %esi, %esi
    movabsq $kernel_stack_top, %rsp
    /* boot_main returns to arch_resume: this code is no longer mapped then. */
    movabsq $arch_resume, %rax
    pushq %rax
    movabsq $boot_main, %rax
    jmpq *%rax

    .section .boot.bss, "aw", @nobits
    .balign 4096
boot_root:
    .skip 4096
boot_pdpt:
    .skip 4096
boot_pds:
    .skip 4 * 4096
    .skip 256
boot_stack_top_low:
