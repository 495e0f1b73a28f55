internal import CShims

/// What a socket is ready for, or waits for: `Readiness` without its set algebra, which is not
/// specialised across modules and would cost as much as a system call for every request.
struct SocketBits: Equatable {
    var bits: UInt32

    static let none = SocketBits(bits: 0)
    static let readable = SocketBits(bits: UInt32(CSHIMS_POLL_IN))
    static let writable = SocketBits(bits: UInt32(CSHIMS_POLL_OUT))
    static let both = SocketBits(bits: UInt32(CSHIMS_POLL_IN) | UInt32(CSHIMS_POLL_OUT))

    /// Of the kernel's events: reset, or ended both ways.
    static let over = UInt32(CSHIMS_POLL_ERR) | UInt32(CSHIMS_POLL_HUP)
    static let peerClosed = UInt32(CSHIMS_POLL_RDHUP)

    @inline(__always)
    mutating func insert(_ other: SocketBits) { bits |= other.bits }

    @inline(__always)
    mutating func remove(_ other: SocketBits) { bits &= ~other.bits }
}
