/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts. Each one signals a notification; the next comes after seL4_IRQHandler_Ack(handler):
 *
 *   seL4_CPtr handler = fel4_irq_handler(34, notification);
 *   for (;;) {
 *       seL4_Wait(notification, NULL);
 *       …                              the device is content again
 *       seL4_IRQHandler_Ack(handler);
 *   }
 */
#pragma once

#include <sel4/sel4.h>

/* The handler of interrupt `irq`, which will signal `notification`, whose badge says which it was
 * if several share one. x86: `irq` is a pin of the first I/O APIC, where pins below 16 are set up
 * for ISA (edge, active high) and the others for PCI (level, active low). ARM: the GIC's number. 0
 * if the kernel or someone else has it, or there is none such. */
seL4_CPtr fel4_irq_handler(seL4_Word irq, seL4_CPtr notification);
/* How many handlers were made. */
unsigned fel4_irq_count(void);
