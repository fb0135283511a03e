/* SPDX-License-Identifier: BSD-2-Clause */
/* Running other programs; see os.h. A child never outlives the command. */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_START = 127 };

/* In the child: set up descriptors and directory, then become argv or report why not. */
static void become(const struct words *argv, const char *cwd, const int fds[3], int report)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    for (int i = 0; i < 3; i++) {
        if (fds[i] != i && dup2(fds[i], i) < 0) {
            _exit(CANNOT_START);
        }
    }
    if (cwd == NULL || chdir(cwd) == 0) {
        execvp(argv->items[0], argv->items);
    }
    int error = errno;
    ssize_t ignored = write(report, &error, sizeof error);
    (void)ignored;
    _exit(CANNOT_START);
}

pid_t os_start(const struct words *argv, const char *cwd, int in, int out, int err)
{
    int report[2], error = 0;
    if (pipe2(report, O_CLOEXEC) != 0) {
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        become(argv, cwd, (const int[3]){in, out, err}, report[1]);
    }
    close(report[1]);
    if (pid > 0 && read(report[0], &error, sizeof error) == sizeof error) {
        waitpid(pid, NULL, 0);
        errno = error;
        pid = -1;
    }
    close(report[0]);
    return pid;
}

int os_wait(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int os_run(const struct words *argv, const char *cwd, struct buffer *output)
{
    int out[2] = {-1, STDOUT_FILENO};
    if (output != NULL && pipe2(out, O_CLOEXEC) != 0) {
        return -1;
    }
    pid_t pid = os_start(argv, cwd, STDIN_FILENO, out[1], output != NULL ? out[1] : STDERR_FILENO);
    if (output != NULL) {
        close(out[1]);
        char chunk[4096];
        for (ssize_t got; pid > 0 && (got = read(out[0], chunk, sizeof chunk)) > 0;) {
            buffer_add(output, chunk, (size_t)got);
        }
        close(out[0]);
    }
    return pid < 0 ? -1 : os_wait(pid);
}
