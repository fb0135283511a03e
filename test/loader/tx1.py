#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# tx1.py IMAGE LOG [QEMU-ARGUMENT...]: starts the TX1's raw image on a `virt` machine of 3 GiB, whose
# RAM covers the TX1's and all its devices. The UART's status word says that it is ready; what is
# written to its transmit register, seen through QEMU's gdb stub, goes to LOG. Ends when the thread
# demo has ended. Then the interrupt controller's registers must hold what the kernel writes there.
# All addresses are those of the board's table, which has to agree with the processor's manual.
import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib

BOARD = os.path.join(os.path.dirname(__file__), "../../boards/tx1.toml")
with open(BOARD, "rb") as file:
    table = tomllib.load(file)
define = table["define"]
# Tegra X1's memory map: UART-A, GIC-400, and RAM below and above 4 GiB.
MANUAL = {"BOARD_UART": 0x70006000, "BOARD_GIC_DISTRIBUTOR": 0x50041000,
          "BOARD_GIC_CPU": 0x50042000, "BOARD_KERNEL_LOAD": 0x80000000, "BOARD_IRQ_TIMER": 27}

LOAD = 0x83000000  # where U-Boot's dfu puts it
TREE = 0xc0000000  # a device tree of this machine, as U-Boot would pass it in x0
UART = define["BOARD_UART"]
UART_STATUS, UART_EMPTY = UART + 0x14, 0x20  # registers are four bytes apart
DISTRIBUTOR, CPU_INTERFACE = define["BOARD_GIC_DISTRIBUTOR"], define["BOARD_GIC_CPU"]
KERNEL_UART = 0xffffffffc0000000 + (UART & 0x1fffff)  # the kernel's first device mapping
SECONDS = 100


class Stub:
    """QEMU's side of gdb's remote protocol."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(SECONDS)
        for _ in range(100):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.1)
        self.data = b""

    def send(self, text):
        packet = text.encode()
        self.socket.sendall(b"$%s#%02x" % (packet, sum(packet) & 255))

    def receive(self):
        while b"#" not in self.data[:-2]:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError
            self.data += more
        start = self.data.index(b"$")
        end = self.data.index(b"#", start)
        packet, self.data = self.data[start + 1:end], self.data[end + 3:]
        self.socket.sendall(b"+")
        return packet.decode()

    def ask(self, text):
        self.send(text)
        return self.receive()

    def expect(self, text):
        if self.ask(text) != "OK":
            sys.exit("QEMU refuses " + text)

    def word(self, address):
        return int.from_bytes(bytes.fromhex(self.ask("m%x,4" % address)), "little")


def device(file, address, *more):
    return ["-device", ",".join(["loader", "file=" + file, "addr=%#x" % address, *more])]


def start(image, directory, more):
    machine = "virt"
    if more[:1] == ["-machine"]:
        machine, more = more[1], more[2:]
    base = ["qemu-system-aarch64", "-cpu", "cortex-a57", "-m", "3072", "-display", "none"]
    tree = os.path.join(directory, "virt.dtb")
    subprocess.run(base + ["-machine", machine + ",dumpdtb=" + tree], check=True,
                   stderr=subprocess.DEVNULL)
    stub = os.path.join(directory, "stub")
    return stub, subprocess.Popen(
        base + ["-machine", machine, "-serial", "none", "-S", "-chardev",
                "socket,id=stub,server=on,wait=off,path=" + stub, "-gdb", "chardev:stub"] +
        device(image, LOAD, "force-raw=on") + device(tree, TREE, "force-raw=on") +
        ["-device", "loader,addr=%#x,data=%#x,data-len=4" % (UART_STATUS, UART_EMPTY)] + more,
        stdin=subprocess.DEVNULL)


def listen(stub, log):
    """What is transmitted, up to the program's end; then the machine is at rest."""
    text = bytearray()
    deadline = time.time() + SECONDS
    stub.ask("qXfer:features:read:target.xml:0,100")  # without it, QEMU refuses P
    for register, value in (0x20, LOAD), (0, TREE):
        stub.expect("P%x=%s" % (register, value.to_bytes(8, "little").hex()))
    for address in UART, KERNEL_UART:
        stub.expect("Z2,%x,4" % address)
    while b"fel4;exit=" not in text and time.time() < deadline:
        stop = stub.ask("c")
        if "watch:" not in stop:
            sys.exit("stopped by " + stop)
        # QEMU stops before the store: let it happen, unwatched.
        address = int(stop.split("watch:")[1].split(";")[0], 16)
        stub.expect("z2,%x,4" % address)
        stub.ask("s")
        text.append(stub.word(address) & 255)
        log.write(text[-1:])
        stub.expect("Z2,%x,4" % address)
    return text


def check_table():
    for name, address in MANUAL.items():
        if define[name] != address:
            sys.exit("%s is %#x in the board's table, not %#x" % (name, define[name], address))


def main():
    check_table()
    with tempfile.TemporaryDirectory() as directory, open(sys.argv[2], "wb") as log:
        path, qemu = start(sys.argv[1], directory, sys.argv[3:])
        try:
            stub = Stub(path)
            text = listen(stub, log)
            devices = KERNEL_UART - (UART & 0x1fffff) + 0x200000
            written = [stub.word(devices + (DISTRIBUTOR & 0x1fffff)),
                       stub.word(devices + (CPU_INTERFACE & 0x1fffff)),
                       stub.word(devices + (CPU_INTERFACE & 0x1fffff) + 4)]
        finally:
            qemu.kill()
            qemu.wait()
        if b"badge = 0xA !!!" not in text or written != [1, 1, 0xf0]:
            sys.exit("registers of the interrupt controller: %s" % written)


main()
