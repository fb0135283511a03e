# SPDX-License-Identifier: BSD-2-Clause
# Part of the top Makefile: the fel4 command (target fel4) and the SDK around it (target sdk), in
# which symbolic links stand for what `make install` copies.

FEL4_VERSION := 0.1.0

CLI_SOURCES := $(sort $(patsubst cli/%.c,%,$(wildcard cli/*.c)))
CLI_OUT     := $(BUILD)/host/cli
CLI_OBJECTS := $(CLI_SOURCES:%=$(CLI_OUT)/%.o) $(CLI_OUT)/read.o
CLI_LIBS    := -lfdt -ldw -lelf -ljansson -lstdc++ -lm
CLI_CFLAGS  := -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wno-missing-field-initializers \
    -DFEL4_VERSION='"$(FEL4_VERSION)"'

SDK       := $(BUILD)/sdk
SDK_PARTS := kernel loader lib boards config mk templates examples

.PHONY: sdk fel4
fel4: $(BUILD)/host/fel4

$(CLI_OUT)/%.o: cli/%.c mk/cli.mk
	@mkdir -p $(@D)
	$(CC) $(CLI_CFLAGS) -MMD -MP -c -o $@ $<

$(CLI_OUT)/%.o: cli/%.cpp mk/cli.mk
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -MMD -MP -c -o $@ $<

$(BUILD)/host/fel4: $(CLI_OBJECTS)
	$(CC) -o $@ $(CLI_OBJECTS) $(CLI_LIBS)

# share/fel4 points into the tree; `gen` is what abigen wrote.
$(SDK)/share/fel4/%: | %
	@mkdir -p $(@D)
	ln -sfn ../../../../$* $@

$(SDK)/share/fel4/gen: | $(BUILD)/gen
	@mkdir -p $(@D)
	ln -sfn ../../../gen $@

$(SDK)/bin/fel4: $(BUILD)/host/fel4
	@mkdir -p $(@D)
	ln -fn $< $@ 2>/dev/null || cp $< $@
	@touch $@

sdk: $(SDK)/bin/fel4 $(SDK)/share/fel4/gen \
    $(addprefix $(SDK)/share/fel4/,$(foreach part,$(SDK_PARTS),$(if $(wildcard $(part)),$(part))))

# The readers of fel4.toml and ELF files under libFuzzer; test/cli runs it for a few seconds. It
# finds share/fel4 as fel4 does, so it lies beside bin/.
FUZZ_OUT     := $(abspath $(BUILD))/host/fuzz
FUZZ_OBJECTS := $(patsubst %,$(FUZZ_OUT)/%.o,$(filter-out main,$(CLI_SOURCES)) read fuzz)
FUZZ_FLAGS   := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr \
    -fno-sanitize-recover=undefined

.PHONY: fuzz-cli
fuzz-cli: $(SDK)/test/fuzz-cli

$(FUZZ_OUT)/%.o: cli/%.c
	@mkdir -p $(@D)
	clang-19 $(CLI_CFLAGS) -O1 $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

$(FUZZ_OUT)/fuzz.o: test/cli/fuzz.c
	@mkdir -p $(@D)
	clang-19 $(CLI_CFLAGS) -O1 $(FUZZ_FLAGS) -Icli -MMD -MP -c -o $@ $<

$(FUZZ_OUT)/read.o: cli/read.cpp
	@mkdir -p $(@D)
	clang++-19 -std=c++17 -D_GNU_SOURCE -g -O1 $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

$(SDK)/test/fuzz-cli: $(FUZZ_OBJECTS)
	@mkdir -p $(@D)
	clang-19 $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(CLI_LIBS)

MAN_PAGES := $(patsubst docs/man/%.scd,$(BUILD)/man/%,$(wildcard docs/man/*.scd))
.PHONY: man install uninstall
man: $(MAN_PAGES)

$(BUILD)/man/%: docs/man/%.scd
	@mkdir -p $(@D)
	scdoc <$< >$@.tmp && mv $@.tmp $@

INSTALL_SHARE := $(DESTDIR)$(PREFIX)/share
INSTALL_MAN    = $(INSTALL_SHARE)/man/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1))

## install: put the SDK below PREFIX (and DESTDIR): bin/fel4, share/fel4 (with the C libraries that
##     were built already), man pages, completions
install: sdk man
	rm -rf $(INSTALL_SHARE)/fel4
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(INSTALL_SHARE)/fel4 $(INSTALL_SHARE)/man/man1 \
	    $(INSTALL_SHARE)/man/man5 $(INSTALL_SHARE)/bash-completion/completions \
	    $(INSTALL_SHARE)/zsh/site-functions $(INSTALL_SHARE)/fish/vendor_completions.d
	install -m 755 $(BUILD)/host/fel4 $(DESTDIR)$(PREFIX)/bin/fel4
	cp -rL $(SDK)/share/fel4/. $(INSTALL_SHARE)/fel4/
	mkdir -p $(INSTALL_SHARE)/fel4/cache
	for dir in $(FEL4_CACHE)/newlib-*/; do \
	    if [ -e "$$dir/lib/libc.a" ]; then cp -r "$$dir" $(INSTALL_SHARE)/fel4/cache/; fi; done
	rm -rf $(INSTALL_SHARE)/fel4/examples/*/build $(INSTALL_SHARE)/fel4/examples/*/artifacts
	$(foreach page,$(MAN_PAGES),install -m 644 $(page) $(call INSTALL_MAN,$(page)) &&) true
	$(FEL4) completion bash >$(INSTALL_SHARE)/bash-completion/completions/fel4
	$(FEL4) completion zsh >$(INSTALL_SHARE)/zsh/site-functions/_fel4
	$(FEL4) completion fish >$(INSTALL_SHARE)/fish/vendor_completions.d/fel4.fish

## uninstall: remove what install wrote
uninstall:
	rm -rf $(INSTALL_SHARE)/fel4 $(DESTDIR)$(PREFIX)/bin/fel4 \
	    $(foreach page,$(MAN_PAGES),$(call INSTALL_MAN,$(page))) \
	    $(INSTALL_SHARE)/bash-completion/completions/fel4 \
	    $(INSTALL_SHARE)/zsh/site-functions/_fel4 \
	    $(INSTALL_SHARE)/fish/vendor_completions.d/fel4.fish

-include $(CLI_OBJECTS:.o=.d) $(FUZZ_OBJECTS:.o=.d)
