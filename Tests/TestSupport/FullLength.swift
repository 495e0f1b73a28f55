internal import Glibc

/// Whether the tests run at full length, as `make soak` has them do (`TEST_FULL=1`).
package var isFullLength: Bool {
    unsafe getenv("TEST_FULL").map { unsafe String(cString: $0) } == "1"
}
