# SPDX-License-Identifier: BSD-2-Clause
# Builds one kernel: $(OUT)/kernel/kernel.elf, and for x86 kernel32 (the same image as ELF32, which
# multiboot loaders want). Needs SHARE, OUT, CONF (the generated configuration), ARCH and GEN (the
# output of abigen) and mk/toolchain.mk.

KERNEL_DIR := $(SHARE)/kernel
KERNEL_OUT := $(OUT)/kernel

KERNEL_SOURCES := \
    lib/print.c lib/panic.c lib/mem.c \
    cap/slot.c cap/cspace.c cap/invocation.c \
    thread/tcb.c thread/sched.c thread/domain.c thread/utilisation.c thread/log.c \
    ipc/transfer.c ipc/endpoint.c ipc/notification.c ipc/reply.c ipc/cancel.c ipc/fault.c ipc/report.c \
    vm/walk.c vm/asid.c \
    object/classes.c object/delete.c object/untyped.c object/cnode.c \
    object/tcb.c object/tcb_registers.c object/tcb_spaces.c object/tcb_breakpoints.c \
    object/endpoint.c object/notification.c object/irq.c object/reply.c object/control.c object/domain.c object/frame.c \
    object/table.c object/vspace.c object/asid.c \
    entry/trap.c entry/track.c entry/invoke.c entry/debug.c entry/benchmark.c \
    boot/boot.c boot/bootinfo.c boot/memory.c

KERNEL_SOURCES_x86_64  := object/x86_ioport.c object/x86_irq.c
KERNEL_SOURCES_arm     := dev/fdt.c dev/ram.c object/arm_irq.c object/arm_smc.c object/arm_cache.c arch/arm/boot.c arch/arm/irq.c
KERNEL_SOURCES_aarch64 := $(KERNEL_SOURCES_arm)
KERNEL_SOURCES_armv7   := $(KERNEL_SOURCES_arm)

KERNEL_ARCH_DIR := arch/$(ARCH)
KERNEL_ARCH_SOURCES := $(patsubst $(KERNEL_DIR)/%,%,\
    $(wildcard $(KERNEL_DIR)/$(KERNEL_ARCH_DIR)/*.c $(KERNEL_DIR)/$(KERNEL_ARCH_DIR)/*.S))
KERNEL_DEV_SOURCES := $(KERNEL_DRIVERS:%=dev/%.c)

KERNEL_OBJECTS := $(patsubst %,$(KERNEL_OUT)/%.o,$(basename $(KERNEL_SOURCES) \
    $(KERNEL_SOURCES_$(ARCH)) $(KERNEL_ARCH_SOURCES) $(KERNEL_DEV_SOURCES)))

KERNEL_OPT ?= -O2
# The kernel is compiled as one: short functions of one room vanish into those of another.
KERNEL_LTO := -flto
KERNEL_CFLAGS := --target=$(KERNEL_TRIPLE_$(ARCH)) $(KERNEL_ARCH_FLAGS_$(ARCH)) -std=gnu11 \
    $(KERNEL_OPT) -g -ffreestanding -fno-pic -fno-stack-protector -fno-builtin-printf \
    -fno-asynchronous-unwind-tables -fomit-frame-pointer $(KERNEL_LTO) -fno-strict-aliasing -ffunction-sections -Wall -Wextra -Werror \
    -Wno-unused-parameter -I$(KERNEL_DIR) -I$(CONF)/include -I$(GEN)/kernel $(PATH_FLAGS)

$(KERNEL_OUT)/%.o: $(KERNEL_DIR)/%.c $(CONF)/include/kernel/gen_config.h $(SHARE)/mk/kernel.mk
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

$(KERNEL_OUT)/%.o: $(KERNEL_DIR)/%.S $(CONF)/include/kernel/gen_config.h $(SHARE)/mk/kernel.mk
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(KERNEL_CFLAGS) -D__ASSEMBLER__ -MMD -MP -c -o $@ $<

$(KERNEL_OUT)/link.ld: $(KERNEL_DIR)/$(KERNEL_ARCH_DIR)/link.ld $(CONF)/include/kernel/gen_config.h
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(KERNEL_CFLAGS) -E -P -x assembler-with-cpp -o $@ $<

$(KERNEL_OUT)/kernel.elf: $(KERNEL_OBJECTS) $(KERNEL_OUT)/link.ld
	$(Q)$(LLD) -T $(KERNEL_OUT)/link.ld --gc-sections -z max-page-size=4096 -z noexecstack \
	    --build-id=none -o $@ $(KERNEL_OBJECTS)

$(KERNEL_OUT)/kernel32: $(KERNEL_OUT)/kernel.elf
	$(Q)$(OBJCOPY) -O elf32-i386 $< $@

-include $(KERNEL_OBJECTS:.o=.d)
