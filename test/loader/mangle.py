#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# mangle.py IMAGE OUTPUT CHANGE: a copy of an ARM image whose archive has one thing wrong.
# `mangle.py IMAGE` lists the changes, each with the words that the loader must say; in an image
# with checksums, only those that have to do with them.
import struct
import sys

HEADER = 110
SEGMENT_LOAD = 1


class File:
    """A file of the archive, and where its parts are in the image."""

    def __init__(self, image, at):
        self.image, self.header = image, at
        self.name_at = at + HEADER
        name_size = int(image[at + 94:at + 102], 16)
        self.size = int(image[at + 54:at + 62], 16)
        self.name = bytes(image[self.name_at:self.name_at + name_size - 1]).decode()
        self.at = at + (HEADER + name_size + 3 & ~3)
        self.end = self.at + (self.size + 3 & ~3)

    def put(self, offset, form, value):
        struct.pack_into("<" + form, self.image, self.at + offset, value)

    def get(self, offset, form):
        return struct.unpack_from("<" + form, self.image, self.at + offset)[0]


class Elf(File):
    """An ELF file of either class; a segment's fields by name."""

    def __init__(self, file):
        self.__dict__ = file.__dict__
        wide = self.get(4, "B") == 2
        self.word = "Q" if wide else "I"
        self.headers_at = 32 if wide else 28
        self.entry_size = self.get(54 if wide else 42, "H")
        self.count = self.get(56 if wide else 44, "H")
        self.fields = (dict(offset=8, va=16, pa=24, file_size=32, size=40) if wide else
                       dict(offset=4, va=8, pa=12, file_size=16, size=20))
        start = self.get(self.headers_at, self.word)
        every = [start + i * self.entry_size for i in range(self.count)]
        self.loads = [at for at in every if self.get(at, "I") == SEGMENT_LOAD]

    def field(self, load, name):
        return self.get(self.loads[load] + self.fields[name], self.word)

    def set_field(self, load, name, value):
        self.put(self.loads[load] + self.fields[name], self.word, value)


def archive(image):
    at = image.find(b"070701")
    while True:
        file = File(image, at)
        yield file
        if file.name == "TRAILER!!!":
            return
        at = file.end


def rename(file, name):
    file.image[file.name_at:file.name_at + len(name)] = name.encode()


def set_size(file, size):
    file.image[file.header + 54:file.header + 62] = b"%08X" % size


def move_kernel(f, pa):
    kernel = Elf(f["kernel.elf"])
    first = min(kernel.field(i, "pa") for i in range(len(kernel.loads)))
    for i in range(len(kernel.loads)):
        kernel.set_field(i, "pa", kernel.field(i, "pa") - first + pa)


def overlap(f):
    kernel = Elf(f["kernel.elf"])
    kernel.set_field(1, "va", kernel.field(0, "va"))


def put(name, offset, form, value):
    return lambda f: f[name].put(offset, form, value)


def elf(name, change):
    return lambda f: change(Elf(f[name]))


CHANGES = {
    "no-archive": ("not a newc cpio archive", lambda f: f["image"].__setitem__(f["kernel.elf"].header, 0)),
    "huge-file": ("archive: truncated", lambda f: set_size(f["rootserver"], 0xffffff00)),
    "cut-file": ("archive: truncated", lambda f: set_size(f["rootserver"], f["rootserver"].size + 8192)),
    "no-kernel": ("first file is not kernel.elf", lambda f: rename(f["kernel.elf"], "lernel.elf")),
    "no-rootserver": ("no root task", lambda f: rename(f["rootserver"], "TRAILER!!!")),
    "tree-misplaced": ("kernel.dtb must be the second file", lambda f: (rename(f["kernel.dtb"], "rootserver"), rename(f["rootserver"], "kernel.dtb"))),
    "no-elf": ("kernel.elf: not an ELF file", put("kernel.elf", 0, "I", 0)),
    "root-no-elf": ("rootserver: not an ELF file", put("rootserver", 0, "I", 0)),
    "machine": ("for another architecture", put("kernel.elf", 18, "H", 62)),
    "class": ("for another architecture", elf("rootserver", lambda e: e.put(4, "B", 3 - e.get(4, "B")))),
    "headers": ("program headers lie beyond", elf("kernel.elf", lambda e: e.put(e.headers_at, e.word, e.size))),
    "segment": ("a segment lies beyond", elf("rootserver", lambda e: e.set_field(0, "offset", e.size))),
    "sizes": ("impossible sizes", elf("kernel.elf", lambda e: e.set_field(0, "size", 0x10))),
    "unaligned": ("not page-aligned", elf("rootserver", lambda e: e.set_field(0, "va", e.field(0, "va") - 8))),
    "overlap": ("two of its segments overlap", overlap),
    "entry": ("its entry point", elf("kernel.elf", lambda e: e.put(24, e.word, 0x1000))),
    "no-ram": ("does not fit", lambda f: move_kernel(f, 0x3000000)),
    "over-loader": ("overlaps the loader", lambda f: move_kernel(f, f["start"])),
    "no-tree": ("not a device tree", put("kernel.dtb", 0, "I", 0)),
    "cut-tree": ("kernel.dtb: truncated", put("kernel.dtb", 4, "I", 0x00000100)),
}


HASH_CHANGES = {
    "kernel-damaged": ("kernel.elf: its checksum", lambda f: f["kernel.elf"].put(f["kernel.elf"].size // 2, "I", 0x5a5a5a5a)),
    "root-damaged": ("rootserver: its checksum", lambda f: f["rootserver"].put(f["rootserver"].size - 4, "I", 0x5a5a5a5a)),
    "sum-damaged": ("rootserver: its checksum", lambda f: f["app.bin"].put(12, "I", 0x5a5a5a5a)),
    "no-sum": ("kernel.elf: the archive has no checksum", lambda f: rename(f["kernel.bin"], "lernel.bin")),
    "short-sum": ("rootserver: the archive has no checksum", lambda f: set_size(f["app.bin"], f["app.bin"].size - 3)),
}


def main():
    image = bytearray(open(sys.argv[1], "rb").read())
    files = {file.name: file for file in archive(image)}
    changes = HASH_CHANGES if "kernel.bin" in files else CHANGES
    if len(sys.argv) < 4:
        for name, (words, _) in changes.items():
            print(name, words, sep="\t")
        return
    wide = image[4] == 2
    files["image"] = image
    files["start"] = struct.unpack_from("<Q" if wide else "<I", image, 24)[0]
    changes[sys.argv[3]][1](files)
    open(sys.argv[2], "wb").write(image)


main()
