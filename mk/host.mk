# SPDX-License-Identifier: BSD-2-Clause
# Part of the top Makefile: abigen, and what it makes of abi/ (target gen).

ABIGEN_OUT     := $(BUILD)/host/gen
ABIGEN_SOURCES := abigen read place emit_user emit_kernel emit_docs emit_numbers emit_xml \
    emit_bitfields
ABIGEN_OBJECTS := $(ABIGEN_SOURCES:%=$(ABIGEN_OUT)/%.o)
# The command's text, diagnostics and TOML reader serve here, too.
ABIGEN_SHARED  := $(addprefix $(BUILD)/host/cli/,text.o diag.o os.o process.o value.o characters.o read.o)

$(ABIGEN_OUT)/%.o: gen/%.c mk/host.mk
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Icli -MMD -MP -c -o $@ $<

$(BUILD)/host/abigen: $(ABIGEN_OBJECTS) $(ABIGEN_SHARED)
	$(CC) -o $@ $^ -lstdc++ -lm

.PHONY: gen
gen: $(BUILD)/gen

$(BUILD)/gen: $(BUILD)/host/abigen $(wildcard abi/*.toml)
	$(BUILD)/host/abigen abi $@
	@touch $@

-include $(ABIGEN_OBJECTS:.o=.d)
