#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes C that holds abigen's headers against the facts of one configuration.

usage: labels.py kernel|user|stubs FACTS.json ABI-DIR

kernel: enum inv_label of abi_gen.h.  user: the three enumerations of labels and their ends.
stubs: the type of each stub, its parameters in order.
"""
import json
import sys
import tomllib


def kernel_names(abi, machine):
    names = {}
    for part in ("generic", machine):
        with open(f"{abi}/{part}.toml", "rb") as file:
            for method in tomllib.load(file)["method"]:
                names[method["label"]] = method["name"]
    return names


def check(condition, text):
    print(f'_Static_assert({condition}, "{text}");')


def kernel(facts, names):
    print("typedef unsigned long word_t;\nstruct invocation;")
    print("word_t inv_word(const struct invocation *inv, unsigned i);")
    print('#include "abi_gen.h"')
    for label, number in facts["invocation_labels"].items():
        check(f"LABEL_{names[label]} == {number}", label)


def user(facts):
    print("#include <sel4/abi_gen.h>")
    for group in ("invocation_label", "sel4_arch_invocation_label", "arch_invocation_label"):
        for label, number in facts["enums"].get(group, {}).items():
            check(f"{label} == {number}", label)


STRUCTS = {"seL4_UserContext", "seL4_ARM_SMCContext"}


def stub_type(method, service):
    given = [p for p in method["params"] if p["dir"] == "in"]
    results = [p for p in method["params"] if p["dir"] == "out"]
    by_pointer = [p for p in results if p["type"] in STRUCTS]
    types = [service]
    types += [p["type"] + (" *" if p["type"] in STRUCTS else "") for p in given]
    types += [p["type"] + " *" for p in by_pointer]
    gives = method["function"] + "_t" if results and not by_pointer else "seL4_Error"
    return f"{gives} (*)({', '.join(types)})"


def stubs(facts):
    print("#include <sel4/sel4.h>")
    for method in facts["methods"]:
        if method["value"] is None or method["condition"] == "CONFIG_KERNEL_MCS":
            continue
        function = method["function"]
        service = function.rsplit("_", 1)[0]
        for flush in ("_Clean", "_Invalidate", "_CleanInvalidate", "_Unify"):
            service = service.removesuffix(flush)
        wanted = stub_type(method, service)
        check(f"__builtin_types_compatible_p(__typeof__(&{function}), {wanted})", function)


def main():
    what, facts_path, abi = sys.argv[1:]
    with open(facts_path) as file:
        facts = json.load(file)
    machine = {"x86_64": "x86_64", "aarch64": "aarch64", "aarch32": "armv7"}[facts["sel4_arch"]]
    if what == "kernel":
        kernel(facts, kernel_names(abi, machine))
    elif what == "user":
        user(facts)
    else:
        stubs(facts)


main()
