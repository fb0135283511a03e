# SPDX-License-Identifier: BSD-2-Clause
# The C library for a target, built once from Debian's newlib-source and kept in the cache. Needs
# ARCH, SHARE, FEL4_CACHE; sets NEWLIB, below which are include/ and lib/.

NEWLIB_SOURCE  := $(lastword $(sort $(wildcard /usr/src/newlib/newlib-*.tar.*)))
NEWLIB_VERSION := $(patsubst newlib-%,%,$(firstword $(subst .tar, ,$(notdir $(NEWLIB_SOURCE)))))
NEWLIB_RECIPE  := $(firstword $(shell cksum <$(SHARE)/mk/newlib.sh))
NEWLIB_NAME    := newlib-$(ARCH)-$(NEWLIB_VERSION)-$(NEWLIB_RECIPE)
# An installed SDK may bring it.
NEWLIB         := $(patsubst %/lib/libc.a,%,$(or $(wildcard $(SHARE)/cache/$(NEWLIB_NAME)/lib/libc.a),\
    $(FEL4_CACHE)/$(NEWLIB_NAME)))

$(NEWLIB)/lib/libc.a: | $(SHARE)/mk/newlib.sh
	$(Q)sh $(SHARE)/mk/newlib.sh $(ARCH) "$(USER_TRIPLE_$(ARCH))" "$(NEWLIB_SOURCE)" $(NEWLIB)
