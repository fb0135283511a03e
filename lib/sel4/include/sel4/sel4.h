/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/types.h>
#include <sel4/macros.h>
#include <sel4/constants.h>
#include <sel4/functions.h>
#include <sel4/syscalls.h>
#include <sel4/bootinfo.h>
#include <sel4/faults.h>
#include <sel4/mapping.h>
#include <interfaces/sel4_client.h>
