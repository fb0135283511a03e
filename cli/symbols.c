/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for addresses; see symbols.h. */
#include "symbols.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <unistd.h>

struct symbols {
    Dwfl *dwfl;
    Dwfl_Module *module;
};

struct symbols *symbols_open(const char *elf)
{
    static const Dwfl_Callbacks callbacks = {.find_debuginfo = dwfl_standard_find_debuginfo,
                                             .section_address = dwfl_offline_section_address};
    struct symbols *s = mem_alloc(sizeof *s);
    s->dwfl = dwfl_begin(&callbacks);
    if (s->dwfl == NULL) {
        return NULL;
    }
    dwfl_report_begin(s->dwfl);
    s->module = dwfl_report_elf(s->dwfl, "program", elf, -1, 0, false);
    dwfl_report_end(s->dwfl, NULL, NULL);
    return s->module != NULL ? s : NULL;
}

/* The unit whose code has the address. clang writes no table of addresses, so all are asked. */
static Dwarf_Line *find_line(struct symbols *s, uint64_t address)
{
    Dwarf_Addr bias = 0;
    Dwarf_Die *unit = NULL;
    while ((unit = dwfl_module_nextcu(s->module, unit, &bias)) != NULL) {
        if (dwarf_haspc(unit, address - bias) == 1) {
            return dwarf_getsrc_die(unit, address - bias);
        }
    }
    return NULL;
}

const char *symbols_describe(struct symbols *s, uint64_t address)
{
    int line = 0;
    const char *function = dwfl_module_addrname(s->module, address);
    Dwarf_Line *at = find_line(s, address);
    const char *file = at != NULL ? dwarf_linesrc(at, NULL, NULL) : NULL;
    if (function == NULL && file == NULL) {
        return NULL;
    }
    if (file == NULL || dwarf_lineno(at, &line) != 0) {
        return function;
    }
    file = text_starts(file, "./") ? file + 2 : file;
    return text_printf("%s at %s:%d", function != NULL ? function : "?", file, line);
}
