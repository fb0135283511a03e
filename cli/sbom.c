/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 sbom: what an image is made of, as an SPDX 2.3 document in JSON. */
#include "os.h"
#include "project.h"

#include <stdio.h>
#include <string.h>

struct component {
    const char *name, *version, *licence, *supplier;
};

/* newlib-4.3.0.tar.xz → 4.3.0, from the Debian package it is built of. */
static const char *newlib_version(void)
{
    struct words names = {0};
    os_list("/usr/src/newlib", false, &names);
    for (size_t i = 0; i < names.count; i++) {
        if (text_starts(names.items[i], "newlib-")) {
            const char *version = names.items[i] + strlen("newlib-");
            const char *end = strstr(version, ".tar");
            return end != NULL ? text_copy(version, (size_t)(end - version)) : version;
        }
    }
    return "unknown";
}

static void package(struct buffer *b, const struct component *c, bool last)
{
    buffer_text(b, "    {\"SPDXID\": ");
    buffer_json(b, text_printf("SPDXRef-%s", c->name));
    buffer_text(b, ", \"name\": ");
    buffer_json(b, c->name);
    buffer_text(b, ", \"versionInfo\": ");
    buffer_json(b, c->version);
    buffer_text(b, ",\n     \"supplier\": ");
    buffer_json(b, c->supplier);
    buffer_text(b, ", \"licenseConcluded\": ");
    buffer_json(b, c->licence);
    buffer_printf(b,
                  ", \"licenseDeclared\": \"NOASSERTION\",\n     \"copyrightText\": "
                  "\"NOASSERTION\", \"downloadLocation\": \"NOASSERTION\", "
                  "\"filesAnalyzed\": false}%s\n",
                  last ? "" : ",");
}

int command_sbom(struct call *call)
{
    struct project p;
    int status = project_load(call, false, &p);
    if (status != STATUS_OK) {
        return status;
    }
    bool own = p.prefix == NULL;
    const char *name = text_replace(p.manifest->name, "_", "-");
    const struct component parts[] = {
        {name, "0", "NOASSERTION", "NOASSERTION"},
        {own ? "feL4-kernel" : "seL4", own ? FEL4_VERSION : "unknown",
         own ? "BSD-2-Clause" : "GPL-2.0-only", "NOASSERTION"},
        {"libsel4", own ? FEL4_VERSION : "unknown", "BSD-2-Clause", "NOASSERTION"},
        {"libfel4", FEL4_VERSION, "BSD-2-Clause", "NOASSERTION"},
        {"newlib", newlib_version(), "NOASSERTION", "Organization: Debian (newlib-source)"},
    };
    struct buffer b = {0};
    buffer_printf(&b,
                  "{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"dataLicense\": \"CC0-1.0\",\n"
                  "  \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"name\": \"%s-%s\",\n"
                  "  \"documentNamespace\": \"urn:fel4:%s-%s-%s\",\n"
                  "  \"creationInfo\": {\"created\": \"1970-01-01T00:00:00Z\", "
                  "\"creators\": [\"Tool: fel4-%s\"]},\n  \"packages\": [\n",
                  name, p.config->board->name, name, p.config->board->name, p.config->profile,
                  FEL4_VERSION);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        package(&b, &parts[i], i + 1 == COUNT_OF(parts));
    }
    buffer_text(&b, "  ],\n  \"relationships\": [\n");
    for (size_t i = 1; i < COUNT_OF(parts); i++) {
        buffer_printf(&b,
                      "    {\"spdxElementId\": \"SPDXRef-%s\", \"relationshipType\": "
                      "\"DEPENDS_ON\", \"relatedSpdxElement\": \"SPDXRef-%s\"}%s\n",
                      name, parts[i].name, i + 1 == COUNT_OF(parts) ? "" : ",");
    }
    buffer_text(&b, "  ]\n}\n");
    fputs(b.data, stdout);
    return STATUS_OK;
}
