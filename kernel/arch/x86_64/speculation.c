/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: what the processor may do ahead of time. Each of these options is either in force or the
 * kernel says at boot that the processor has no such control, and stops.
 *
 *   KernelX86IBRSMode               ibrs_stibp, ibrs_all: set here, once; ibrs_basic: in trap.S, at
 *                                   each entry and exit
 *   KernelX86IBPBOnContextSwitch    a barrier   } at each switch of address space, by
 *   KernelX86RSBOnContextSwitch     a filling   } arch_vspace_activate
 *   KernelDebugDisablePrefetchers   here, once
 */
#include "arch/x86_64/machine.h"
#include "lib/print.h"

enum { INTEL_LEAF = 7, AMD_LEAF = 0x80000008 };
enum { IBRS_ALL_CAPABILITY = 1 << 1 };

/* The same control, as the two makers announce it. */
static const struct feature ibrs[] = {{"", INTEL_LEAF, CPUID_EDX, 26, false},
                                      {"", AMD_LEAF, CPUID_EBX, 14, false}};
static const struct feature ibpb[] = {{"", INTEL_LEAF, CPUID_EDX, 26, false},
                                      {"", AMD_LEAF, CPUID_EBX, 12, false}};
static const struct feature stibp[] = {{"", INTEL_LEAF, CPUID_EDX, 27, false},
                                       {"", AMD_LEAF, CPUID_EBX, 15, false}};
static const struct feature capabilities = {"", INTEL_LEAF, CPUID_EDX, 29, false};

BOOT_CODE static void need(bool wanted, bool has, const char *what)
{
    if (wanted && !has) {
        kprintf("This processor lacks %s, which the configuration needs.\n", what);
        kprintf("Choose another -cpu, or other Kernel* values.\n");
        arch_halt();
    }
}

BOOT_CODE static bool has_either(const struct feature f[2])
{
    return cpu_has(&f[0]) || cpu_has(&f[1]);
}

BOOT_CODE static bool has_ibrs_all(void)
{
    return cpu_has(&capabilities) &&
           (cpu_read_msr(MSR_ARCH_CAPABILITIES) & IBRS_ALL_CAPABILITY) != 0;
}

/* ---- prefetchers ---- */

enum { FAMILY_6 = 6, PREFETCHERS_OFF = 0xf };

/* Intel's "Hardware Prefetcher Control", Nehalem to Skylake. */
static const uint8_t prefetch_models[] = {0x1a, 0x1e, 0x1f, 0x2e, 0x25, 0x2c, 0x2f, 0x2a,
                                          0x2d, 0x3a, 0x3e, 0x3c, 0x3f, 0x45, 0x46, 0x3d,
                                          0x47, 0x4f, 0x56, 0x4e, 0x5e, 0x55};

BOOT_CODE static bool has_prefetch_control(void)
{
    struct cpuid maker = cpu_id(0, 0);
    uint32_t version = cpu_id(1, 0).a;
    uint32_t model = (version >> 4 & 0xf) | (version >> 12 & 0xf0);
    bool intel = maker.b == 0x756e6547 && maker.d == 0x49656e69 && maker.c == 0x6c65746e;
    for (unsigned i = 0; i < COUNT_OF(prefetch_models); i++) {
        if (intel && (version >> 8 & 0xf) == FAMILY_6 && prefetch_models[i] == model) {
            return true;
        }
    }
    return false;
}

BOOT_CODE void speculation_init(void)
{
    need(IBRS_BASIC || IBRS_ALL, has_either(ibrs), "ibrs (KernelX86IBRSMode)");
    need(IBRS_ALL, has_ibrs_all(), "enhanced ibrs (KernelX86IBRSMode)");
    need(IBRS_STIBP, has_either(stibp), "stibp (KernelX86IBRSMode)");
    need(IBPB_ON_SWITCH, has_either(ibpb), "ibpb (KernelX86IBPBOnContextSwitch)");
    need(PREFETCHERS_DISABLED, has_prefetch_control(),
         "a known control of its prefetchers (KernelDebugDisablePrefetchers)");
    if (IBRS_ALL) {
        cpu_write_msr(MSR_SPEC_CTRL, SPEC_CTRL_IBRS);
    }
    if (IBRS_STIBP) {
        cpu_write_msr(MSR_SPEC_CTRL, SPEC_CTRL_STIBP);
    }
    if (PREFETCHERS_DISABLED) {
        cpu_write_msr(MSR_PREFETCH_CONTROL, PREFETCHERS_OFF);
    }
}
