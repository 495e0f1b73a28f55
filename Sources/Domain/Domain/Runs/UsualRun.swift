package import Values

/// What runs of one kind usually come to, from the last ones that ended well.
package struct UsualRun: Hashable, Sendable {
    /// Fewer say nothing of the next one.
    package static let runsMin = 3
    /// Those before say little of today.
    package static let runsMax = 10

    package let runs: Int
    package let duration: ClosedRange<Duration>
    /// What was read.
    package let content: ClosedRange<ByteCount>
    /// What was sent to all vaults together.
    package let sent: ClosedRange<ByteCount>

    /// Nil where too few of them are alike: one that was tried again took the time of its waits as
    /// well.
    package init?(_ runs: [Run]) {
        let alike = runs.filter {
            [.succeeded, .warned].contains($0.position.state) && $0.position.attempt == 1
        }.prefix(Self.runsMax)
        let durations = alike.compactMap { run -> Duration? in
            guard let started = run.started, let ended = run.ended, ended >= started else {
                return nil
            }
            return ended - started
        }
        guard durations.count >= Self.runsMin, let duration = Self.usual(durations),
            let content = Self.usual(alike.map(\.tally.content)),
            let sent = Self.usual(alike.map(\.sent))
        else { return nil }
        self.runs = durations.count
        self.duration = duration
        self.content = content
        self.sent = sent
    }

    /// Without the least and the most, where there are enough of them: one odd night is not usual.
    private static func usual<Value: Comparable>(_ values: [Value]) -> ClosedRange<Value>? {
        let sorted = values.sorted()
        let inner = sorted.count >= 5 ? sorted.dropFirst().dropLast() : sorted[...]
        guard let least = inner.first, let most = inner.last else { return nil }
        return least...most
    }
}

extension Run {
    /// To all of its vaults together.
    fileprivate var sent: ByteCount {
        outcomes.byVault.values.reduce(ByteCount(0)) { $0 + $1.size }
    }
}
