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
static Dwarf_Die *find_unit(struct symbols *s, uint64_t address)
{
    Dwarf_Addr bias = 0;
    Dwarf_Die *unit = NULL;
    while ((unit = dwfl_module_nextcu(s->module, unit, &bias)) != NULL) {
        if (dwarf_haspc(unit, address) == 1) {
            return unit;
        }
    }
    return NULL;
}

/* On ARM, "$a" and the like mark what kind of code begins; they are nobody's name. */
static bool is_name(const char *name)
{
    return name != NULL && name[0] != '\0' && name[0] != '$';
}

/* The symbol at or next below the address. */
static const char *symbol_name(struct symbols *s, uint64_t address)
{
    const char *name = dwfl_module_addrname(s->module, address), *best = NULL;
    GElf_Addr highest = 0;
    int count = is_name(name) ? 0 : dwfl_module_getsymtab(s->module);
    for (int i = 0; i < count; i++) {
        GElf_Sym symbol;
        const char *other = dwfl_module_getsym(s->module, i, &symbol, NULL);
        if (is_name(other) && GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
            symbol.st_value <= address && symbol.st_value >= highest &&
            (symbol.st_size == 0 || address < symbol.st_value + symbol.st_size)) {
            best = other;
            highest = symbol.st_value;
        }
    }
    return is_name(name) ? name : best;
}

static void add_place(struct buffer *b, const char *file, int line)
{
    if (file != NULL) {
        buffer_printf(b, " at %s", text_starts(file, "./") ? file + 2 : file);
    }
    if (file != NULL && line > 0) { /* code that belongs to several lines has none */
        buffer_printf(b, ":%d", line);
    }
}

static const char *call_file(Dwarf_Die *unit, Dwarf_Die *inlined, int *line)
{
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0, number = 0;
    Dwarf_Files *files;
    size_t count;
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) != 0 ||
        dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &number) != 0 ||
        dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count) {
        return NULL;
    }
    *line = (int)number;
    return dwarf_filesrc(files, file, NULL, NULL);
}

/* From the innermost: each function that was inlined, with the place in it, up to the real one.
 * The name of the latter, or NULL. */
static const char *add_inlined(Dwarf_Die *unit, uint64_t address, const char **file, int *line,
                               struct buffer *b)
{
    Dwarf_Die *innermost = NULL, *scopes = NULL;
    /* The scopes by name of an inlined function are where it was written, not where it was called,
     * so the second call asks for what encloses the code. */
    int count = dwarf_getscopes(unit, address, &innermost);
    count = count > 0 ? dwarf_getscopes_die(innermost, &scopes) : 0;
    for (int i = 0; i < count; i++) {
        int tag = dwarf_tag(&scopes[i]);
        const char *name = dwarf_diename(&scopes[i]);
        if (tag == DW_TAG_subprogram) {
            return name;
        }
        if (tag == DW_TAG_inlined_subroutine) {
            buffer_text(b, name != NULL ? name : "?");
            add_place(b, *file, *line);
            buffer_text(b, ", inlined in ");
            *file = call_file(unit, &scopes[i], line);
        }
    }
    return NULL;
}

const char *symbols_describe(struct symbols *s, uint64_t address)
{
    struct buffer b = {0};
    int line = 0;
    Dwarf_Die *unit = find_unit(s, address);
    Dwarf_Line *at = unit != NULL ? dwarf_getsrc_die(unit, address) : NULL;
    const char *file = at != NULL ? dwarf_linesrc(at, NULL, NULL) : NULL, *name = NULL;
    if (file != NULL && dwarf_lineno(at, &line) != 0) {
        file = NULL;
    }
    if (unit != NULL) {
        name = add_inlined(unit, address, &file, &line, &b);
    }
    name = name != NULL ? name : symbol_name(s, address);
    if (name == NULL && file == NULL) {
        return b.data;
    }
    buffer_text(&b, name != NULL ? name : "?");
    add_place(&b, file, line);
    return b.data;
}
