# SPDX-License-Identifier: BSD-2-Clause
"""What `fel4 debug` gives gdb: commands that show the kernel's objects.

fel4-tcbs               every thread: name, state, priority, where it stands
fel4-cspace [THREAD]    the capabilities a thread holds (a name, or nothing: the initial thread);
fel4-caps [THREAD]      the same, counted by kind
fel4-untyped            the initial thread's untyped memory, and how much of it is used

The layout of capabilities is read from kernel/cap/layout{64,32}.h, so there is one description.
"""
import os
import re
import struct

import gdb

SHARE = gdb.convenience_variable("fel4_share").string()
LOAD = int(gdb.convenience_variable("fel4_kernel_load"))


def kernel_file(name):
    with open(os.path.join(SHARE, "kernel", name), encoding="utf-8") as file:
        return file.read()


def enum_names(text, enum):
    body = re.search(r"enum %s \{(.*?)\};" % enum, re.sub(r"/\*.*?\*/", "", text, flags=re.S), re.S)
    names = re.findall(r"\b([A-Z][A-Z_0-9]*)\b", body.group(1)) if body else []
    return [name.split("_", 1)[1].lower().replace("_", " ") for name in names]


class Memory:
    """The kernel's memory, as QEMU has it physically: while a program runs, none of the kernel's
    addresses may be mapped, or readable."""

    # As kernel/arch maps it: an address, and where that is in memory.
    WINDOWS = {
        "i386:x86-64": [(0xFFFFFFFF80000000, 0), (0xFFFFFF8000000000, 0)],
        "aarch64": [(0xFFFFFF8000000000, 0)],
        "arm": [(0xE0000000, LOAD)],
    }

    def __enter__(self):
        name = gdb.selected_frame().architecture().name()
        self.windows = self.WINDOWS["arm" if name.startswith("arm") else name]
        self.switch(1)
        return self

    def __exit__(self, *_error):
        self.switch(0)

    def switch(self, on):
        gdb.execute("maintenance packet Qqemu.PhyMemMode:%d" % on, to_string=True)

    def physical(self, address):
        for start, memory in self.windows:
            if address >= start:
                return address - start + memory
        return address

    def read(self, address, size):
        return bytes(gdb.selected_inferior().read_memory(self.physical(address), size))

    def words(self, address, count):
        size = gdb.lookup_type("word_t").sizeof
        return struct.unpack("<%d%s" % (count, "Q" if size == 8 else "I"),
                             self.read(address, count * size))

    def load(self, address, name):
        kind = gdb.lookup_type(name)
        return gdb.Value(self.read(address, kind.sizeof), kind)

    def string(self, address, size):
        return self.read(address, size).split(b"\0")[0].decode("ascii", "replace")


class Layout:
    """The fields of a capability, a pair of words: name -> (word, low bit, width, scale)."""

    def __init__(self):
        self.bits = 8 * gdb.lookup_type("word_t").sizeof
        rows = kernel_file("cap/layout%d.h" % self.bits)
        row = r"(?:FIELD|SCALED)\((\w+), (\d+), (\d+), (\d+)(?:, (\d+))?\)"
        self.fields = {m[0]: [int(x or 0) for x in m[1:]] for m in re.findall(row, rows)}
        self.types = enum_names(kernel_file("cap/cap.h"), "cap_type")

    def get(self, cap, name):
        if self.bits == 32 and name in ("paddr", "map_va"):
            return self.packed(cap, name)
        word, low, width, scale = self.fields[name]
        return ((cap[word] >> low) & ((1 << width) - 1)) << scale

    def type(self, cap):
        number = self.get(cap, "type")
        return self.types[number] if number < len(self.types) else "type %d" % number

    def packed(self, cap, name):
        """What layout32.h has functions for: the addresses of frames, which share a word."""
        frame = self.type(cap) == "frame"
        if name == "map_va":
            return cap[0] & ~0x1FFFF | ((cap[1] & 0xF8) << 9 if frame else 0)
        if not frame:
            return cap[1] << 4 & 0xFFFFFFFF
        return (cap[1] & 0xFFFFF00) << 4 & (0xFFFF0000 if cap[1] & 1 else 0xFFFFFFFF)

    def pointer(self, cap):
        """Where the object is, as cap_ptr of the kernel has it."""
        if self.bits == 32:
            return cap[1] << 4 & 0xFFFFFFFF
        value = cap[1] & ((1 << 48) - 1)
        return value | (0xFFFF << 48) if value >> 47 else value

    def address(self, memory, cap):
        """Where what it names is in memory."""
        if self.type(cap) in ("untyped", "frame"):
            return self.get(cap, "paddr")
        return memory.physical(self.pointer(cap))

    def used(self, memory, slot):
        """Of an untyped nothing is used if what comes next in the list is not in it: the watermark
        of a fresh one says only that it must be cleared."""
        cap, following = slot[:2], slot[3] & ~3
        start, size = self.get(cap, "paddr"), 1 << self.get(cap, "untyped_bits")
        child = memory.words(following, 2) if following else (0, 0)
        inside = self.type(child) != "null" and start <= self.address(memory, child) < start + size
        return self.get(cap, "untyped_watermark") if inside else 0

    def describe(self, memory, slot):
        cap = slot[:2]
        kind = self.type(cap)
        if kind == "untyped":
            text = "0x%x, 2^%d bytes, %d used%s" % (
                self.get(cap, "paddr"), self.get(cap, "untyped_bits"), self.used(memory, slot),
                ", device" if self.get(cap, "untyped_device") else "")
        elif kind in ("endpoint", "notification"):
            text = "0x%x badge 0x%x rights %d" % (
                self.pointer(cap), self.get(cap, "badge"), self.get(cap, "rights"))
        elif kind == "cnode":
            text = "0x%x, 2^%d slots" % (self.pointer(cap), self.get(cap, "radix"))
        elif kind == "frame":
            text = "0x%x at 0x%x" % (self.get(cap, "paddr"), self.get(cap, "map_va"))
        elif kind == "irq handler":
            text = "%d" % self.get(cap, "irq")
        elif kind in ("tcb", "table", "vspace", "reply"):
            text = "0x%x" % self.pointer(cap)
        else:
            text = ""
        return ("%-14s %s" % (kind, text)).rstrip()


class Thread:
    def __init__(self, memory, address):
        tcb = memory.load(address, "struct tcb")
        fields = tcb.type.fields()
        name = next(f.bitpos // 8 for f in fields if f.name == "name")
        self.name = memory.string(address + name, 64)
        self.state, self.priority, self.domain = (
            int(tcb[field]) for field in ("state", "priority", "domain"))
        root = tcb["slots"][0]["cap"]["w"]
        self.root = (int(root[0]), int(root[1]))
        self.next = int(tcb["debug_next"])


def threads(memory):
    try:
        head = int(gdb.parse_and_eval("(word_t)&newest"))
    except gdb.error:
        raise gdb.GdbError("this kernel keeps no list of threads; build it for debugging") from None
    address = memory.words(head, 1)[0]
    while address != 0:
        thread = Thread(memory, address)
        yield thread
        address = thread.next


def slots(memory, layout, name):
    """The full slots of a thread's CNode, with their indices."""
    name = name or "rootserver"
    thread = next((t for t in threads(memory) if t.name == name), None)
    if thread is None:
        raise gdb.GdbError("no thread is called %s; fel4-tcbs lists them" % name)
    if layout.type(thread.root) != "cnode":
        return
    step = gdb.lookup_type("struct slot").sizeof // gdb.lookup_type("word_t").sizeof
    count = 1 << layout.get(thread.root, "radix")
    words = memory.words(layout.pointer(thread.root), count * step)
    for index in range(count):
        slot = words[index * step:index * step + 4]
        if layout.get(slot, "type") != 0:
            yield index, slot


def show_threads(memory, _argument):
    states = enum_names(kernel_file("thread/tcb.h"), "thread_state")
    print("%-28s %-16s %4s %6s" % ("name", "state", "prio", "domain"))
    for t in threads(memory):
        print("%-28s %-16s %4d %6d" % (t.name, states[t.state], t.priority, t.domain))


def show_cspace(memory, argument):
    layout = Layout()
    for index, slot in slots(memory, layout, argument):
        print("%6d  %s" % (index, layout.describe(memory, slot)))


def show_caps(memory, argument):
    layout = Layout()
    counts = {}
    for _index, slot in slots(memory, layout, argument):
        kind = layout.type(slot)
        counts[kind] = counts.get(kind, 0) + 1
    for kind, count in sorted(counts.items()):
        print("%6d  %s" % (count, kind))


def show_untyped(memory, argument):
    layout = Layout()
    for index, slot in slots(memory, layout, argument):
        if layout.type(slot) == "untyped":
            print("%6d  %s" % (index, layout.describe(memory, slot)))


class Command(gdb.Command):
    def __init__(self, name, doc, run):
        self.__doc__ = doc
        self.run = run
        super().__init__(name, gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        with Memory() as memory:
            self.run(memory, argument.strip())


class End(gdb.Command):
    """Ends the machine. It may be gone before it has answered, which is no error."""

    def __init__(self):
        super().__init__("fel4-end", gdb.COMMAND_RUNNING)

    def invoke(self, _argument, from_tty):
        try:
            gdb.execute("kill", to_string=True)
        except gdb.error:
            pass


End()
Command("fel4-tcbs", "Every thread: name, state, priority, domain.", show_threads)
Command("fel4-cspace", "The capabilities in a thread's CNode: fel4-cspace [THREAD].", show_cspace)
Command("fel4-caps", "How many capabilities of each kind: fel4-caps [THREAD].", show_caps)
Command("fel4-untyped", "The untyped memory a thread has: fel4-untyped [THREAD].", show_untyped)
