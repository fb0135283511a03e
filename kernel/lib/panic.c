/* SPDX-License-Identifier: BSD-2-Clause */
/* See panic.h. The registers shown are those of the thread that entered the kernel last. */
#include "lib/panic.h"

#include "arch/arch.h"
#include "lib/print.h"

static void print_registers(const struct context *context)
{
    for (unsigned i = 0; i < ARCH_REG_COUNT; i++) {
        kprintf("  %-8s 0x%016lx%s", arch_reg_names[i], *arch_reg((struct context *)context, i),
                i % 3 == 2 ? "\n" : "");
    }
    kprintf("\n");
}

void panic_at(const char *file, int line, const char *fmt, ...)
{
    if (PRINTING) {
        va_list args;
        va_start(args, fmt);
        print_format("\nKERNEL PANIC at %s:%d: ", file, line);
        print_format_list(fmt, args);
        va_end(args);
        print_format("\n");
        if (arch_current() != NULL) {
            print_format("registers of the current thread:\n");
            print_registers(arch_current());
        }
        print_format("the machine is stopped\n");
    }
    arch_halt();
}
