#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# boards.py BOARD.toml: the addresses for drivers ([define]) are those of the device tree ([[node]]).
import sys
import tomllib

board = tomllib.load(open(sys.argv[1], "rb"))
define, tree = board["define"], board["device-tree"]
nodes = {"/%s@%x" % (node["name"], node["reg"][0]): node for node in board["node"] if "reg" in node}
controllers = {node.get("when"): node for node in board["node"] if node.get("controller")}
wrong = []


def same(what, a, b):
    if a != b:
        wrong.append("%s: %#x and %#x" % (what, a, b))


if tree["console"] not in nodes:
    wrong.append("console: no node %s" % tree["console"])
else:
    same("UART", define["BOARD_UART"], nodes[tree["console"]]["reg"][0])
if not controllers or (len(controllers) > 1 and None in controllers):
    wrong.append("%d interrupt controllers" % len(controllers))
for when, controller in controllers.items():
    addresses = controller["reg"][::2]
    interface = "REDISTRIBUTORS" if "v3" in controller["compatible"][0] else "CPU"
    for name in ("BOARD_GIC_DISTRIBUTOR", "BOARD_GIC_" + interface):
        if name in define and define[name] not in addresses:
            wrong.append("%s: %#x is no register block of the controller" % (name, define[name]))
same("kernel and RAM", define["BOARD_KERNEL_LOAD"], board["memory"][0]["start"])
irqs = [irq for node in board["node"] for irq in node.get("interrupts", [])]
if max(irqs, default=0) > define["BOARD_IRQ_MAX"]:
    wrong.append("interrupt %d is above BOARD_IRQ_MAX" % max(irqs))
print("\n".join(wrong))
sys.exit(bool(wrong))
