/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abigen: from the interface as data (abi/) to what depends on it:
 *
 *   OUT/kernel/abi_gen.h                                  labels and argument unpackers
 *   OUT/user/arch/ARCH/include/sel4/abi_gen.h             constants and labels
 *   OUT/user/arch/ARCH/include/interfaces/sel4_client.h   a stub for each method
 *   OUT/docs/{README,Numbers,OBJECT}.md                   the methods and numbers as a reference
 *   OUT/xml/ARCH/interfaces/object-api*.xml               the interface for other generators
 *   OUT/xml/ARCH/api/syscall.{xml,xsd}
 *   OUT/bitfields/ARCH/sel4/{,sel4_arch/}*types.bf         its packed types, not yet preprocessed
 *
 * What depends on the configuration becomes #if in the output.
 */
#include "model.h"

#include "diag.h"
#include "os.h"

static struct machine machines[] = {
    {"x86_64", "defined(CONFIG_ARCH_X86_64)", 64, {0}},
    {"aarch64", "defined(CONFIG_ARCH_AARCH64)", 64, {0}},
    {"armv7", "defined(CONFIG_ARCH_AARCH32)", 32, {0}},
};

static void write_file(const char *out, const char *name, struct buffer *text)
{
    char *path = text_printf("%s/%s", out, name);
    if (!os_make_dirs(os_dir(path)) || !os_write_changed(path, text)) {
        diag_file("write", path);
    }
}

static void write_user(const char *out, const struct machine *machine)
{
    struct buffer constants = {0}, stubs = {0};
    const char *include = text_printf("user/arch/%s/include", machine->name);
    emit_constants(&machine->interface, &constants);
    emit_stubs(machine, &stubs);
    write_file(out, text_printf("%s/sel4/abi_gen.h", include), &constants);
    write_file(out, text_printf("%s/interfaces/sel4_client.h", include), &stubs);
}

static void write_kernel(const char *out)
{
    struct buffer kernel = {0};
    emit_kernel_begin(&kernel);
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        emit_kernel_machine(&machines[i], &kernel);
    }
    write_file(out, "kernel/abi_gen.h", &kernel);
}

static void write_xml(const char *out, const struct machine *machine)
{
    static const char *const files[GROUP_COUNT] = {"object-api", "object-api-sel4-arch",
                                                   "object-api-arch"};
    for (int group = 0; group < GROUP_COUNT; group++) {
        struct buffer methods = {0};
        emit_xml_methods(machine, (enum group)group, &methods);
        write_file(out, text_printf("xml/%s/interfaces/%s.xml", machine->name, files[group]),
                   &methods);
    }
    struct buffer syscalls = {0}, schema = {0};
    emit_xml_syscalls(machines, COUNT_OF(machines), &syscalls);
    emit_xml_schema(&schema);
    write_file(out, text_printf("xml/%s/api/syscall.xml", machine->name), &syscalls);
    write_file(out, text_printf("xml/%s/api/syscall.xsd", machine->name), &schema);
}

static void write_bitfields(const char *out, const struct machine *machine)
{
    struct buffer shared = {0}, faults = {0};
    const char *dir = text_printf("bitfields/%s/sel4", machine->name);
    emit_bitfields_shared(machine, &shared);
    emit_bitfields_faults(machine, &faults);
    write_file(out, text_printf("%s/shared_types.bf", dir), &shared);
    write_file(out, text_printf("%s/sel4_arch/types.bf", dir), &faults);
}

static void write_docs(const char *out)
{
    struct buffer list = {0}, numbers = {0};
    emit_page_list(machines, COUNT_OF(machines), &list);
    emit_numbers(machines, COUNT_OF(machines), &numbers);
    write_file(out, "docs/README.md", &list);
    write_file(out, "docs/Numbers.md", &numbers);
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        const struct interface *interface = &machines[i].interface;
        for (size_t j = 0; j < interface->object_count; j++) {
            struct buffer page = {0};
            emit_page(machines, COUNT_OF(machines), &interface->objects[j], &page);
            write_file(out, text_printf("docs/%s", page_name(&interface->objects[j])), &page);
        }
    }
}

static void write_all(const char *out)
{
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        struct interface *interface = &machines[i].interface;
        for (size_t j = 0; j < interface->method_count; j++) {
            method_place(&interface->methods[j], machines[i].word_bits);
        }
        write_user(out, &machines[i]);
        write_xml(out, &machines[i]);
        write_bitfields(out, &machines[i]);
    }
    write_kernel(out);
    write_docs(out);
}

int main(int argc, char **argv)
{
    diag_setup(COLOUR_AUTO, LOUD_NORMAL);
    if (argc != 3) {
        diag_error(STATUS_USAGE, NULL, "usage: abigen ABI-DIR OUT-DIR");
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < COUNT_OF(machines) && diag_errors() == 0; i++) {
        interface_read(argv[1], &machines[i]);
    }
    if (diag_errors() == 0) {
        write_all(argv[2]);
    }
    return (int)diag_status();
}
