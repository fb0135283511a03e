/* SPDX-License-Identifier: BSD-2-Clause */
/* The second stage, in the root task's own image. */
    .section .rodata
    .balign 8
    .globl archive_start, archive_end
archive_start:
    .incbin ARCHIVE
archive_end:
    .section .note.GNU-stack, ""
