/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface as abigen.c has read it, for the files that write it out again. */
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
    enum param_kind kind;
    unsigned bits;
    /* Where it is in the message, set by method_place: capability number, or word and lowest bit;
     * whether other parameters lie in the same word. */
    unsigned word, shift;
    bool shares;
};

struct method {
    const char *function, *object, *label, *name, *spec;
    const char *when; /* a preprocessor condition, or NULL */
    bool sel4_arch;
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
    bool macro;
    struct alternative *alternatives;
    size_t count;
};

struct interface {
    struct method *methods;
    size_t method_count;
    struct constant *constants;
    size_t constant_count;
};

struct machine {
    const char *name, *when;
    unsigned word_bits;
};

void method_place(struct method *method, unsigned word_bits);

/* emit_user.c */
void emit_constants(const struct interface *interface, struct buffer *out);
void emit_stubs(const struct interface *interface, const struct machine *machine,
                struct buffer *out);

/* emit_kernel.c */
void emit_kernel_begin(struct buffer *out);
void emit_kernel_machine(const struct interface *interface, const struct machine *machine,
                         struct buffer *out);

/* emit_docs.c */
void emit_docs(const struct interface *interface, const struct machine *machine,
               struct buffer *out);
void emit_xml(const struct interface *interface, struct buffer *out);
