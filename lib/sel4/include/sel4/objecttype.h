/* SPDX-License-Identifier: BSD-2-Clause */
/* What Untyped_Retype makes: the types that each architecture has, then its own. */
#pragma once

#include <sel4/abi_gen.h>

typedef enum api_object seL4_ObjectType;
typedef enum _mode_object seL4_ModeObjectType;
typedef enum _object seL4_ArchObjectType;

typedef seL4_Word api_object_t;
typedef seL4_Word object_t;
