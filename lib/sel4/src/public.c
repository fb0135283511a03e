/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every function of libsel4 as a symbol, for code that cannot include the headers: other languages,
 * assembly, debuggers. C programs have them inline and leave this object in the library.
 */
#define LIBSEL4_INLINE
#include <sel4/sel4.h>
