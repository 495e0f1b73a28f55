internal import CShims
internal import Glibc

/// The signals that ask a process to do something.
package enum Signal: Sendable, CaseIterable {
    /// SIGTERM: stop in order.
    case terminate
    /// SIGINT: a person pressed control-C.
    case interrupt
    /// SIGHUP: read settings and certificates again.
    case hangUp

    fileprivate var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }
}

/// Turns the process's signals into values.
package enum Signals {
    /// More signals than this unread tell nothing new; the oldest go first.
    private static let unreadMax = 16

    /// Takes over SIGTERM, SIGINT and SIGHUP and ignores SIGPIPE. For the executable, once: the
    /// second call throws. From then on none of them ends the process by itself; what a second
    /// control-C means is the reader's choice.
    package static func takeOver() throws(SystemError) -> AsyncStream<Signal> {
        let numbers = Signal.allCases.map(\.number)
        let pipe = try unsafe SystemError.check(
            "sigaction", cshims_take_signals(numbers, Int32(numbers.count)))
        let (stream, continuation) = AsyncStream.makeStream(
            of: Signal.self, bufferingPolicy: .bufferingNewest(unreadMax))
        // The thread lives as long as the process, as the handlers do.
        try HostThread.start(name: "signals", role: .blocking) {
            while true {
                let number = cshims_next_signal(pipe)
                guard number > 0 else { return continuation.finish() }
                guard let signal = Signal.allCases.first(where: { $0.number == number })
                else { continue }
                continuation.yield(signal)
            }
        }.detach()
        return stream
    }
}
