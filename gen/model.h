/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface as read.c has read it from abi/, for the files that write it out again. One
 * struct interface per machine: the generic part and what that machine adds.
 */
#pragma once

#include "text.h"

enum param_kind {
    PARAM_WORD,   /* a number: `bits` wide, 0 for a word */
    PARAM_RIGHTS, /* seL4_CapRights_t: a word */
    PARAM_STRUCT, /* words that follow all others; passed by reference */
    PARAM_CAP,    /* an extra capability */
};

struct param {
    const char *type, *name;
    const char *about; /* what it is, for people */
    enum param_kind kind;
    unsigned bits;
    /* Where it is in the message, set by method_place: capability number, or word and lowest bit;
     * whether other parameters lie in the same word. */
    unsigned word, shift;
    bool shares;
};

/* The enumerations of labels; each goes on where the one before it ended. */
enum group { GROUP_GENERIC, GROUP_SEL4_ARCH, GROUP_ARCH, GROUP_COUNT };

struct method {
    const char *function, *object, *label, *name;
    const char *when; /* a preprocessor condition, or NULL */
    const char *spec, *text;
    struct words errors;
    enum group group;
    struct param *in, *out;
    size_t in_count, out_count;
    unsigned words, caps; /* without a struct's words */
};

struct alternative {
    int64_t value;
    const char *when;
};

struct constant {
    const char *name;
    const char *group; /* its enumeration; NULL for a macro */
    struct alternative *alternatives;
    size_t count;
};

/* A record of words. */
struct structure {
    const char *name;
    struct words members;
};

struct object {
    const char *type, *title, *text;
};

struct interface {
    struct method *methods;
    size_t method_count;
    struct constant *constants;
    size_t constant_count;
    struct structure *structures;
    size_t structure_count;
    struct object *objects;
    size_t object_count;
};

struct machine {
    const char *name, *when;
    unsigned word_bits;
    struct interface interface;
};

/* read.c: reads DIR/generic.toml and DIR/MACHINE.toml; mistakes are reported and counted. */
void interface_read(const char *dir, struct machine *machine);

/* place.c: says where each parameter is in the message. */
void method_place(struct method *method, unsigned word_bits);

/* emit_user.c */
void emit_constants(const struct interface *interface, struct buffer *out);
void emit_stubs(const struct machine *machine, struct buffer *out);
void emit_prototype(const struct method *m, struct buffer *out);

/* emit_kernel.c */
void emit_kernel_begin(struct buffer *out);
void emit_kernel_machine(const struct machine *machine, struct buffer *out);

/* emit_docs.c: an object's page over all machines, and the list of pages. */
void emit_page(const struct machine *machines, size_t count, const struct object *object,
               struct buffer *out);
void emit_page_list(const struct machine *machines, size_t count, struct buffer *out);
const char *page_name(const struct object *object);

/* emit_numbers.c: all constants, a column per machine. */
void emit_numbers(const struct machine *machines, size_t count, struct buffer *out);

/* emit_xml.c: one group of methods; all system calls, of all machines, and that file's schema. */
void emit_xml_methods(const struct machine *machine, enum group group, struct buffer *out);
void emit_xml_syscalls(const struct machine *machines, size_t count, struct buffer *out);
void emit_xml_schema(struct buffer *out);

/* emit_bitfields.c: message info, rights and guards; faults. */
void emit_bitfields_shared(const struct machine *machine, struct buffer *out);
void emit_bitfields_faults(const struct machine *machine, struct buffer *out);
