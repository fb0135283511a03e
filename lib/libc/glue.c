/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What newlib asks of a system: the console as files 0 to 2, a heap of fixed size, an end, and a lock
 * around everything that is not for several threads at once.
 */
#include <errno.h>
#include <fel4/fel4.h>
#include <fel4_config.h>
#include <sys/lock.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- heap ---- */

static char heap[FEL4_HEAP_SIZE] __attribute__((aligned(4096)));
static char *heap_end = heap;

void *_sbrk(ptrdiff_t increment)
{
    if (increment > heap + sizeof(heap) - heap_end || increment < heap - heap_end) {
        errno = ENOMEM;
        return (void *)-1;
    }
    void *old = heap_end;
    heap_end += increment;
    return old;
}

/* ---- files ---- */

int _write(int file, const char *data, int size)
{
    if (file != STDOUT_FILENO && file != STDERR_FILENO) {
        errno = EBADF;
        return -1;
    }
    for (int i = 0; i < size; i++) {
        fel4_console_put(data[i]);
    }
    return size;
}

enum { END_OF_INPUT = 4 };

int _read(int file, char *data, int size)
{
    if (file != STDIN_FILENO) {
        errno = EBADF;
        return -1;
    }
    int got = 0;
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
    return got;
}

int _close(int file)
{
    (void)file;
    errno = EBADF;
    return -1;
}

int _fstat(int file, struct stat *status)
{
    (void)file;
    status->st_mode = S_IFCHR;
    return 0;
}

int _isatty(int file)
{
    return file <= STDERR_FILENO;
}

off_t _lseek(int file, off_t offset, int whence)
{
    (void)file, (void)offset, (void)whence;
    errno = ESPIPE;
    return -1;
}

/* ---- process ---- */

void _exit(int status)
{
    fel4_exit(status);
}

int _kill(int process, int signal)
{
    (void)process;
    fel4_exit(128 + signal);
}

int _getpid(void)
{
    return 1;
}

void _init(void)
{
}

void _fini(void)
{
}
