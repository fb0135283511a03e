#include <stdio.h>

int main(void)
{
    printf("hello from a feL4 app!\n");
    return 0;
}
