// SPDX-License-Identifier: BSD-2-Clause
// The same headers in C++: constructors run before main, and classes may hold capabilities.
#include "base.h"

namespace {

class Object {
public:
    explicit Object(seL4_Word type) : slot(object_new(type, 0)) {}
    ~Object() { slot_free(slot); }
    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;
    seL4_CPtr get() const { return slot; }

private:
    seL4_CPtr slot;
};

struct Early {
    seL4_Word value;
    Early() : value(reinterpret_cast<seL4_Word>(seL4_GetIPCBuffer())) {}
} early;

} // namespace

extern "C" void constructor_test(void);

extern "C" void constructor_test(void)
{
    CHECK_EQ(early.value, seL4_GetBootInfo()->ipcBuffer);
    Object notification(seL4_NotificationObject);
    seL4_Word badge = 1;
    seL4_Signal(notification.get());
    seL4_Wait(notification.get(), &badge);
    CHECK_EQ(badge, 0);
    seL4_Error error = seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 256);
    CHECK_EQ(error, seL4_RangeError);
}
