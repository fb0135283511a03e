/* SPDX-License-Identifier: BSD-2-Clause */
/* seL4_Assert: checked in debug builds of the library. */
#pragma once

#include <autoconf.h>
#include <sel4/macros.h>

#ifdef __cplusplus
extern "C" {
#endif

void __assert_fail(const char *expression, const char *file, int line, const char *function);

#ifdef __cplusplus
}
#endif

#define seL4_Fail(s) __assert_fail(s, __FILE__, __LINE__, __func__)
#ifdef CONFIG_DEBUG_BUILD
#define seL4_Assert(expr)      ((expr) ? (void)0 : seL4_Fail(#expr))
#define seL4_DebugAssert(expr) seL4_Assert(expr)
#else
#define seL4_Assert(expr)      ((void)0)
#define seL4_DebugAssert(expr) ((void)0)
#endif
#define seL4_CompileTimeAssert(expr) LIBSEL4_STATIC_ASSERT(expr, #expr)
