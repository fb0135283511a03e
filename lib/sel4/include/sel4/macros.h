/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes, and the few macros that programs take from here. */
#pragma once

#ifndef CONST
#define CONST __attribute__((const))
#endif
#ifndef PURE
#define PURE __attribute__((pure))
#endif

#ifdef __cplusplus
#define LIBSEL4_INLINE_FUNC static inline
#else
#define LIBSEL4_INLINE_FUNC static inline __attribute__((unused))
#endif

/* src/public.c makes the same functions again, for the linker; hence it defines this as nothing. */
#ifndef LIBSEL4_INLINE
#define LIBSEL4_INLINE LIBSEL4_INLINE_FUNC
#endif

#define LIBSEL4_WEAK     __attribute__((weak))
#define LIBSEL4_UNUSED   __attribute__((unused))
#define SEL4_PACKED      __attribute__((packed))
#define LIBSEL4_NOINLINE __attribute__((noinline))

#define SEL4_DEPRECATED(reason) __attribute__((deprecated(reason)))

#define LIBSEL4_BIT(n) (1ul << (n))

/* An enumeration as wide as a word. */
#define SEL4_FORCE_LONG_ENUM(type) _enum_pad_##type = ((1ULL << ((sizeof(long) * 8) - 1)) - 1)

#define SEL4_SIZE_SANITY(index, entry, size)                                                       \
    LIBSEL4_STATIC_ASSERT((index) + (entry) == (size), "size of an object and its entries")

#ifdef __cplusplus
#define LIBSEL4_STATIC_ASSERT static_assert
#else
#define LIBSEL4_STATIC_ASSERT _Static_assert
#endif
