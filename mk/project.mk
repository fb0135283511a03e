# SPDX-License-Identifier: BSD-2-Clause
# What `fel4 build` runs: kernel, libraries, program and boot image of one project for one board and
# profile. fel4 writes $(CONF)/config.mk first; nothing here looks at fel4.toml.
#
# config.mk sets   SHARE GEN CONF OUT ROOT ARTIFACTS FEL4_CACHE   directories, absolute
#                  ARCH PLATFORM PROFILE IMAGE_FORM (multiboot elf binary uimage)
#                  KERNEL_OPT KERNEL_DRIVERS
#                  KERNEL_BUILD LIBS_BUILD (where the kernel, the libraries are built; OUT if unset)
#                  PROGRAM PROGRAM_SOURCES (below ROOT) PROGRAM_INCLUDES PROGRAM_CFLAGS
#                  PROGRAM_LDFLAGS PROGRAM_LIBS STACK_SIZE HEAP_SIZE LINK_PAGE_SIZE GC_SECTIONS
#                  IMAGE_MEMORY (start:end pairs), ELFLOADER_* of the loader keys
#                  SEL4_PREFIX (an installed seL4 to take instead of our kernel; else unset)
# project.mk sets  SEL4_INCLUDES SEL4_SOURCES (libsel4's directories, behind CONF/include, and .c files)
# kernel.mk makes  $(OUT)/kernel/kernel.elf and, for x86, $(OUT)/kernel/kernel32
# newlib.mk makes  $(NEWLIB)/include and $(NEWLIB)/lib/libc.a, once per target
# user.mk makes    libsel4.a and libfel4.a in $(LIB_DIR), $(OUT)/program.elf
# loader.mk makes  $(OUT)/image.elf, image.bin or image.uimage out of kernel.elf and program.elf
#
# Q is empty with -v, and else @. Goals: all (the default), kernel, program, sel4 (what `fel4 kernel
# install` installs).

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += -rR

include $(CONFIG)
include $(SHARE)/mk/toolchain.mk

ifdef SEL4_PREFIX
# An installed seL4: its kernel, its headers, the sources of its libsel4.
SEL4_INCLUDES := $(SEL4_PREFIX)/libsel4/include
SEL4_SOURCES  := $(wildcard $(SEL4_PREFIX)/libsel4/src/*.c)

$(OUT)/kernel/kernel.elf: $(SEL4_PREFIX)/bin/kernel.elf
	@mkdir -p $(@D)
	@cp $< $@.tmp && mv $@.tmp $@

$(OUT)/kernel/kernel32: $(OUT)/kernel/kernel.elf
	$(Q)$(OBJCOPY) -O elf32-i386 $< $@
else
SEL4_INCLUDES := $(SHARE)/lib/sel4/include $(SHARE)/lib/sel4/arch/$(ARCH)/include \
    $(GEN)/user/arch/$(ARCH)/include
SEL4_SOURCES  := $(wildcard $(SHARE)/lib/sel4/src/*.c)

# The kernel depends on the configuration only: it is built in the cache, where other projects of
# the same configuration find it, and copied.
PROJECT_OUT  := $(OUT)
PROJECT_CONF := $(CONF)
ifdef KERNEL_BUILD
OUT  := $(KERNEL_BUILD)
CONF := $(KERNEL_BUILD)/config
endif
include $(SHARE)/mk/kernel.mk
OUT  := $(PROJECT_OUT)
CONF := $(PROJECT_CONF)
ifdef KERNEL_BUILD
# Another kernel may have been chosen, built long ago: the file notes which one is here.
$(OUT)/kernel/%: $(KERNEL_OUT)/% $(OUT)/kernel/which
	@mkdir -p $(@D)
	@cp $< $@.tmp && mv $@.tmp $@

$(OUT)/kernel/which: always
	@mkdir -p $(@D)
	@echo $(KERNEL_BUILD) | cmp -s - $@ || echo $(KERNEL_BUILD) >$@
endif
endif

include $(SHARE)/mk/newlib.mk

# Tests bring their own main; the program's gets another name.
ifneq ($(TEST),)
PROGRAM_CFLAGS += -I$(SHARE)/lib/test/include -Dmain=fel4_program_main -Wno-return-type
endif
include $(SHARE)/mk/user.mk
ifneq ($(TEST),)
TEST_OBJECTS := $(patsubst $(SHARE)/lib/%.c,$(LIBS_OUT)/%.o,$(wildcard $(SHARE)/lib/test/*.c))
PROGRAM_LDFLAGS += $(TEST_OBJECTS)
$(OUT)/program.elf: $(TEST_OBJECTS)
$(LIBS_OUT)/test/%.o: $(SHARE)/lib/test/%.c $(LIBS_CONFIG) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LIBS_CFLAGS) -I$(SHARE)/lib/test/include -MMD -MP -c -o $@ $<
-include $(TEST_OBJECTS:.o=.d)
endif

KERNEL_FILE_multiboot := $(OUT)/kernel/kernel32
IMAGE_FILE_multiboot  := $(OUT)/program.elf

ifneq ($(IMAGE_FORM),multiboot)
include $(SHARE)/mk/loader.mk
endif
KERNEL_FILE := $(or $(KERNEL_FILE_$(IMAGE_FORM)),$(OUT)/kernel/kernel.elf)
IMAGE_FILE_elf    := $(OUT)/image.elf
IMAGE_FILE_binary := $(OUT)/image.bin
IMAGE_FILE_uimage := $(OUT)/image.uimage
IMAGE_FILE := $(IMAGE_FILE_$(IMAGE_FORM))

.PHONY: all kernel program sel4
all: $(ARTIFACTS)/feL4img $(ARTIFACTS)/kernel $(OUT)/kernel/kernel.elf
kernel: $(KERNEL_FILE)
program: $(OUT)/program.elf
sel4: $(OUT)/kernel/kernel.elf $(KERNEL_FILE) $(LIB_DIR)/libsel4.a \
    $(addprefix $(OUT)/bitfields/sel4/,shared_types.pbf sel4_arch/types.pbf)

# The packed types of the interface, as this configuration has them.
$(OUT)/bitfields/%.pbf: $(GEN)/bitfields/$(ARCH)/%.bf $(CONF)/include/kernel/gen_config.h
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=$(KERNEL_TRIPLE_$(ARCH)) -E -P -x c \
	    -imacros $(CONF)/include/kernel/gen_config.h -o $@ $<

# Files that others look at appear whole or not at all. They may be of another platform, built later
# than these: a file beside them notes whose they are.
$(ARTIFACTS)/feL4img: $(IMAGE_FILE) $(ARTIFACTS)/.built-in
	@cp $< $@.tmp && mv $@.tmp $@

$(ARTIFACTS)/kernel: $(KERNEL_FILE) $(ARTIFACTS)/.built-in
	@cp $< $@.tmp && mv $@.tmp $@

$(ARTIFACTS)/.built-in: always
	@mkdir -p $(@D)
	@echo $(OUT) | cmp -s - $@ || echo $(OUT) >$@

.PHONY: always
