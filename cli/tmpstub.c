#include "call.h"
int command_config(struct call *c)
{
    (void)c;
    return 0;
}
int command_debug(struct call *c)
{
    (void)c;
    return 0;
}
int command_deploy(struct call *c)
{
    (void)c;
    return 0;
}
int command_doctor(struct call *c)
{
    (void)c;
    return 0;
}
int command_completion(struct call *c)
{
    (void)c;
    return 0;
}
int command_help(struct call *c)
{
    (void)c;
    return 0;
}
int command_test(struct call *c)
{
    (void)c;
    return 0;
}
