/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small printf for the debug console, over arch_putc. It never allocates and never fails; an
 * unknown conversion is printed as it stands.
 */
#include "lib/print.h"

#include "arch/arch.h"

struct spec {
    unsigned width;
    bool zero, left, is_long;
};

static void put_padded(const char *s, unsigned length, struct spec spec)
{
    unsigned fill = spec.width > length ? spec.width - length : 0;
    for (unsigned i = 0; !spec.left && i < fill; i++) {
        arch_putc(spec.zero ? '0' : ' ');
    }
    for (unsigned i = 0; i < length; i++) {
        arch_putc(s[i]);
    }
    for (unsigned i = 0; spec.left && i < fill; i++) {
        arch_putc(' ');
    }
}

static void put_number(word_t value, unsigned base, bool negative, struct spec spec)
{
    char text[WORD_BITS / 3 + 2];
    unsigned at = sizeof(text);
    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    if (negative) {
        text[--at] = '-';
    }
    put_padded(&text[at], sizeof(text) - at, spec);
}

static void put_string(const char *s, struct spec spec)
{
    unsigned length = 0;
    while (s[length] != '\0') {
        length++;
    }
    spec.zero = false;
    put_padded(s, length, spec);
}

static const char *parse_spec(const char *fmt, struct spec *spec)
{
    for (;; fmt++) {
        if (*fmt == '-') {
            spec->left = true;
        } else if (*fmt == '0' && spec->width == 0) {
            spec->zero = true;
        } else if (*fmt >= '0' && *fmt <= '9') {
            spec->width = spec->width * 10 + (unsigned)(*fmt - '0');
        } else if (*fmt == 'l' || *fmt == 'z') {
            spec->is_long = true;
        } else {
            return fmt;
        }
    }
}

static void put_conversion(char kind, struct spec spec, va_list *args)
{
    switch (kind) {
    case 'd': {
        sword_t v = spec.is_long ? va_arg(*args, long) : va_arg(*args, int);
        put_number(v < 0 ? -(word_t)v : (word_t)v, 10, v < 0, spec);
        break;
    }
    case 'u':
    case 'x': {
        word_t v = spec.is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned);
        put_number(v, kind == 'u' ? 10 : 16, false, spec);
        break;
    }
    case 'p':
        arch_putc('0');
        arch_putc('x');
        put_number((word_t)va_arg(*args, void *), 16, false, spec);
        break;
    case 's':
        put_string(va_arg(*args, const char *), spec);
        break;
    case 'c':
        arch_putc((char)va_arg(*args, int));
        break;
    default:
        arch_putc(kind);
    }
}

void print_format_list(const char *fmt, va_list list)
{
    va_list args;
    va_copy(args, list);
    for (; *fmt != '\0'; fmt++) {
        if (*fmt != '%' || fmt[1] == '\0') {
            arch_putc(*fmt);
            continue;
        }
        struct spec spec = {0};
        fmt = parse_spec(fmt + 1, &spec);
        put_conversion(*fmt, spec, &args);
    }
    va_end(args);
}

void print_format(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    print_format_list(fmt, args);
    va_end(args);
}
