/* Linked into tests that run under the thread sanitizer (scripts/sanitize).
 *
 * A contended Mutex of Swift's Synchronization waits in the kernel (FUTEX_LOCK_PI), inside a
 * library that is not instrumented: the sanitizer does not see that the lock was handed over and
 * reports a race in every critical section. These wrappers stand before the library's slow paths
 * and tell it. The fast paths are inlined atomics, which it sees by itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void slow_lock(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT bool slow_try_lock(SELF void *mutex) __asm__(TRY_LOCK);
SWIFT void slow_unlock(SELF void *mutex) __asm__(UNLOCK);

SWIFT void slow_lock(uint32_t thread, SELF void *mutex) {
    SWIFT void (*real)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK);
    real(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool slow_try_lock(SELF void *mutex) {
    SWIFT bool (*real)(SELF void *) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool is_locked = real(mutex);
    if (is_locked) __tsan_acquire(mutex);
    return is_locked;
}

SWIFT void slow_unlock(SELF void *mutex) {
    SWIFT void (*real)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(mutex);
    real(mutex);
}
