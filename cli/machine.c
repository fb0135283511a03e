/* SPDX-License-Identifier: BSD-2-Clause */
/* Running QEMU; see machine.h. */
#include "machine.h"
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_WAIT_MS = 2000, KILL_WAIT_MS = 1000 };

static volatile sig_atomic_t caught;
static struct termios terminal;
static bool terminal_changed;

static void catch (int signal)
{
    caught = signal;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static void catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    caught = 0;
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        sigaction(signals[i], &(struct sigaction){.sa_handler = catch}, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

/* Keys one by one and unechoed; signals stay. Only when we own the terminal. */
static void terminal_take(void)
{
    if (tcgetpgrp(STDIN_FILENO) != getpgrp() || tcgetattr(STDIN_FILENO, &terminal) != 0) {
        return;
    }
    struct termios raw = terminal;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_iflag &= ~(tcflag_t)ICRNL;
    terminal_changed = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void terminal_restore(void)
{
    if (terminal_changed) {
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
        terminal_changed = false;
    }
}

static bool gone(pid_t pid, int *status)
{
    int raw;
    if (waitpid(pid, &raw, WNOHANG) != pid) {
        return false;
    }
    *status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    return true;
}

static void end_process(pid_t pid)
{
    int status;
    kill(pid, SIGTERM);
    for (int waited = 0; waited < KILL_WAIT_MS; waited += 5) {
        if (gone(pid, &status)) {
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* Both directions of the line; input waits for the first output, when the machine can listen. */
struct line {
    int to, from;
    int errors; /* what QEMU says itself; -1 once it has ended */
    bool input_open;
    int64_t started;
    char pending[4096];
    size_t begin, end;
};

static void read_input(struct line *l)
{
    ssize_t got = read(STDIN_FILENO, l->pending, sizeof l->pending);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
        l->input_open = false;
    }
    l->begin = 0;
    l->end = got > 0 ? (size_t)got : 0;
}

static void write_input(struct line *l)
{
    ssize_t done = write(l->to, l->pending + l->begin, l->end - l->begin);
    if (done > 0) {
        l->begin += (size_t)done;
    } else if (done < 0 && errno != EAGAIN && errno != EINTR) {
        l->input_open = false;
        l->begin = l->end;
    }
}

/* QEMU's messages go on to ours, while it runs: that we ended it is no news. */
static void pass_errors(struct line *l)
{
    char chunk[4096];
    ssize_t got = read(l->errors, chunk, sizeof chunk);
    if (got > 0) {
        ssize_t ignored = write(STDERR_FILENO, chunk, (size_t)got);
        (void)ignored;
    } else if (got == 0) {
        close(l->errors);
        l->errors = -1;
    }
}

/* Waits for something to do; false when the machine's output has ended. */
static bool turn(struct machine *m, struct line *l, int wait_ms)
{
    bool listening = m->console->started || now_ms() - l->started > INPUT_WAIT_MS;
    bool idle = l->begin == l->end;
    struct pollfd fds[] = {
        {.fd = l->from, .events = POLLIN},
        {.fd = l->input_open && idle && listening ? STDIN_FILENO : -1, .events = POLLIN},
        {.fd = idle ? -1 : l->to, .events = POLLOUT},
        {.fd = l->errors, .events = POLLIN},
    };
    if (poll(fds, COUNT_OF(fds), wait_ms) <= 0) {
        return true;
    }
    if (fds[1].revents != 0) {
        read_input(l);
    }
    if (fds[2].revents != 0) {
        write_input(l);
    }
    if (fds[3].revents != 0) {
        pass_errors(l);
    }
    if (fds[0].revents != 0) {
        char chunk[16384];
        ssize_t got = read(l->from, chunk, sizeof chunk);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        console_feed(m->console, chunk, got > 0 ? (size_t)got : 0);
    }
    return true;
}

static int64_t deadline(int64_t since, unsigned seconds)
{
    return seconds > 0 ? since + seconds * 1000ll : INT64_MAX;
}

static enum machine_end converse(struct machine *m, struct line *l)
{
    int64_t end = deadline(l->started, m->timeout), test_end = INT64_MAX;
    unsigned tests = 0;
    while (caught == 0) {
        int64_t now = now_ms(), left = (end < test_end ? end : test_end) - now;
        if (left <= 0) {
            return end < test_end ? MACHINE_TIMEOUT : MACHINE_TEST_TIMEOUT;
        }
        if (m->console->tests != tests) {
            tests = m->console->tests;
            test_end = deadline(now, m->test_timeout);
        }
        if (!turn(m, l, left < 200 ? (int)left : 200)) {
            return m->console->ended ? MACHINE_ENDED : MACHINE_STOPPED;
        }
        if (m->console->ended) {
            return MACHINE_ENDED;
        }
        if (m->matched != NULL && m->matched(m->context)) {
            return MACHINE_MATCHED;
        }
    }
    m->status = caught;
    return MACHINE_INTERRUPTED;
}

static enum machine_end run_open(struct machine *m, struct line *l, const int ends[3])
{
    pid_t pid = os_start(m->argv, m->cwd, ends[0], ends[1], ends[2]);
    int error = errno;
    for (int i = 0; i < 3; i++) {
        close(ends[i]);
    }
    if (pid < 0) {
        errno = error;
        return MACHINE_NOT_STARTED;
    }
    fcntl(l->to, F_SETFL, O_NONBLOCK);
    enum machine_end end = converse(m, l);
    while (end == MACHINE_STOPPED && l->errors >= 0) {
        pass_errors(l);
    }
    if (end == MACHINE_STOPPED) {
        int raw;
        waitpid(pid, &raw, 0);
        m->status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    } else {
        end_process(pid);
    }
    return end;
}

enum machine_end machine_run(struct machine *m)
{
    int in[2], out[2], err[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        return MACHINE_NOT_STARTED;
    }
    struct line line = {
        .to = in[1], .from = out[0], .errors = err[0], .input_open = m->input, .started = now_ms()};
    catch_signals();
    if (m->input && isatty(STDIN_FILENO)) {
        terminal_take();
    }
    enum machine_end end = run_open(m, &line, (const int[3]){in[0], out[1], err[1]});
    int error = errno;
    terminal_restore();
    close(line.to);
    close(line.from);
    console_finish(m->console);
    errno = error;
    return end;
}
