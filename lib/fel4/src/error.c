/* SPDX-License-Identifier: BSD-2-Clause */
/* See fel4/error.h. */
#include <fel4/error.h>

static const struct {
    const char *name, *text;
} errors[] = {
    [seL4_NoError] = {"seL4_NoError", "no error"},
    [seL4_InvalidArgument] = {"seL4_InvalidArgument", "an argument has an impossible value"},
    [seL4_InvalidCapability] = {"seL4_InvalidCapability", "a capability is of the wrong kind"},
    [seL4_IllegalOperation] = {"seL4_IllegalOperation", "the capability does not allow that"},
    [seL4_RangeError] = {"seL4_RangeError", "an argument is out of its range"},
    [seL4_AlignmentError] = {"seL4_AlignmentError", "an address is not aligned"},
    [seL4_FailedLookup] = {"seL4_FailedLookup", "no slot or page table is there"},
    [seL4_TruncatedMessage] = {"seL4_TruncatedMessage", "arguments or capabilities are missing"},
    [seL4_DeleteFirst] = {"seL4_DeleteFirst", "the destination holds something already"},
    [seL4_RevokeFirst] = {"seL4_RevokeFirst", "something was made of it already"},
    [seL4_NotEnoughMemory] = {"seL4_NotEnoughMemory", "the untyped has too little memory left"},
};

static const unsigned count = sizeof(errors) / sizeof(errors[0]);

const char *fel4_error_name(seL4_Error error)
{
    return (unsigned)error < count ? errors[error].name : "unknown error";
}

const char *fel4_strerror(seL4_Error error)
{
    return (unsigned)error < count ? errors[error].text : "unknown error";
}
