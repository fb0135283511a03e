# SPDX-License-Identifier: BSD-2-Clause
"""What `fel4 debug` gives gdb: commands that show the kernel's objects.

fel4-tcbs               every thread: name, state, priority, where it stands
fel4-cspace [THREAD]    the capabilities a thread holds (a name, or nothing: the initial thread)
fel4-untyped            the initial thread's untyped memory, and how much of it is used

The layout of capabilities is read from kernel/cap/layout{64,32}.h, so there is one description.
"""
import os
import re

import gdb

SHARE = gdb.convenience_variable("fel4_share").string()


def kernel_file(name):
    with open(os.path.join(SHARE, "kernel", name), encoding="utf-8") as file:
        return file.read()


def enum_names(text, enum):
    body = re.search(r"enum %s \{(.*?)\};" % enum, re.sub(r"/\*.*?\*/", "", text, flags=re.S), re.S)
    names = re.findall(r"\b([A-Z][A-Z_0-9]*)\b", body.group(1)) if body else []
    return [name.split("_", 1)[1].lower().replace("_", " ") for name in names]


class Layout:
    """The fields of a capability: name -> (word, low bit, width, scale)."""

    def __init__(self):
        bits = 8 * gdb.lookup_type("word_t").sizeof
        rows = kernel_file("cap/layout%d.h" % bits)
        row = r"(?:FIELD|SCALED)\((\w+), (\d+), (\d+), (\d+)(?:, (\d+))?\)"
        self.fields = {m[0]: [int(x or 0) for x in m[1:]] for m in re.findall(row, rows)}
        self.types = enum_names(kernel_file("cap/cap.h"), "cap_type")
        self.bits = bits

    def get(self, cap, name):
        word, low, width, scale = self.fields[name]
        return ((int(cap["w"][word]) >> low) & ((1 << width) - 1)) << scale

    def type(self, cap):
        number = self.get(cap, "type")
        return self.types[number] if number < len(self.types) else "type %d" % number

    def pointer(self, cap):
        """Where the object is; a function of the kernel knows, see cap_ptr."""
        value = int(cap["w"][1])
        if self.bits == 32:
            return value & ~0xF
        value &= (1 << 48) - 1
        return value | (0xFFFF << 48) if value >> 47 else value

    def describe(self, cap):
        kind = self.type(cap)
        if kind == "untyped":
            size, used = self.get(cap, "untyped_bits"), self.get(cap, "untyped_watermark")
            device = " device" if self.get(cap, "untyped_device") else ""
            return "%-13s 0x%x, 2^%d bytes, %d used%s" % (
                kind, self.get(cap, "paddr"), size, used, device)
        if kind in ("endpoint", "notification"):
            return "%-13s 0x%x badge 0x%x rights %d" % (
                kind, self.pointer(cap), self.get(cap, "badge"), self.get(cap, "rights"))
        if kind == "cnode":
            return "%-13s 0x%x 2^%d slots" % (kind, self.pointer(cap), self.get(cap, "radix"))
        if kind == "frame":
            return "%-13s 0x%x at 0x%x" % (kind, self.get(cap, "paddr"), self.get(cap, "map_va"))
        if kind == "irq handler":
            return "%-13s %d" % (kind, self.get(cap, "irq"))
        if kind in ("tcb", "table", "vspace", "reply"):
            return "%-13s 0x%x" % (kind, self.pointer(cap))
        return kind


def threads():
    tcb = gdb.parse_and_eval("'tcb.c'::newest")
    while int(tcb) != 0:
        yield tcb.dereference()
        tcb = tcb["debug_next"]


def thread_name(tcb):
    try:
        return tcb["name"].address.cast(gdb.lookup_type("char").pointer()).string(length=64).split("\0")[0]
    except (UnicodeDecodeError, gdb.MemoryError):
        return "?"


def find_thread(name):
    for tcb in threads():
        if thread_name(tcb) == (name or "rootserver"):
            return tcb
    raise gdb.GdbError("no thread is called %s; fel4-tcbs lists them" % (name or "rootserver"))


def slots(tcb, layout):
    root = tcb["slots"][0]["cap"]
    if layout.type(root) != "cnode":
        return
    first = gdb.Value(layout.pointer(root)).cast(gdb.lookup_type("struct slot").pointer())
    for index in range(1 << layout.get(root, "radix")):
        cap = first[index]["cap"]
        if layout.get(cap, "type") != 0:
            yield index, cap


class Command(gdb.Command):
    def __init__(self, name, doc, run):
        self.__doc__ = doc
        self.run = run
        super().__init__(name, gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        try:
            self.run(argument.strip())
        except gdb.MemoryError:
            raise gdb.GdbError("the kernel's memory cannot be read from here; stop in the kernel, "
                               "for example: hbreak trap_syscall") from None


def show_threads(_argument):
    states = enum_names(kernel_file("thread/tcb.h"), "thread_state")
    print("%-28s %-18s %4s %6s" % ("name", "state", "prio", "domain"))
    for tcb in threads():
        print("%-28s %-18s %4d %6d" % (thread_name(tcb), states[int(tcb["state"])],
                                       int(tcb["priority"]), int(tcb["domain"])))


def show_cspace(argument):
    layout = Layout()
    for index, cap in slots(find_thread(argument), layout):
        print("%6d  %s" % (index, layout.describe(cap)))


def show_untyped(_argument):
    layout = Layout()
    for index, cap in slots(find_thread(""), layout):
        if layout.type(cap) == "untyped":
            print("%6d  %s" % (index, layout.describe(cap)))


Command("fel4-tcbs", "Every thread: name, state, priority, domain.", show_threads)
Command("fel4-cspace", "The capabilities in a thread's CSpace: fel4-cspace [THREAD].", show_cspace)
Command("fel4-untyped", "The initial thread's untyped memory.", show_untyped)
