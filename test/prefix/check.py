#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Reads an installed prefix as generators of bindings, loaders and build systems do.

usage: check.py PREFIX [CONSOLE]      TAP lines without numbers on stdout

CONSOLE is what test/prefix/outside printed on that kernel: its "# device" lines are the device
memory that it was given.
"""
import json, pathlib, re, sys, xml.etree.ElementTree as tree

prefix = pathlib.Path(sys.argv[1])
include = prefix / "libsel4/include"
config = {}


def report(name, problems):
    print(f"{'not ok' if problems else 'ok'} - {name}")
    for problem in list(problems)[:10]:
        print(f"# {problem}")


def files():
    wanted = ["bin/kernel.elf", "libsel4/src"] + ["libsel4/include/" + name for name in (
        "autoconf.h", "kernel/gen_config.h", "kernel/gen_config.json", "sel4/gen_config.h",
        "sel4/gen_config.json", "api/syscall.xml", "api/syscall.xsd", "interfaces/sel4_client.h",
        "interfaces/object-api.xml", "interfaces/object-api-arch.xml",
        "interfaces/object-api-sel4-arch.xml", "sel4/shared_types.pbf",
        "sel4/sel4_arch/types.pbf")]
    for place in ("", "arch/", "sel4_arch/"):
        wanted += [f"libsel4/include/sel4/{place}{name}.h" for name in (
            "constants", "deprecated", "faults", "functions", "invocation", "mapping", "objecttype",
            "simple_types", "syscalls", "types")]
    wanted += [f"libsel4/include/sel4/{name}.h" for name in (
        "assert", "benchmark_tracepoints_types", "benchmark_track_types",
        "benchmark_utilisation_types", "bootinfo", "bootinfo_types", "config", "debug_assert",
        "errors", "macros", "mode/types", "plat/api/constants", "sel4", "shared_types", "syscall")]
    if config["ARCH"] != "x86":
        wanted += ["support/" + name for name in
                   ("kernel.dtb", "platform_gen.json", "platform_gen.yaml")]
    return [f"there is no {name}" for name in wanted if not (prefix / name).exists()]


def header_is_json():
    problems = []
    for room in ("kernel", "sel4"):
        values = json.loads((include / room / "gen_config.json").read_text())
        lines = (include / room / "gen_config.h").read_text().split("\n")
        if lines[:2] != ["#pragma once", ""]:
            problems.append(f"{room}: the first lines are {lines[:2]}")
        seen = {}
        for line in lines[2:-1]:
            on = re.fullmatch(r"#define CONFIG_(\w+)  (.*)", line)
            off = re.fullmatch(r"/\* disabled: CONFIG_(\w+) \*/", line)
            if on is None and off is None:
                problems.append(f"{room}: {line}")
            elif on:
                seen[on[1]] = True if values.get(on[1]) is True and on[2] == "1" else on[2]
            else:
                seen[off[1]] = False
        # A choice that another one rules out has no value, which JSON leaves out.
        problems += [f"{room}: {k} is {seen.get(k)} and {values.get(k)}"
                     for k in sorted(set(seen) | set(values))
                     if seen.get(k) != values.get(k) and (k in values or seen[k] is not False)]
        problems += [f"{room}: the type of {k}" for k, v in values.items()
                     if not isinstance(v, (bool, str))]
    return problems


def holds(condition):
    """A <condition> of the XML, as this kernel is configured."""
    def term(e):
        if e.tag == "config":
            return config.get(e.get("var").removeprefix("CONFIG_")) not in (None, False)
        parts = [term(child) for child in e]
        return not parts[0] if e.tag == "not" else any(parts) if e.tag == "or" else all(parts)
    return condition is None or term(condition)


def labels_are_the_headers():
    text = (include / "sel4/abi_gen.h").read_text()
    problems, number = [], 0
    for name in ("", "-sel4-arch", "-arch"):
        root = tree.parse(include / f"interfaces/object-api{name}.xml").getroot()
        for method in root.iter("method"):
            if not holds(method.find("condition")):
                continue
            number += 1
            if not re.search(rf"^    {method.get('id')},$", text, re.M):
                problems.append(f"the headers have no {method.get('id')}")
            for param in method.iter("param"):
                if not param.get("description") or param.get("dir") not in ("in", "out"):
                    problems.append(f"{method.get('id')}: {param.attrib}")
    return problems if number > 40 else ["there are too few methods"]


def blocks():
    """The packed types: every block is whole words, and every tag has its block."""
    problems, found = [], {}
    for name in ("shared_types", "sel4_arch/types"):
        text = (include / f"sel4/{name}.pbf").read_text()
        base = int(re.search(r"^base (\d+)$", text, re.M)[1])
        if base != int(config["WORD_SIZE"]) or "#" in text:
            problems.append(f"{name}: not preprocessed, or of another word size")
        for block, body in re.findall(r"block (\w+) \{([^}]*)\}", text):
            bits = sum(int(n) for n in re.findall(r"(?:field \w+|padding) (\d+)", body))
            found[block] = bits // base
            if bits % base != 0:
                problems.append(f"{block} has {bits} bits")
        for tag, value in re.findall(r"tag (\w+) (\d+)", text):
            if tag not in found:
                problems.append(f"there is no block for {tag}")
    for block in ("seL4_MessageInfo", "seL4_CapRights", "seL4_CNode_CapData", "VMFault"):
        if block not in found:
            problems.append(f"there is no {block}")
    return problems


def merged(ranges):
    result = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1][1] = max(end, result[-1][1])
        else:
            result.append([start, end])
    return result


def devices_are_the_kernels(console):
    data = json.loads((prefix / "support/platform_gen.json").read_text())
    yaml = re.findall(r"^- end: (\w+)\n  start: (\w+)$",
                      (prefix / "support/platform_gen.yaml").read_text(), re.M)
    both = [(r["start"], r["end"]) for r in data["devices"] + data["memory"]]
    problems = [] if [(int(s, 0), int(e, 0)) for e, s in yaml] == both else ["YAML is not JSON"]
    given = merged((int(s, 16), int(e, 16)) for s, e in
                   re.findall(r"^# device (\w+) (\w+)\r?$", console, re.M))
    said = merged((r["start"], r["end"]) for r in data["devices"])
    # The kernel may keep more than a page of RAM for itself; no device may be missing or new.
    if given != said:
        problems += [f"the kernel gives {[[hex(a) for a in r] for r in given]}",
                     f"platform_gen says {[[hex(a) for a in r] for r in said]}"]
    return problems


config.update(json.loads((include / "kernel/gen_config.json").read_text()))
report("every file of the layout", files())
report("gen_config.h and gen_config.json say the same", header_is_json())
report("the XML's methods are the headers'", labels_are_the_headers())
report("the packed types are whole words", blocks())
if len(sys.argv) > 2 and config["ARCH"] != "x86":
    console = pathlib.Path(sys.argv[2]).read_text(errors="replace")
    report("platform_gen lists the device memory that the kernel gives",
           devices_are_the_kernels(console))
