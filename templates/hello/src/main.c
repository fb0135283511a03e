/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

int main(void)
{
    printf("hello from a feL4 app!\n");
    return 0;
}
