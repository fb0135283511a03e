# SPDX-License-Identifier: BSD-2-Clause
# The project's own sources by Debian's gcc for Linux, told that there is no Linux; runtime and
# libraries are clang's. Included by user.mk when fel4 build got --cc gcc.

GCC_x86_64  := x86_64-linux-gnu-gcc
GCC_aarch64 := aarch64-linux-gnu-gcc
GCC_armv7   := arm-linux-gnueabihf-gcc
GCC         := $(GCC_$(ARCH))

GCC_ARCH_FLAGS_x86_64  := -mno-red-zone -fcf-protection=none
GCC_ARCH_FLAGS_aarch64 := -mno-outline-atomics
# Its own ways to the thread pointer lead to a register that the kernel may not set: it asks the
# runtime's __aeabi_read_tp.
GCC_ARCH_FLAGS_armv7   := -mcpu=cortex-a9 -mfpu=vfpv3-d16 -mfloat-abi=hard -marm -mtp=soft

GCC_FLAGS := $(GCC_ARCH_FLAGS_$(ARCH)) -std=gnu11 -O2 -g -fno-pic -fno-pie -fno-stack-protector \
    -fno-omit-frame-pointer -fno-optimize-sibling-calls -mno-omit-leaf-frame-pointer -fstack-clash-protection -ftls-model=local-exec \
    -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -Wall -Wextra -D__DYNAMIC_REENT__ \
    -U__linux__ -U__linux -Ulinux -U__gnu_linux__ -U__unix__ -U__unix -Uunix -U_FORTIFY_SOURCE \
    -nostdinc -isystem $(NEWLIB)/include -isystem $(shell $(GCC) -print-file-name=include) \
    $(filter -I%,$(USER_CFLAGS)) $(filter -ffile-prefix-map=% -fdebug-compilation-dir=%,$(USER_CFLAGS))
# This one is clang's word for it.
GCC_FLAGS := $(patsubst -fdebug-compilation-dir=%,-fdebug-prefix-map=$(ROOT)=%,$(GCC_FLAGS))
ifeq ($(ARCH),armv7)
GCC_FLAGS := $(filter-out -mno-omit-leaf-frame-pointer,$(GCC_FLAGS))
endif

GCC_COLOUR := -fdiagnostics-color=$(if $(findstring no-color,$(DIAGNOSTICS)),never,always)

# compile_commands.json is made of what clang writes with -MJ.
comma := ,
gcc_entry = { "directory": "$(ROOT)", "file": "$<", "output": "$@", "arguments": ["$(GCC)"$(foreach \
    word,$(GCC_FLAGS) $(PROGRAM_FLAGS) -c $<,$(comma) "$(word)")]},

$(OUT)/program/%.o: $(ROOT)/% $(CONFIG_FILE) $(CONFIG) $(NEWLIB)/lib/libc.a
	@mkdir -p $(@D)
	$(Q)$(GCC) $(GCC_FLAGS) $(GCC_COLOUR) $(PROGRAM_FLAGS) -MMD -MP -c -o $@ $<
	@printf '%s\n' '$(subst ','\'',$(gcc_entry))' >$@.json
