/* SPDX-License-Identifier: BSD-2-Clause */
/* An interrupt controller: one driver of kernel/dev per board, called by an architecture's irq.c.
 */
#pragma once

#include "arch/arch.h"

enum { IRQCHIP_REGIONS = 2 };

/* Registers that users must not have, by whole pages. */
extern const struct region irqchip_regions[IRQCHIP_REGIONS];

/* Everything off; `map` makes registers accessible. */
void irqchip_init(volatile void *(*map)(paddr_t pa));
/* The active interrupt, ended at the controller as far as that may be before delivery; a number
 * above all others if there is none. */
word_t irqchip_take(void);
void irqchip_enable(word_t irq);
void irqchip_disable(word_t irq);
/* The interrupt went to a user, and waits for irqchip_ack. */
void irqchip_delivered(word_t irq);
void irqchip_ack(word_t irq);
/* Whether triggers can be chosen. */
extern const bool irqchip_has_trigger;
void irqchip_set_edge(word_t irq, bool edge);
/* Software-generated interrupt `irq` to processor `target`. */
void irqchip_send(word_t irq, word_t target);
