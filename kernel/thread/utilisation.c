/* SPDX-License-Identifier: BSD-2-Clause */
/* See utilisation.h. */
#include "thread/utilisation.h"

#include "thread/cpu.h"

static struct {
    bool on;
    uint64_t started, stopped;
    struct tcb *running; /* whose time passes, since then; NULL: it has ended */
    uint64_t since;
    struct tcb *entered; /* who ran when the kernel was entered; NULL: it has ended */
    struct utilisation total;
} track;

/* Puts the time that passed down to the thread that ran. */
static void settle(void)
{
    if (!track.on) {
        return;
    }
    uint64_t now = arch_cycles();
    if (track.running != NULL) {
        track.running->use->cycles += now - track.since;
    }
    track.since = now;
}

void utilisation_start(void)
{
    utilisation_clear(this_cpu()->idle);
    track.total = (struct utilisation){0};
    track.on = true;
    track.running = this_cpu()->current;
    track.started = track.since = track.stopped = arch_cycles();
    track.entered = NULL; /* this entry is not part of what is measured */
}

void utilisation_stop(void)
{
    if (track.on) {
        settle();
        track.stopped = track.since;
        track.on = false;
    }
}

void utilisation_entered(void)
{
    track.entered = track.on ? this_cpu()->current : NULL;
}

void utilisation_leaving(uint64_t cycles)
{
    if (!track.on || track.entered == NULL) {
        return;
    }
    track.entered->use->kernel_cycles += cycles;
    track.entered->use->kernel_entries++;
    track.total.kernel_cycles += cycles;
    track.total.kernel_entries++;
}

void utilisation_note_switch(struct tcb *next)
{
    if (!track.on || next == track.running) {
        return;
    }
    settle();
    track.running = next;
    next->use->schedules++;
    track.total.schedules++;
}

void utilisation_note_end(const struct tcb *tcb)
{
    if (tcb == track.running) {
        track.running = NULL;
    }
    if (tcb == track.entered) {
        track.entered = NULL;
    }
}

struct utilisation utilisation_of(struct tcb *tcb)
{
    settle();
    return *tcb->use;
}

void utilisation_clear(struct tcb *tcb)
{
    settle();
    *tcb->use = (struct utilisation){0};
}

struct utilisation utilisation_total(void)
{
    struct utilisation total = track.total;
    total.cycles = track.stopped - track.started;
    return total;
}
