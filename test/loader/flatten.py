#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# flatten.py ELF OUTPUT: the contents of a 64-bit ELF file's segments as they lie in memory.
import struct
import sys

data = open(sys.argv[1], "rb").read()
start, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
loads = []
for i in range(count):
    kind, _, offset, va, _, file_size = struct.unpack_from("<IIQQQQ", data, start + i * size)
    if kind == 1:
        loads.append((va, data[offset:offset + file_size]))
lowest = min(va for va, _ in loads)
memory = bytearray(max(va + len(part) for va, part in loads) - lowest)
for va, part in loads:
    memory[va - lowest:va - lowest + len(part)] = part
open(sys.argv[2], "wb").write(memory)
