/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's errors in words, as strerror has those of the C library. */
#pragma once

#include <sel4/sel4.h>

/* The name, such as "seL4_DeleteFirst"; "unknown error" for what is none. */
const char *fel4_error_name(seL4_Error error);
/* What it says: "the destination slot holds a capability". */
const char *fel4_strerror(seL4_Error error);
