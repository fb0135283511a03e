# SPDX-License-Identifier: BSD-2-Clause
# The program: libsel4, the runtime, the project's sources, linked to $(OUT)/program.elf. project.mk
# lists the variables that come in.

USER_DIR := $(OUT)/user
LIB_DIR  := $(OUT)/lib

ifdef SEL4_PREFIX
USER_SEL4_INCLUDES := $(SEL4_INCLUDES) $(CONF)/include
else
USER_SEL4_INCLUDES := $(CONF)/include $(SHARE)/lib/sel4/include $(SHARE)/lib/sel4/arch/$(ARCH)/include \
    $(GEN)/user/arch/$(ARCH)/include
endif

# A big frame touches each of its pages, so that none can leap over the guard below a stack.
USER_STACK_FLAGS_x86_64  := -Xclang -fstack-clash-protection
USER_STACK_FLAGS_aarch64 := -Xclang -fstack-clash-protection

# The thread pointer's register on ARM follows from the kernel's configuration.
TLS_BY_KERNEL := $(findstring CONFIG_SET_TLS_BASE_SELF  1,$(file <$(CONF)/include/kernel/gen_config.h))
USER_TLS_FLAGS_aarch64 := $(if $(TLS_BY_KERNEL),-mtp=tpidrro_el0)
USER_TLS_FLAGS_armv7   := -mtp=$(if $(TLS_BY_KERNEL),tpidruro,tpidrurw)

USER_CFLAGS := --target=$(USER_TRIPLE_$(ARCH)) $(USER_ARCH_FLAGS_$(ARCH)) \
    $(USER_TLS_FLAGS_$(ARCH)) $(USER_STACK_FLAGS_$(ARCH)) -std=gnu11 -O2 -g \
    -fno-pic -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -ftls-model=local-exec \
    -D__DYNAMIC_REENT__ -ffunction-sections -fdata-sections -Wall -Wextra -nostdlibinc -isystem $(NEWLIB)/include \
    $(USER_SEL4_INCLUDES:%=-I%) -I$(SHARE)/lib/fel4/include $(PATH_FLAGS) \
    -ffile-prefix-map=$(NEWLIB)/=newlib/

# ---- libraries

SEL4_OBJECTS := $(patsubst %,$(USER_DIR)/sel4/%.o,$(basename $(notdir $(SEL4_SOURCES))))
FEL4_SOURCES := $(wildcard $(SHARE)/lib/fel4/src/*.c $(SHARE)/lib/fel4/arch/$(ARCH)/*.c \
    $(if $(filter aarch64 armv7,$(ARCH)),$(SHARE)/lib/fel4/arch/arm/*.c) $(SHARE)/lib/libc/*.c)
FEL4_OBJECTS := $(patsubst $(SHARE)/lib/%.c,$(USER_DIR)/%.o,$(FEL4_SOURCES))
CRT0         := $(USER_DIR)/fel4/arch/$(ARCH)/crt0.o
# What every object depends on; the program's also on its flags, which are in config.mk.
CONFIG_FILE  := $(CONF)/include/fel4_config.h $(SHARE)/mk/user.mk

vpath %.c $(sort $(dir $(SEL4_SOURCES)))

$(USER_DIR)/sel4/%.o: %.c $(CONFIG_FILE) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

$(USER_DIR)/%.o: $(SHARE)/lib/%.c $(CONFIG_FILE) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) -I$(SHARE)/lib/fel4 -MMD -MP -c -o $@ $<

$(USER_DIR)/%.o: $(SHARE)/lib/%.S $(CONFIG_FILE)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) -MMD -MP -c -o $@ $<

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

$(OUT)/program/%.o: $(ROOT)/% $(CONFIG_FILE) $(CONFIG) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(USER_CFLAGS) $(DIAGNOSTICS) \
	    $(PROGRAM_INCLUDES:%=-I$(ROOT)/%) -ffile-prefix-map=$(ROOT)/= $(PROGRAM_CFLAGS) \
	    -MJ $@.json -MMD -MP -c -o $@ $<

$(OUT)/program.elf: $(CRT0) $(PROGRAM_OBJECTS) $(LIB_DIR)/libfel4.a $(LIB_DIR)/libsel4.a \
    $(NEWLIB)/lib/libc.a $(CONFIG)
	$(Q)$(LLD) -static --no-pie -e _start --image-base=$(USER_BASE_$(ARCH)) \
	    -z max-page-size=4096 -z noexecstack -z norelro --build-id=none \
	    $(if $(GC_SECTIONS),--gc-sections) $(PROGRAM_LDFLAGS) -o $@ $(CRT0) $(PROGRAM_OBJECTS) \
	    --start-group $(LIB_DIR)/libfel4.a $(LIB_DIR)/libsel4.a $(PROGRAM_LIBS:%=-l%) \
	    -L$(NEWLIB)/lib -lc -lm $(USER_BUILTINS_$(ARCH)) --end-group

-include $(PROGRAM_OBJECTS:.o=.d) $(FEL4_OBJECTS:.o=.d) $(SEL4_OBJECTS:.o=.d)
