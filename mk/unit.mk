# SPDX-License-Identifier: BSD-2-Clause
# Part of the top Makefile: the kernel as a library on the host, under the address and undefined
# behaviour sanitizers, with its unit tests (test/unit) and its fuzzer (test/fuzz). It is built
# twice: with and without the fast path; every test runs with both.

UNIT_OUT := $(BUILD)/unit
UNIT_CC  ?= clang-19
UNIT_FLAGS := -std=gnu11 -O1 -g -fPIC -fno-omit-frame-pointer -fno-strict-aliasing \
    -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Werror \
    -Wno-unused-parameter -DARCH_HOST \
    -Ikernel -Ikernel/arch/host/config -I$(BUILD)/gen/kernel -Itest/unit

# The list of generic sources is the one that real kernels are built from.
UNIT_GENERIC := $(shell sed -n '/^KERNEL_SOURCES :=/,/[^\\]$$/p' mk/kernel.mk | \
    grep -o '[a-z0-9_]*/[a-z0-9_]*\.c')
# kernel_check has maps of all RAM: no part of what is reset between tests.
UNIT_CHECK  := $(wildcard kernel/arch/host/check*.c)
UNIT_KERNEL := $(UNIT_GENERIC:%=kernel/%) kernel/dev/fdt.c \
    $(filter-out $(UNIT_CHECK),$(wildcard kernel/arch/host/*.c))
UNIT_WORLD  := $(patsubst %.c,$(UNIT_OUT)/fast/%.o,test/unit/world.c $(UNIT_CHECK))
UNIT_TESTS  := $(patsubst test/unit/test_%.c,%,$(wildcard test/unit/test_*.c))
UNIT_PATHS  := fast slow
UNIT_LIBS_fdt := -lfdt
UNIT_FLAGS_fast :=
UNIT_FLAGS_slow := -DHOST_SLOW_PATH
UNIT_FLAGS_led  := -fsanitize=fuzzer-no-link -DLIBFUZZER

define UNIT_RULES
$(UNIT_OUT)/$(1)/%.o: %.c mk/unit.mk | $(BUILD)/gen
	@mkdir -p $$(@D)
	$$(UNIT_CC) $$(UNIT_FLAGS) $$(UNIT_FLAGS_$(1)) $$(UNIT_RENAME) -MMD -MP -c -o $$@ $$<

$(UNIT_OUT)/$(1)/libkernel.so: $(UNIT_KERNEL:%.c=$(UNIT_OUT)/$(1)/%.o)
	$$(UNIT_CC) -shared -fsanitize=address,undefined -Wl,-z,now -o $$@ $$^

# The C library already has the four functions of lib/mem.c.
$(UNIT_OUT)/$(1)/kernel/lib/mem.o: UNIT_RENAME := -Dmemset=kernel_memset -Dmemcpy=kernel_memcpy \
    -Dmemmove=kernel_memmove -Dmemcmp=kernel_memcmp
endef
$(foreach path,$(UNIT_PATHS) led,$(eval $(call UNIT_RULES,$(path))))

$(UNIT_OUT)/test_%: $(UNIT_OUT)/fast/test/unit/test_%.o $(UNIT_WORLD) $(UNIT_OUT)/fast/libkernel.so
	$(UNIT_CC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) -L$(UNIT_OUT)/fast -lkernel -lcmocka \
	    $(UNIT_LIBS_$*)

$(UNIT_OUT)/fuzz: $(UNIT_OUT)/fast/test/fuzz/fuzz.o $(UNIT_WORLD) $(UNIT_OUT)/fast/libkernel.so
	$(UNIT_CC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) -L$(UNIT_OUT)/fast -lkernel -lcmocka

$(UNIT_OUT)/fuzz-led: $(addprefix $(UNIT_OUT)/led/,test/fuzz/fuzz.o test/unit/world.o \
    $(UNIT_CHECK:%.c=%.o) libkernel.so)
	$(UNIT_CC) -fsanitize=address,undefined,fuzzer -o $@ $(filter %.o,$^) -L$(UNIT_OUT)/led \
	    -lkernel -lcmocka

## fuzz-kernel: libFuzzer on the host kernel for FUZZ_SECONDS; what it finds stays in build/unit/corpus
.PHONY: fuzz-kernel
FUZZ_SECONDS ?= 60
fuzz-kernel: $(UNIT_OUT)/fuzz-led
	@mkdir -p $(UNIT_OUT)/corpus
	LD_LIBRARY_PATH=$(UNIT_OUT)/led $< -max_total_time=$(FUZZ_SECONDS) -max_len=2048 -len_control=0 -detect_leaks=0 \
	    -artifact_prefix=$(UNIT_OUT)/ $(UNIT_OUT)/corpus

.PHONY: unit
unit: $(UNIT_TESTS:%=$(UNIT_OUT)/test_%) $(UNIT_OUT)/fuzz $(UNIT_PATHS:%=$(UNIT_OUT)/%/libkernel.so)

.PRECIOUS: $(UNIT_OUT)/%.o

## check-unit: the kernel's unit tests and random operations, on the host
check-unit: unit
	@sh test/unit/run $(UNIT_OUT) $(UNIT_TESTS)

-include $(shell find $(UNIT_OUT) -name '*.d' 2>/dev/null)
