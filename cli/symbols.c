/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for addresses; see symbols.h. */
#include "symbols.h"

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

const char *symbols_describe(struct symbols *s, uint64_t address)
{
    int line = 0;
    const char *function = dwfl_module_addrname(s->module, address);
    Dwfl_Line *at = dwfl_module_getsrc(s->module, address);
    const char *file = at != NULL ? dwfl_lineinfo(at, NULL, &line, NULL, NULL, NULL) : NULL;
    if (function == NULL && file == NULL) {
        return NULL;
    }
    file = file != NULL && text_starts(file, "./") ? file + 2 : file;
    if (file == NULL) {
        return function;
    }
    return text_printf("%s at %s:%d", function != NULL ? function : "?", file, line);
}
