/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: from the firmware's tables, which processors and I/O APICs there are. */
#include "arch/x86_64/machine.h"
#include "lib/mem.h"
#include "lib/print.h"

enum { BIOS_AREA = 0xe0000, BIOS_AREA_END = 0x100000, RSDP_STEP = 16, RSDP_V1_SIZE = 20 };

struct sdt {
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum;
    char oem[6], oem_table[8];
    uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

struct madt {
    struct sdt header;
    uint32_t lapic;
    uint32_t flags;
} __attribute__((packed));

struct madt_entry {
    uint8_t type, length;
} __attribute__((packed));

enum { MADT_LAPIC = 0, MADT_IOAPIC = 1, MADT_X2APIC = 9, MADT_ENABLED = 1 };

static bool sum_is_zero(const void *data, size_t size)
{
    const uint8_t *byte = data;
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + byte[i]);
    }
    return sum == 0;
}

BOOT_CODE bool acpi_rsdp_is_good(const struct acpi_rsdp *rsdp)
{
    return memcmp(rsdp->signature, "RSD PTR ", 8) == 0 && sum_is_zero(rsdp, RSDP_V1_SIZE);
}

BOOT_CODE const struct acpi_rsdp *acpi_find_rsdp(void)
{
    for (paddr_t pa = BIOS_AREA; pa < BIOS_AREA_END; pa += RSDP_STEP) {
        const struct acpi_rsdp *rsdp = arch_ptr(pa);
        if (acpi_rsdp_is_good(rsdp)) {
            return rsdp;
        }
    }
    return NULL;
}

BOOT_CODE static const struct madt *find_madt(const struct acpi_rsdp *rsdp)
{
    const struct sdt *rsdt = arch_ptr(rsdp->rsdt);
    if (memcmp(rsdt->signature, "RSDT", 4) != 0 || !sum_is_zero(rsdt, rsdt->length)) {
        kprintf("ACPI: the RSDT at 0x%x is damaged\n", rsdp->rsdt);
        return NULL;
    }
    const uint32_t *entry = (const uint32_t *)(rsdt + 1);
    unsigned count = (unsigned)((rsdt->length - sizeof(*rsdt)) / sizeof(*entry));
    for (unsigned i = 0; i < count; i++) {
        const struct sdt *table = arch_ptr(entry[i]);
        if (memcmp(table->signature, "APIC", 4) == 0 && sum_is_zero(table, table->length)) {
            return (const struct madt *)table;
        }
    }
    kprintf("ACPI: no MADT, so the interrupt controllers are unknown\n");
    return NULL;
}

static uint32_t read32(const void *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof(value));
    return value;
}

BOOT_CODE static void read_entry(const struct madt_entry *entry, struct acpi_info *info)
{
    const uint8_t *byte = (const uint8_t *)entry;
    switch (entry->type) {
    case MADT_LAPIC:
        if (read32(byte + 4) == MADT_ENABLED) {
            if (info->cpu_count++ == 0) {
                info->boot_apic_id = byte[3];
            }
        }
        break;
    case MADT_X2APIC:
        if (read32(byte + 8) == MADT_ENABLED) {
            info->cpu_count++;
        }
        break;
    case MADT_IOAPIC:
        if (info->ioapic_count < IOAPIC_MAX) {
            info->ioapic[info->ioapic_count++] = read32(byte + 4);
        }
        break;
    default:
        break;
    }
}

BOOT_CODE bool acpi_read(const struct acpi_rsdp *rsdp, struct acpi_info *info)
{
    *info = (struct acpi_info){.cpu_count = 0};
    const struct madt *madt = find_madt(rsdp);
    if (madt == NULL) {
        return false;
    }
    const char *at = (const char *)(madt + 1), *end = (const char *)madt + madt->header.length;
    while (at + sizeof(struct madt_entry) <= end) {
        const struct madt_entry *entry = (const struct madt_entry *)at;
        if (entry->length < sizeof(*entry) || at + entry->length > end) {
            break;
        }
        read_entry(entry, info);
        at += entry->length;
    }
    if (info->cpu_count == 0 || (USE_IOAPIC && info->ioapic_count == 0)) {
        kprintf("ACPI: the MADT lists %u processors and %u I/O APICs; one of each is needed\n",
                info->cpu_count, info->ioapic_count);
        return false;
    }
    return true;
}
