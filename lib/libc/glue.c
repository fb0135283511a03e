/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What newlib asks of a system: the console as files 0 to 2, an end, and a lock around everything
 * that is not for several threads at once. The heap is in heap.c.
 */
#include "src/internal.h"

#include <errno.h>
#include <reent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/lock.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what a thread has of its own: errno, strtok's place, what printf needs for %f ---- */

struct _reent *__getreent(void)
{
    return fel4_self != NULL && fel4_self->reent != NULL ? fel4_self->reent : _impure_ptr;
}

struct _reent *fel4_reent_new(void)
{
    struct _reent *reent = calloc(1, sizeof(*reent));
    if (reent != NULL) {
        _REENT_INIT_PTR_ZEROED(reent);
    }
    return reent;
}

void fel4_reent_clear(struct _reent *reent)
{
    _reclaim_reent(reent);
    memset(reent, 0, sizeof(*reent));
    _REENT_INIT_PTR_ZEROED(reent);
}

/* ---- files ---- */

_READ_WRITE_RETURN_TYPE write(int file, const void *from, size_t size)
{
    const char *data = from;
    if (file != STDOUT_FILENO && file != STDERR_FILENO) {
        errno = EBADF;
        return -1;
    }
    for (size_t i = 0; i < size; i++) {
        fel4_console_put(data[i]);
    }
    return (_READ_WRITE_RETURN_TYPE)size;
}

enum { END_OF_INPUT = 4 };

_READ_WRITE_RETURN_TYPE read(int file, void *to, size_t size)
{
    char *data = to;
    if (file != STDIN_FILENO) {
        errno = EBADF;
        return -1;
    }
    size_t got = 0;
    while (got < size) {
        int c = fel4_console_get();
        if (c < 0 && got > 0) {
            break;
        }
        if (c < 0) {
            seL4_Yield();
            continue;
        }
        if (c == END_OF_INPUT) {
            break;
        }
        data[got++] = c == '\r' ? '\n' : (char)c;
        if (data[got - 1] == '\n') {
            break;
        }
    }
    return (_READ_WRITE_RETURN_TYPE)got;
}

/* There are no files by name. */
int open(const char *name, int flags, int mode)
{
    (void)name, (void)flags, (void)mode;
    errno = ENOENT;
    return -1;
}

int close(int file)
{
    (void)file;
    errno = EBADF;
    return -1;
}

int fstat(int file, struct stat *status)
{
    (void)file;
    status->st_mode = S_IFCHR;
    return 0;
}

int isatty(int file)
{
    return file <= STDERR_FILENO;
}

off_t lseek(int file, off_t offset, int whence)
{
    (void)file, (void)offset, (void)whence;
    errno = ESPIPE;
    return -1;
}

/*
 * ---- locks: one thread at a time in malloc and stdio ----
 *
 * Who waits puts itself on the lock's list and blocks, so a waiting thread of high priority lets
 * the owner go on. Who releases takes the whole list and wakes everyone on it: for each time on a
 * list there is one signal. Threads that the runtime did not make have nothing to be woken by; they
 * yield.
 */

struct __lock {
    void *volatile owner;
    unsigned depth;
    struct fel4_thread *waiters;
};

struct __lock __lock___sinit_recursive_mutex, __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex, __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex, __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex, __lock___dd_hash_mutex, __lock___arc4random_mutex;

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    void *self = seL4_GetIPCBuffer(), *nobody = NULL;
    if (lock->owner != self && !__atomic_compare_exchange_n(&lock->owner, &nobody, self, false,
                                                            __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        return 0;
    }
    lock->depth++;
    return 1;
}

static void wake_waiters(_LOCK_T lock)
{
    struct fel4_thread *thread = __atomic_exchange_n(&lock->waiters, NULL, __ATOMIC_SEQ_CST);
    while (thread != NULL) {
        struct fel4_thread *next = thread->next_waiter;
        seL4_Signal(thread->lock_wakeup);
        thread = next;
    }
}

static void wait_for(_LOCK_T lock)
{
    if (fel4_self == NULL || fel4_self->lock_wakeup == 0) {
        seL4_Yield();
        return;
    }
    fel4_self->next_waiter = __atomic_load_n(&lock->waiters, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&lock->waiters, &fel4_self->next_waiter, fel4_self, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
    }
    /* The owner may have looked at the list just before. */
    if (__atomic_load_n(&lock->owner, __ATOMIC_SEQ_CST) == NULL) {
        wake_waiters(lock);
    }
    seL4_Wait(fel4_self->lock_wakeup, NULL);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    while (!__retarget_lock_try_acquire_recursive(lock)) {
        wait_for(lock);
    }
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (--lock->depth == 0) {
        __atomic_store_n(&lock->owner, NULL, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&lock->waiters, __ATOMIC_SEQ_CST) != NULL) {
            wake_waiters(lock);
        }
    }
}

/* Locks made at run time are those of files, of which there are three. */
enum { FILE_LOCKS = 8 };
static _LOCK_T file_locks[FILE_LOCKS];

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    *lock = calloc(1, sizeof(**lock));
    for (unsigned i = 0; i < FILE_LOCKS; i++) {
        if (file_locks[i] == NULL) {
            file_locks[i] = *lock;
            return;
        }
    }
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    for (unsigned i = 0; i < FILE_LOCKS; i++) {
        if (file_locks[i] == lock) {
            file_locks[i] = NULL;
        }
    }
    free(lock);
}

static void release_all(_LOCK_T lock, const void *owner)
{
    if (lock == NULL) {
        return;
    }
    if (lock->owner == owner || owner == NULL) {
        lock->depth = 0;
        __atomic_store_n(&lock->owner, NULL, __ATOMIC_SEQ_CST);
    }
    wake_waiters(lock);
}

void fel4_locks_release(const void *owner)
{
    static _LOCK_T const fixed[] = {
        &__lock___sinit_recursive_mutex,
        &__lock___sfp_recursive_mutex,
        &__lock___atexit_recursive_mutex,
        &__lock___at_quick_exit_mutex,
        &__lock___malloc_recursive_mutex,
        &__lock___env_recursive_mutex,
        &__lock___tz_mutex,
        &__lock___dd_hash_mutex,
        &__lock___arc4random_mutex,
    };
    for (unsigned i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        release_all(fixed[i], owner);
    }
    for (unsigned i = 0; i < FILE_LOCKS; i++) {
        release_all(file_locks[i], owner);
    }
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return __retarget_lock_try_acquire_recursive(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    __retarget_lock_acquire_recursive(lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
    __retarget_lock_release_recursive(lock);
}

void __retarget_lock_init(_LOCK_T *lock)
{
    __retarget_lock_init_recursive(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    __retarget_lock_close_recursive(lock);
}

/* ---- process ---- */

void _exit(int status)
{
    fel4_exit(status);
}

int kill(int process, int signal)
{
    (void)process;
    fel4_exit(128 + signal);
}

int getpid(void)
{
    return 1;
}

void _init(void)
{
}

void _fini(void)
{
}

/* ---- newlib for ARM calls them by these names ---- */

#define ALSO(name) extern __typeof(name) _##name __attribute__((alias(#name)))

ALSO(write);
ALSO(read);
ALSO(open);
ALSO(close);
ALSO(fstat);
ALSO(isatty);
ALSO(lseek);
ALSO(kill);
ALSO(getpid);
