/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"
void worst_rows(void)
{
}
