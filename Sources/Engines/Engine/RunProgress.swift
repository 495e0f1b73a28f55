package import Connector
internal import Synchronization

/// How far a run is. The work counts, whoever shows it looks now and then; neither waits.
package final class RunProgress: Sendable {
    package struct State: Hashable, Sendable {
        /// What to expect, once somebody has counted it.
        package var totals: SourceTotals?
        package var entries: Int64 = 0
        /// Bytes of content that went through.
        package var bytes: Int64 = 0
        /// Bytes sent to vaults, or read from one.
        package var transferred: Int64 = 0
        /// What is being worked on, for people.
        package var current = ""
        package var issues = 0
    }

    private let state = Mutex(State())
    private let parts = Mutex<[RunProgress]>([])

    package init() {}

    package var now: State {
        let own = state.withLock { $0 }
        return parts.withLock { $0 }.reduce(own) { $0.together(with: $1.now) }
    }

    /// One of several that go over the same entries at the same time: what they have read is
    /// counted once, and what they have sent is added up.
    package func part() -> RunProgress {
        let part = RunProgress()
        parts.withLock { $0.append(part) }
        return part
    }

    /// To be called for a batch of work, not for each byte.
    package func update(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }
}

extension RunProgress.State {
    fileprivate func together(with part: Self) -> Self {
        var both = self
        if part.entries >= entries, !part.current.isEmpty { both.current = part.current }
        both.entries = max(entries, part.entries)
        both.bytes = max(bytes, part.bytes)
        both.transferred += part.transferred
        both.issues = max(issues, part.issues)
        return both
    }
}
