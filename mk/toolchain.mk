# SPDX-License-Identifier: BSD-2-Clause
# The tools and flags for code that runs on a target. Needs ARCH (x86_64, aarch64, armv7) and SHARE
# (the folder that holds kernel/, lib/ …). One compiler serves all targets.

CLANG   ?= clang-19
LLD     ?= ld.lld-19
AR      := llvm-ar-19
OBJCOPY := llvm-objcopy-19
STRIP   := llvm-strip-19

KERNEL_TRIPLE_x86_64  := x86_64-none-elf
KERNEL_TRIPLE_aarch64 := aarch64-none-elf
KERNEL_TRIPLE_armv7   := armv7a-none-eabi

KERNEL_ARCH_FLAGS_x86_64  := -mcmodel=kernel -mno-red-zone -mno-mmx -mno-sse -mno-sse2 -msoft-float
KERNEL_ARCH_FLAGS_aarch64 := -mgeneral-regs-only -mno-outline-atomics -mstrict-align
KERNEL_ARCH_FLAGS_armv7   := -mcpu=cortex-a9 -mfloat-abi=soft -marm

# No build path may end up in an image: objects name their sources relative to SHARE and OUT.
PATH_FLAGS = -ffile-prefix-map=$(SHARE)/= -ffile-prefix-map=$(abspath $(OUT))/= \
             -fdebug-compilation-dir=.
