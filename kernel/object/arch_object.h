/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the objects need of the architecture beyond arch/arch.h, because it is made of invocations:
 * methods that only one architecture has. x86: x86_*.c, ARM: arm_*.c, host: arch/host.
 */
#pragma once

#include "object/object.h"

/* IRQControl, label IRQIssueIRQHandler: whether its `irq` argument is one that this method may
 * issue. If not, the error that says so. */
enum err arch_irq_check(struct invocation *inv, word_t irq);
/* IRQControl, labels that are not generic. */
enum err arch_irq_control_invoke(struct invocation *inv);
/* I/O port control and the like: CAP_CONTROL of kinds that are not generic. */
enum err arch_control_invoke(struct invocation *inv);

/* Methods of frames and VSpace roots beyond Map, Unmap and GetAddress. */
enum err arch_frame_invoke(struct invocation *inv);
enum err arch_vspace_invoke(struct invocation *inv);

/* CAP_ARCH: a range of I/O ports, or a software-generated interrupt. */
struct cap arch_cap_finalise(struct slot *slot, bool last);
bool arch_cap_same_region(struct cap a, struct cap b);
enum err arch_cap_invoke(struct invocation *inv);

/* DebugCapIdentify's number of the kinds whose numbers are odd: frames, tables, VSpace roots, ASID
 * pools and control, CAP_ARCH and its control. */
word_t arch_cap_identify(struct cap cap);
