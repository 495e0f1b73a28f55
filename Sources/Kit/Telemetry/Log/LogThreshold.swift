internal import Synchronization

/// The least important level that is written, for all loggers that share it: it can be moved while
/// the program runs, for an hour of looking closely.
package final class LogThreshold: Sendable {
    private let index: Atomic<Int>

    package init(_ level: LogLevel) {
        index = Atomic(Self.index(of: level))
    }

    package var level: LogLevel {
        get { LogLevel.allCases[index.load(ordering: .relaxed)] }
        set { index.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    private static func index(of level: LogLevel) -> Int {
        LogLevel.allCases.firstIndex(of: level) ?? 0
    }
}
