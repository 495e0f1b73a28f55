internal import Glibc

/// Whether the tests run at full length, as `make soak` has them do (`HOLDFAST_FULL=1`).
package var isFullLength: Bool {
    unsafe getenv("HOLDFAST_FULL").map { unsafe String(cString: $0) } == "1"
}
