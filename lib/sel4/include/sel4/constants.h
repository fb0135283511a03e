/* SPDX-License-Identifier: BSD-2-Clause */
/* Constants of the interface; their values are data, see abi/. */
#pragma once

#include <sel4/abi_gen.h>
#include <sel4/macros.h>

#ifndef seL4_UserTop
#error "sel4/abi_gen.h is not abigen's"
#endif
