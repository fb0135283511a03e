/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 deploy: brings the image to a board, by the method of the board's [deploy] table.
 *
 *   iso      a boot medium for a PC, for BIOS and UEFI, made by GRUB
 *   uimage   an image for U-Boot, and what to type there
 *   dfu      over USB, by dfu-util
 */
#include "os.h"
#include "project.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

static int run(const struct call *call, const struct words *argv, const char *package)
{
    if (call->dry_run) {
        return project_dry_run(call, os_cwd(), argv);
    }
    if (os_find_program(argv->items[0]) == NULL) {
        return diag_tool(argv->items[0], package);
    }
    diag_info("running: %s", words_shell(argv));
    struct buffer output = {0};
    int status = os_run(argv, NULL, diag_verbose() ? NULL : &output);
    if (status != 0) {
        fputs(output.data != NULL ? output.data : "", stderr);
        return diag_error(STATUS_MACHINE, NULL, "%s ended with status %d", argv->items[0], status);
    }
    return STATUS_OK;
}

/* The file that is, or goes to, the board's medium. A dry run made none. */
static void print_image(const struct call *call, const char *method, const char *file)
{
    struct buffer b = {0};
    if (call->json && !call->dry_run) {
        buffer_member(&b, "{", "method", method);
        buffer_member(&b, ", ", "image", file);
        printf("%s}\n", b.data);
    } else if (!call->json) {
        printf("%s\n", file);
    }
}

static int deploy_iso(const struct project *p, const struct call *call)
{
    static const char menu[] = "set timeout=0\n"
                               "menuentry \"feL4\" {\n"
                               "    multiboot2 /boot/kernel\n"
                               "    module2 /boot/feL4img\n"
                               "}\n";
    const char *iso = call->output != NULL ? call->output : os_join(p->artifacts, "feL4.iso");
    const char *dir = os_join(p->out, "iso");
    struct words argv = {0};
    words_split(&argv, "grub-mkrescue -o");
    words_add(&argv, iso);
    words_add(&argv, dir);
    if (!call->dry_run) {
        if (!os_make_dirs(os_join(dir, "boot/grub")) ||
            !os_write(os_join(dir, "boot/grub/grub.cfg"), menu, strlen(menu), 0666) ||
            !os_copy(os_join(p->artifacts, "kernel"), os_join(dir, "boot/kernel")) ||
            !os_copy(os_join(p->artifacts, "feL4img"), os_join(dir, "boot/feL4img"))) {
            return diag_file("write", dir);
        }
        if (os_find_program("xorriso") == NULL) {
            return diag_tool("xorriso", "xorriso");
        }
    }
    int status = run(call, &argv, "grub-pc-bin grub-efi-amd64-bin grub-common xorriso mtools");
    if (status == STATUS_OK && !call->dry_run) {
        print_image(call, "iso", iso);
        diag_note(NULL,
                  "copy it to a USB stick with dd, or try it: qemu-system-x86_64 -cdrom %s "
                  "-serial mon:stdio -display none -m 512",
                  iso);
    }
    return status;
}

/* The entry point of an ELF32 or ELF64 file; 0 when it is none. */
static uint64_t entry_of(const char *path)
{
    size_t size;
    const char *data = os_read(path, &size);
    Elf64_Ehdr wide;
    Elf32_Ehdr narrow;
    if (data == NULL || size < sizeof wide || memcmp(data, ELFMAG, SELFMAG) != 0) {
        return 0;
    }
    memcpy(&wide, data, sizeof wide);
    memcpy(&narrow, data, sizeof narrow);
    return data[EI_CLASS] == ELFCLASS64 ? wide.e_entry : narrow.e_entry;
}

static int make_uimage(const struct project *p, const struct call *call, const char *out)
{
    const char *image = os_join(p->artifacts, "feL4img");
    const char *raw = os_join(p->out, "feL4img.bin");
    uint64_t start = call->dry_run ? 0 : entry_of(image);
    struct words strip = {0}, pack = {0};
    if (start == 0 && !call->dry_run) {
        return diag_error(STATUS_UNSUPPORTED, NULL, "%s is no ELF image", image);
    }
    words_split(&strip, "llvm-objcopy-19 -O binary");
    words_add(&strip, image);
    words_add(&strip, raw);
    words_split(&pack, "mkimage -O linux -T kernel -C none -A");
    words_add(&pack, text_equal(p->config->target->name, "armv7") ? "arm" : "arm64");
    words_addf(&pack, "-a0x%llx", (unsigned long long)start);
    words_addf(&pack, "-e0x%llx", (unsigned long long)start);
    words_add(&pack, "-d");
    words_add(&pack, raw);
    words_add(&pack, out);
    int status = run(call, &strip, "llvm-19");
    return status == STATUS_OK ? run(call, &pack, "u-boot-tools") : status;
}

static int deploy_uimage(const struct project *p, const struct call *call)
{
    const char *out = call->output != NULL ? call->output : os_join(p->artifacts, "feL4.uimage");
    bool packed = text_equal(config_value(p->config, "ElfloaderImage"), "uimage");
    int status = STATUS_OK;
    if (!packed) {
        status = make_uimage(p, call, out);
    } else if (!call->dry_run && !os_copy(os_join(p->artifacts, "feL4img"), out)) {
        status = diag_file("write", out);
    }
    if (status != STATUS_OK) {
        return status;
    }
    print_image(call, "uimage", out);
    diag_note(NULL,
              "SD card: copy it to the first (FAT) partition; in U-Boot:\n"
              "    fatload mmc 0:1 ${loadaddr} %s; bootm ${loadaddr}\n"
              "network: put it into the TFTP server's directory; in U-Boot:\n"
              "    dhcp; tftpboot ${loadaddr} %s; bootm ${loadaddr}",
              os_base(out), os_base(out));
    return STATUS_OK;
}

/* Whether a board with that USB number is in DFU mode. `other` is the number of another one that
 * is, or NULL. */
static bool dfu_device_is_there(const char *device, const char **other)
{
    struct words argv = {0};
    struct buffer output = {0};
    words_split(&argv, "dfu-util -l");
    os_run(&argv, NULL, &output);
    const char *found = output.data != NULL ? strstr(output.data, "Found DFU: [") : NULL;
    *other = NULL;
    for (; found != NULL; found = strstr(found + 1, "Found DFU: [")) {
        const char *number = strchr(found, '[') + 1;
        char *name = text_copy(number, strcspn(number, "]\n"));
        if (text_equal(name, device)) {
            return true;
        }
        *other = name;
    }
    return false;
}

static int deploy_dfu(const struct project *p, const struct call *call, const struct value *table)
{
    const char *device = value_text(table, "device", "");
    struct words argv = {0};
    words_split(&argv, "dfu-util --device");
    words_add(&argv, device);
    words_add(&argv, "-a");
    words_add(&argv, value_text(table, "partition", "kernel"));
    words_add(&argv, "-D");
    words_add(&argv, os_join(p->artifacts, "feL4img"));
    if (!call->dry_run && os_find_program("dfu-util") == NULL) {
        return diag_tool("dfu-util", "dfu-util");
    }
    const char *other = NULL;
    if (!call->dry_run && !dfu_device_is_there(device, &other)) {
        diag_error(STATUS_MACHINE, NULL, "no board with the USB number %s is in DFU mode%s%s",
                   device, other != NULL ? ", but one with " : "", other != NULL ? other : "");
        diag_help("connect it, and in its U-Boot once: setenv dfu_alt_info \"kernel ram 0x83000000 "
                  "0x1000000\"; setenv bootcmd_dfu \"dfu 0 ram 0; go 0x83000000\"; saveenv; then "
                  "run bootcmd_dfu");
        return STATUS_MACHINE;
    }
    int status = run(call, &argv, "dfu-util");
    if (status == STATUS_OK && call->json) {
        print_image(call, "dfu", os_join(p->artifacts, "feL4img"));
    }
    if (status != STATUS_OK) {
        diag_help("without permission: a udev rule for %s, or run it as root", device);
    }
    return status;
}

int deploy_project(const struct call *call, bool tests)
{
    struct project p;
    int status = project_load(call, tests, &p);
    if (status != STATUS_OK) {
        return status;
    }
    const struct value *table = value_get(p.config->board->table, "deploy");
    const char *method = value_text(table, "method", "");
    if (table == NULL) {
        diag_error(STATUS_UNSUPPORTED, NULL, "the %s platform does not support deployment",
                   p.config->board->name);
        diag_help("`fel4 help boards` shows which boards do");
        return STATUS_UNSUPPORTED;
    }
    if (!call->dry_run && !call->no_build && (status = project_make(&p)) != STATUS_OK) {
        return status;
    }
    if (!call->dry_run && !os_exists(os_join(p.artifacts, "feL4img"))) {
        return diag_error(STATUS_NOT_FOUND, NULL, "there is no %s/feL4img; build first",
                          p.artifacts);
    }
    return text_equal(method, "iso")      ? deploy_iso(&p, call)
           : text_equal(method, "uimage") ? deploy_uimage(&p, call)
                                          : deploy_dfu(&p, call, table);
}

int command_deploy(struct call *call)
{
    return deploy_project(call, call->tests);
}
