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

# Programs: every target has its FPU; addresses leave the first pages free, so that NULL faults.
USER_TRIPLE_x86_64  := x86_64-none-elf
USER_TRIPLE_aarch64 := aarch64-none-elf
USER_TRIPLE_armv7   := armv7a-none-eabihf

USER_ARCH_FLAGS_x86_64  := -mno-red-zone
USER_ARCH_FLAGS_aarch64 := -mno-outline-atomics
USER_ARCH_FLAGS_armv7   := -mcpu=cortex-a9 -mfpu=vfpv3-d16 -marm

USER_BASE_x86_64  := 0x400000
USER_BASE_aarch64 := 0x400000
USER_BASE_armv7   := 0x10000

# The compiler's helpers, division on ARMv7 for one.
USER_BUILTINS_x86_64  := $(wildcard /usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.builtins-x86_64.a)
USER_BUILTINS_aarch64 := $(wildcard /usr/lib/gcc-cross/aarch64-linux-gnu/12/libgcc.a)
USER_BUILTINS_armv7   := $(wildcard /usr/lib/gcc-cross/arm-linux-gnueabihf/12/libgcc.a)
