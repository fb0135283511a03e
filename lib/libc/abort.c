/* SPDX-License-Identifier: BSD-2-Clause */
/* abort and failed assertions: who called, then the end with status 134. Weak: see heap.c. */
#include "src/internal.h"

#include <assert.h>
#include <stdlib.h>

__attribute__((weak)) void abort(void)
{
    fel4_panic("abort was called");
}

__attribute__((weak)) void __assert_func(const char *file, int line, const char *function,
                                         const char *expression)
{
    fel4_panic("assertion \"%s\" failed: file \"%s\", line %d%s%s", expression, file, line,
               function != NULL ? ", function: " : "", function != NULL ? function : "");
}
