# SPDX-License-Identifier: BSD-2-Clause
# The build graph. `make` leaves the command at build/sdk/bin/fel4; what it builds for a target is
# built by fel4 itself, from the fragments in mk/ (see MAP.md). `make help` lists the targets.

BUILD    ?= build
PLATFORM ?= pc99
PREFIX   ?= /usr/local
DESTDIR  ?=

# The cache of libraries that are built once per target.
export FEL4_CACHE ?= $(abspath $(BUILD)/cache)

FEL4 := $(BUILD)/sdk/bin/fel4

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

include mk/host.mk
include mk/cli.mk
include mk/unit.mk

.PHONY: all demo check check-unit check-abi check-cli check-guest lint format prepush bench help clean

all: sdk

## demo: boot examples/thread-demo on PLATFORM
demo: sdk
	@$(FEL4) -C examples/thread-demo simulate --platform $(PLATFORM)

## check: all tests; the last line is `N passed, M failed`
check: sdk
	@sh test/run

## lint: the rules of this tree: formatting, includes, lengths, licences, links
lint:
	@sh test/tree/run

## format: lay out all C sources
format:
	clang-format-19 -i $$(git ls-files '*.c' '*.h')

## prepush: what to run before work is handed in
prepush: format lint check

check-abi: sdk
	@sh test/run abi abi-labels abi-stubs abigen

check-cli: sdk
	@sh test/cli/run

## check-guest: the conformance tests in QEMU on PLATFORM
check-guest: sdk
	@sh test/guest/run $(PLATFORM)

## bench: instructions per kernel operation on PLATFORM, beside the reference
bench: sdk
	@sh test/bench/run $(PLATFORM) $(BENCH_ARGS)

## help: this list
help:
	@sed -n 's/^## /  make /p' $(MAKEFILE_LIST)

## clean: remove everything that was built
clean:
	rm -rf $(BUILD)
