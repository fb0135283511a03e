# SPDX-License-Identifier: BSD-2-Clause
# The program: libsel4, the runtime, the project's sources, linked to $(OUT)/program.elf. project.mk
# lists the variables that come in.

# The libraries depend on the configuration only: they are built in the cache, where other projects
# of the same configuration find them.
LIBS_OUT  := $(or $(LIBS_BUILD),$(OUT))
LIBS_CONF := $(LIBS_OUT)/config
LIBS_DIR  := $(LIBS_OUT)/user
LIB_DIR   := $(LIBS_OUT)/lib
USER_DIR  := $(OUT)/user

# A big frame touches each of its pages, so that none can leap over the guard below a stack.
USER_STACK_FLAGS_x86_64  := -Xclang -fstack-clash-protection
USER_STACK_FLAGS_aarch64 := -Xclang -fstack-clash-protection
# A function that calls nothing links its frame, too, so that a backtrace shows who called it.
USER_STACK_FLAGS_armv7   := -mframe-chain=aapcs+leaf

# The thread pointer's register on ARM follows from the kernel's configuration.
KERNEL_CONFIG := $(or $(SEL4_PREFIX:%=%/libsel4/include),$(CONF)/include)/kernel/gen_config.h
TLS_BY_KERNEL := $(findstring CONFIG_SET_TLS_BASE_SELF  1,$(file <$(KERNEL_CONFIG)))
USER_TLS_FLAGS_aarch64 := $(if $(TLS_BY_KERNEL),-mtp=tpidrro_el0)
USER_TLS_FLAGS_armv7   := -mtp=$(if $(TLS_BY_KERNEL),tpidruro,tpidrurw)

USER_FLAGS := --target=$(USER_TRIPLE_$(ARCH)) $(USER_ARCH_FLAGS_$(ARCH)) \
    $(USER_TLS_FLAGS_$(ARCH)) $(USER_STACK_FLAGS_$(ARCH)) -std=gnu11 -O2 -g \
    -fno-pic -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -fno-optimize-sibling-calls -ftls-model=local-exec \
    -D__DYNAMIC_REENT__ -ffunction-sections -fdata-sections -Wall -Wextra -nostdlibinc -isystem $(NEWLIB)/include \
    $(PATH_FLAGS) -ffile-prefix-map=$(LIBS_OUT)/= -ffile-prefix-map=$(NEWLIB)/=newlib/
USER_CFLAGS := $(USER_FLAGS) $(addprefix -I,$(CONF)/include $(SEL4_INCLUDES) $(SHARE)/lib/fel4/include)
LIBS_CFLAGS := $(USER_FLAGS) $(addprefix -I,$(LIBS_CONF)/include $(SEL4_INCLUDES) $(SHARE)/lib/fel4/include)

# ---- libraries

SEL4_OBJECTS := $(patsubst %,$(LIBS_DIR)/sel4/%.o,$(basename $(notdir $(SEL4_SOURCES))))
FEL4_SOURCES := $(wildcard $(SHARE)/lib/fel4/src/*.c $(SHARE)/lib/fel4/arch/$(ARCH)/*.c \
    $(if $(filter aarch64 armv7,$(ARCH)),$(SHARE)/lib/fel4/arch/arm/*.c) $(SHARE)/lib/libc/*.c)
FEL4_OBJECTS := $(patsubst $(SHARE)/lib/%.c,$(LIBS_DIR)/%.o,$(FEL4_SOURCES))
FLAGS_FILES  := $(SHARE)/mk/user.mk $(SHARE)/mk/toolchain.mk
LIBS_CONFIG  := $(LIBS_CONF)/include/fel4_config.h $(FLAGS_FILES)

vpath %.c $(sort $(dir $(SEL4_SOURCES)))

# Ours needs no C library.
$(LIBS_DIR)/sel4/%.o: %.c $(LIBS_CONFIG) $(if $(SEL4_PREFIX),$(NEWLIB)/lib/libc.a)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LIBS_CFLAGS) -MMD -MP -c -o $@ $<

$(LIBS_DIR)/%.o: $(SHARE)/lib/%.c $(LIBS_CONFIG) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LIBS_CFLAGS) -I$(SHARE)/lib/fel4 -MMD -MP -c -o $@ $<

$(LIB_DIR)/libsel4.a: $(SEL4_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(LIB_DIR)/libfel4.a: $(FEL4_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# ---- the program

PROGRAM_OBJECTS := $(patsubst %,$(OUT)/program/%.o,$(PROGRAM_SOURCES))
# The runtime's part that the program's settings decide: start-up with the stack, heap, name.
PROGRAM_RUNTIME := $(USER_DIR)/crt0.o $(USER_DIR)/program.o
# What they depend on; the program's own objects also on its flags, which are in config.mk.
CONFIG_FILE     := $(CONF)/include/fel4_config.h $(FLAGS_FILES)

$(USER_DIR)/crt0.o: $(SHARE)/lib/fel4/arch/$(ARCH)/crt0.S $(CONFIG_FILE)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

$(USER_DIR)/program.o: $(SHARE)/lib/fel4/program.c $(CONFIG_FILE) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

PROGRAM_FLAGS := $(PROGRAM_INCLUDES:%=-I$(ROOT)/%) -ffile-prefix-map=$(ROOT)/= $(PROGRAM_CFLAGS)

ifeq ($(PROGRAM_CC),gcc)
include $(SHARE)/mk/gcc.mk
else
$(OUT)/program/%.o: $(ROOT)/% $(CONFIG_FILE) $(CONFIG) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) $(DIAGNOSTICS) $(PROGRAM_FLAGS) -MJ $@.json -MMD -MP -c -o $@ $<
endif

$(OUT)/program.elf: $(PROGRAM_RUNTIME) $(PROGRAM_OBJECTS) $(LIB_DIR)/libfel4.a $(LIB_DIR)/libsel4.a \
    $(NEWLIB)/lib/libc.a $(CONFIG)
	$(Q)$(LLD) -static --no-pie -e _start --image-base=$(USER_BASE_$(ARCH)) \
	    -z max-page-size=4096 -z noexecstack -z norelro --build-id=none \
	    $(if $(GC_SECTIONS),--gc-sections) $(PROGRAM_LDFLAGS) -o $@ $(PROGRAM_RUNTIME) $(PROGRAM_OBJECTS) \
	    --start-group $(LIB_DIR)/libfel4.a $(LIB_DIR)/libsel4.a $(PROGRAM_LIBS:%=-l%) \
	    -L$(NEWLIB)/lib -lc -lm $(USER_BUILTINS_$(ARCH)) --end-group

-include $(PROGRAM_OBJECTS:.o=.d) $(PROGRAM_RUNTIME:.o=.d) $(FEL4_OBJECTS:.o=.d) $(SEL4_OBJECTS:.o=.d)
