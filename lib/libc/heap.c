/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * malloc and its family, in place of newlib's: first fit among free blocks of similar size, which
 * are joined with their neighbours at once. See fel4/heap.h for what it notices. The functions with
 * _r are what newlib itself calls. All of them are weak: a program may bring its own.
 */
#include "src/internal.h"

#include <errno.h>
#include <fel4/heap.h>
#include <malloc.h>
#include <reent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEAK __attribute__((weak))

/* Before each block. The blocks follow one another without gaps; behind what was asked for there is
 * always room for some guard bytes. */
struct block {
    struct block *before; /* in memory; NULL: the first one */
    size_t size;          /* of header and contents */
    size_t wanted;        /* what was asked for, or FREE */
    size_t guard;         /* GUARD, mixed with the address */
};

/* In the contents of a free one. */
struct links {
    struct block *next, *previous;
};

enum { ALIGN = 16, HEADER = sizeof(struct block), TAIL = 8, SMALLEST = HEADER + ALIGN, BINS = 32 };
enum { TAIL_BYTE = 0xfd, FREED_BYTE = 0xdd };
#define FREE  ((size_t)-1)
#define GUARD ((size_t)0x5eed5afe)

#ifdef CONFIG_DEBUG_BUILD
enum { DEBUGGING = 1 };
#else
enum { DEBUGGING = 0 };
#endif

static struct block *bins[BINS], *end;
static struct fel4_heap_stats stats;

static struct block *next_of(const struct block *b)
{
    return (struct block *)((char *)b + b->size);
}

static void *contents(const struct block *b)
{
    return (char *)b + HEADER;
}

static struct links *links(const struct block *b)
{
    return contents(b);
}

static void set_guard(struct block *b)
{
    b->guard = GUARD ^ (size_t)b;
}

/* ---- free blocks, by the logarithm of their size ---- */

static struct block **bin_of(size_t size)
{
    return &bins[31 - __builtin_clz((unsigned)size)];
}

static void put_free(struct block *b)
{
    struct block **bin = bin_of(b->size);
    b->wanted = FREE;
    *links(b) = (struct links){.next = *bin};
    if (*bin != NULL) {
        links(*bin)->previous = b;
    }
    *bin = b;
}

static void take_free(struct block *b)
{
    struct links *l = links(b);
    *(l->previous != NULL ? &links(l->previous)->next : bin_of(b->size)) = l->next;
    if (l->next != NULL) {
        links(l->next)->previous = l->previous;
    }
}

static struct block *find_free(size_t size)
{
    for (struct block **bin = bin_of(size); bin < &bins[BINS]; bin++) {
        for (struct block *b = *bin; b != NULL; b = links(b)->next) {
            if (b->size >= size) {
                return b;
            }
        }
    }
    return NULL;
}

/* ---- splitting and joining ---- */

/* Makes a block of its own of what `b` has behind `size`. */
static struct block *split(struct block *b, size_t size)
{
    struct block *rest = (struct block *)((char *)b + size);
    rest->before = b;
    rest->size = b->size - size;
    set_guard(rest);
    b->size = size;
    next_of(rest)->before = rest;
    return rest;
}

static void join_next(struct block *b)
{
    b->size += next_of(b)->size;
    next_of(b)->before = b;
}

static void release(struct block *b)
{
    if (next_of(b) != end && next_of(b)->wanted == FREE) {
        take_free(next_of(b));
        join_next(b);
    }
    if (b->before != NULL && b->before->wanted == FREE) {
        b->wanted = FREE;
        b = b->before;
        take_free(b);
        join_next(b);
    }
    put_free(b);
}

static void trim(struct block *b, size_t size)
{
    if (b->size - size >= SMALLEST) {
        release(split(b, size));
    }
}

/* The last header has no contents: it ends the chain. */
static void start_heap(void)
{
    struct block *first = (struct block *)fel4_heap;
    stats.size = (fel4_heap_size & ~(size_t)(ALIGN - 1));
    if (end != NULL || stats.size < SMALLEST + HEADER) {
        return;
    }
    first->size = stats.size - HEADER;
    set_guard(first);
    end = next_of(first);
    *end = (struct block){.before = first};
    set_guard(end);
    put_free(first);
}

/* ---- what may be wrong ---- */

static bool is_block(const struct block *b)
{
    return (char *)b >= fel4_heap && b < end && (size_t)b % ALIGN == 0 &&
           b->guard == (GUARD ^ (size_t)b);
}

static void check(const struct block *b)
{
    const unsigned char *tail = (const unsigned char *)contents(b) + b->wanted;
    const unsigned char *stop = (const unsigned char *)next_of(b);
    bool sound = b->size >= SMALLEST && b->size % ALIGN == 0 && next_of(b) <= end &&
                 b->wanted <= b->size - HEADER - TAIL;
    if (!sound || next_of(b)->guard != (GUARD ^ (size_t)next_of(b))) {
        fel4_panic("heap: the block at %p was written beyond its end", contents(b));
    }
    while (tail < stop && *tail == TAIL_BYTE) {
        tail++;
    }
    if (tail < stop) {
        fel4_panic("heap: the block of %lu bytes at %p was written beyond its end",
                   (unsigned long)b->wanted, contents(b));
    }
}

/* The block that malloc gave as `p`. */
static struct block *block_of(void *p, const char *verb)
{
    struct block *b = (struct block *)((char *)p - HEADER);
    if ((char *)p < fel4_heap + HEADER || (char *)p >= (char *)end) {
        fel4_panic("heap: %p is %s, but malloc did not give it", p, verb);
    }
    if (is_block(b) && b->wanted == FREE) {
        fel4_panic("heap: the block at %p is %s, but it was freed already", p, verb);
    }
    if (!is_block(b)) {
        fel4_panic("heap: %p is %s, but it is no block, or something was written before it", p,
                   verb);
    }
    check(b);
    return b;
}

void fel4_heap_check(void)
{
    __malloc_lock(_REENT);
    start_heap();
    for (struct block *b = (struct block *)fel4_heap; end != NULL && b != end; b = next_of(b)) {
        if (!is_block(b)) {
            fel4_panic("heap: something was written before the block at %p", contents(b));
        }
        if (b->wanted != FREE) {
            check(b);
        }
    }
    __malloc_unlock(_REENT);
}

void fel4_heap_stats(struct fel4_heap_stats *out)
{
    __malloc_lock(_REENT);
    start_heap();
    stats.largest_free = 0;
    for (unsigned i = 0; i < BINS; i++) {
        for (struct block *b = bins[i]; b != NULL; b = links(b)->next) {
            size_t room = b->size - HEADER - TAIL;
            stats.largest_free = room > stats.largest_free ? room : stats.largest_free;
        }
    }
    *out = stats;
    __malloc_unlock(_REENT);
}

/* ---- giving and taking ---- */

static void mark_used(struct block *b, size_t wanted)
{
    b->wanted = wanted;
    memset((char *)contents(b) + wanted, TAIL_BYTE, b->size - HEADER - wanted);
    stats.used += b->size;
    stats.blocks++;
    stats.peak = stats.used > stats.peak ? stats.used : stats.peak;
}

static void note_failure(size_t size)
{
    char text[160];
    if (stats.failed++ > 0 || !DEBUGGING) {
        return;
    }
    snprintf(text, sizeof(text),
             "heap: no room for %lu bytes: it has %lu, %lu are used; [program] heap in fel4.toml\n",
             (unsigned long)size, (unsigned long)stats.size, (unsigned long)stats.used);
    for (const char *c = text; *c != '\0'; c++) {
        fel4_console_put(*c);
    }
}

/* The size of a block for `size` bytes; 0 when that is too much to be true. */
static size_t block_size(size_t size)
{
    return size > fel4_heap_size ? 0 : HEADER + ((size + TAIL + ALIGN - 1) & ~(size_t)(ALIGN - 1));
}

static void *allocate(struct _reent *reent, size_t align, size_t size)
{
    __malloc_lock(reent);
    start_heap();
    size_t extra = align > ALIGN ? align + SMALLEST : 0, whole = block_size(size);
    struct block *b = whole != 0 && align <= fel4_heap_size ? find_free(whole + extra) : NULL;
    if (b == NULL) {
        note_failure(size);
        __malloc_unlock(reent);
        reent->_errno = ENOMEM;
        return NULL;
    }
    take_free(b);
    size_t at = (size_t)contents(b) & (align - 1);
    if (align > ALIGN && at != 0) {
        size_t gap = align - at;
        struct block *rest = split(b, gap >= SMALLEST ? gap : gap + align);
        put_free(b);
        b = rest;
    }
    b->wanted = size; /* not FREE while what is behind it is released */
    trim(b, whole);
    mark_used(b, size);
    __malloc_unlock(reent);
    return contents(b);
}

static void take_back(struct block *b)
{
    stats.used -= b->size;
    stats.blocks--;
    if (DEBUGGING) {
        memset(contents(b), FREED_BYTE, b->size - HEADER);
    }
    release(b);
}

/* Grows or shrinks a block where it is. */
static bool resize(struct block *b, size_t size)
{
    size_t whole = block_size(size);
    struct block *next = next_of(b);
    bool grows = whole > b->size;
    if (whole == 0 ||
        (grows && (next == end || next->wanted != FREE || b->size + next->size < whole))) {
        return false;
    }
    stats.used -= b->size;
    stats.blocks--;
    if (grows) {
        take_free(next);
        join_next(b);
    }
    b->wanted = size;
    trim(b, whole);
    mark_used(b, size);
    return true;
}

WEAK void *_malloc_r(struct _reent *reent, size_t size)
{
    return allocate(reent, ALIGN, size);
}

WEAK void _free_r(struct _reent *reent, void *p)
{
    if (p != NULL) {
        __malloc_lock(reent);
        take_back(block_of(p, "freed"));
        __malloc_unlock(reent);
    }
}

WEAK void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        reent->_errno = ENOMEM;
        return NULL;
    }
    void *p = allocate(reent, ALIGN, bytes);
    return p != NULL ? memset(p, 0, bytes) : NULL;
}

WEAK void *_realloc_r(struct _reent *reent, void *p, size_t size)
{
    if (p == NULL) {
        return allocate(reent, ALIGN, size);
    }
    __malloc_lock(reent);
    struct block *b = block_of(p, "resized");
    size_t old = b->wanted;
    bool done = size != 0 && resize(b, size);
    __malloc_unlock(reent);
    void *other = done || size == 0 ? NULL : allocate(reent, ALIGN, size);
    if (other != NULL) {
        memcpy(other, p, old < size ? old : size);
    }
    if (other != NULL || size == 0) {
        _free_r(reent, p);
    }
    return done ? p : other;
}

WEAK void *_memalign_r(struct _reent *reent, size_t align, size_t size)
{
    if (align == 0 || (align & (align - 1)) != 0) {
        reent->_errno = EINVAL;
        return NULL;
    }
    return allocate(reent, align > ALIGN ? align : ALIGN, size);
}

WEAK size_t _malloc_usable_size_r(struct _reent *reent, void *p)
{
    (void)reent;
    return p != NULL ? block_of(p, "looked at")->wanted : 0;
}

WEAK struct mallinfo _mallinfo_r(struct _reent *reent)
{
    (void)reent;
    struct fel4_heap_stats s;
    fel4_heap_stats(&s);
    return (struct mallinfo){
        .arena = s.size, .uordblks = s.used, .fordblks = s.size - s.used, .usmblks = s.peak};
}

/* What an sbrk of newlib's would have given: nothing, for all of the heap is ours. */
WEAK void *sbrk(ptrdiff_t increment)
{
    (void)increment;
    errno = ENOMEM;
    return (void *)-1;
}

WEAK void *_sbrk(ptrdiff_t increment) __attribute__((alias("sbrk")));

/* ---- the same for programs; a backtrace goes through these ---- */

WEAK void *malloc(size_t size)
{
    return _malloc_r(_REENT, size);
}

WEAK void free(void *p)
{
    _free_r(_REENT, p);
}

WEAK void *calloc(size_t count, size_t size)
{
    return _calloc_r(_REENT, count, size);
}

WEAK void *realloc(void *p, size_t size)
{
    return _realloc_r(_REENT, p, size);
}

WEAK void *memalign(size_t align, size_t size)
{
    return _memalign_r(_REENT, align, size);
}

WEAK size_t malloc_usable_size(void *p)
{
    return _malloc_usable_size_r(_REENT, p);
}

WEAK struct mallinfo mallinfo(void)
{
    return _mallinfo_r(_REENT);
}

WEAK int posix_memalign(void **out, size_t align, size_t size)
{
    void *p = align >= sizeof(void *) ? _memalign_r(_REENT, align, size) : NULL;
    if (p == NULL) {
        return align < sizeof(void *) || (align & (align - 1)) != 0 ? EINVAL : ENOMEM;
    }
    *out = p;
    return 0;
}
