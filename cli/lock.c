/* SPDX-License-Identifier: BSD-2-Clause */
/* flock() on a file in the directory; see lock.h. */
#include "lock.h"
#include "diag.h"
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TURN_MS = 20, TURNS = 1000 / TURN_MS };

static void wait_for(int fd, const char *dir)
{
    for (int turn = 0; turn < TURNS; turn++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = TURN_MS * 1000000}, NULL);
    }
    diag_note(NULL, "waiting for another fel4 that works in %s", dir);
    flock(fd, LOCK_EX);
}

/* `fel4 clean` removes the file, too: then the lock is one of nothing. */
static bool is_current(int fd, const char *path)
{
    struct stat mine, theirs;
    return fstat(fd, &mine) == 0 && stat(path, &theirs) == 0 && mine.st_ino == theirs.st_ino &&
           mine.st_dev == theirs.st_dev;
}

int lock_take(const char *dir)
{
    char *path = os_join(dir, "lock");
    for (;;) {
        int fd = os_make_dirs(dir) ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
        if (fd < 0) {
            diag_file("write", path);
            return -1;
        }
        wait_for(fd, dir);
        if (is_current(fd, path)) {
            return fd;
        }
        close(fd);
    }
}

void lock_release(int *lock)
{
    if (*lock >= 0) {
        close(*lock);
        *lock = -1;
    }
}
