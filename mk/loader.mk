# SPDX-License-Identifier: BSD-2-Clause
# The boot image of machines with a loader: $(OUT)/image.elf, image.bin or image.uimage. The archive
# holds stripped copies; nothing in it depends on when or by whom it was made. The loader is linked
# above all that it unpacks.

LOADER_OUT := $(OUT)/loader
LOADER_HASH := $(or $(subst hash_md5,HASH_MD5,$(filter hash_md5,$(ElfloaderHashInstructions))),\
    $(subst hash_sha,HASH_SHA,$(filter hash_sha,$(ElfloaderHashInstructions))),HASH_NONE)
LOADER_SUM := $(if $(filter HASH_SHA,$(LOADER_HASH)),sha256sum,md5sum)
LOADER_UART := $(firstword $(KERNEL_DRIVERS))
LOADER_CFLAGS := --target=$(KERNEL_TRIPLE_$(ARCH)) $(KERNEL_ARCH_FLAGS_$(ARCH)) -std=gnu11 -O2 -g \
    -ffreestanding -fno-pic -fno-builtin -fno-stack-protector -fno-asynchronous-unwind-tables -Wall -Wextra -Werror \
    -I$(SHARE)/kernel -I$(CONF)/include -I$(LOADER_OUT) $(PATH_FLAGS) \
    -DIMAGE_IS_UIMAGE=$(if $(filter uimage,$(IMAGE_FORM)),1,0) -DLOADER_HASH=$(LOADER_HASH) \
    -DROOT_TASK_LAST=$(if $(filter true,$(ElfloaderRootserversLast)),1,0)

# The device tree of an installed seL4 belongs to its kernel.
LOADER_DTB := $(wildcard $(addsuffix /support/kernel.dtb,$(SEL4_PREFIX)))
LOADER_DTB := $(if $(filter true,$(ElfloaderIncludeDtb)),$(or $(LOADER_DTB),$(wildcard $(CONF)/kernel.dtb)))
LOADER_FILES := kernel.elf $(if $(LOADER_DTB),kernel.dtb) rootserver \
    $(if $(filter-out HASH_NONE,$(LOADER_HASH)),kernel.bin app.bin)

$(LOADER_OUT)/archive.cpio: $(OUT)/kernel/kernel.elf $(OUT)/program.elf $(LOADER_DTB) $(CONF)/config.mk
	@rm -rf $(LOADER_OUT)/files && mkdir -p $(LOADER_OUT)/files
	$(Q)$(OBJCOPY) --strip-all $(OUT)/kernel/kernel.elf $(LOADER_OUT)/files/kernel.elf
	$(Q)$(OBJCOPY) --strip-all $(OUT)/program.elf $(LOADER_OUT)/files/rootserver
	$(if $(LOADER_DTB),@install -m 644 $(LOADER_DTB) $(LOADER_OUT)/files/kernel.dtb)
	$(if $(filter-out HASH_NONE,$(LOADER_HASH)),\
	    $(Q)sh $(SHARE)/mk/checksum.sh $(LOADER_SUM) $(LOADER_OUT)/files/kernel.elf > $(LOADER_OUT)/files/kernel.bin && \
	    sh $(SHARE)/mk/checksum.sh $(LOADER_SUM) $(LOADER_OUT)/files/rootserver > $(LOADER_OUT)/files/app.bin)
	@cd $(LOADER_OUT)/files && chmod 755 kernel.elf rootserver && touch -d @0 * && \
	    printf '%s\n' $(LOADER_FILES) | \
	    cpio --quiet --reproducible -H newc -R +0:+0 -o > ../archive.cpio.tmp
	@mv $@.tmp $@

$(LOADER_OUT)/start.o: $(SHARE)/loader/$(ARCH).S $(LOADER_OUT)/archive.cpio
	$(Q)$(CLANG) $(LOADER_CFLAGS) -c -o $@ $<

$(LOADER_OUT)/%.o: $(SHARE)/loader/%.c $(SHARE)/loader/loader.h $(CONF)/include/board_gen.h $(CONF)/config.mk
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LOADER_CFLAGS) -c -o $@ $<

$(LOADER_OUT)/fdt.o: $(SHARE)/kernel/dev/fdt.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LOADER_CFLAGS) -c -o $@ $<

$(LOADER_OUT)/uart.o: $(SHARE)/kernel/dev/$(LOADER_UART).c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(LOADER_CFLAGS) -c -o $@ $<

LOADER_OBJECTS := $(patsubst %,$(LOADER_OUT)/%.o,start $(ARCH) loader elf memory hash fdt uart)

$(OUT)/image.elf: $(LOADER_OBJECTS) \
    $(SHARE)/loader/link.ld $(SHARE)/mk/loader-place.sh
	$(Q)start=$$(sh $(SHARE)/mk/loader-place.sh $(OUT)/kernel/kernel.elf $(OUT)/program.elf \
	    $(LOADER_DTB)) && \
	$(LLD) -T $(SHARE)/loader/link.ld --defsym=IMAGE_START=$$start -z max-page-size=4096 \
	    -z noexecstack --build-id=none -o $@ $(filter %.o,$^)

$(OUT)/image.bin: $(OUT)/image.elf
	$(Q)$(OBJCOPY) -O binary $< $@

$(OUT)/image.uimage: $(OUT)/image.elf $(OUT)/image.bin
	$(Q)start=$$(llvm-readelf-19 -h $< | sed -n 's/.*Entry point address: *//p') && \
	SOURCE_DATE_EPOCH=0 mkimage -A $(if $(filter armv7,$(ARCH)),arm,arm64) -O linux -T kernel \
	    -C none -a $$start -e $$start -d $(OUT)/image.bin $@ > /dev/null
