package import JSON
package import Values

/// A backup that was begun and has not ended in every vault: the next one of the same source goes
/// on with it instead of starting anew.
package struct OpenRun: Hashable, Sendable {
    /// After this long it is not worth going on: the source has changed.
    package static let lifetime = Duration.seconds(7 * 86_400)

    package let run: UUID
    package let started: Timestamp
    /// The vaults it goes to; another choice of vaults is another run.
    package let vaults: [UUID]
    /// What was asked for: whoever asks for something else begins another run. nil in what was
    /// written before this was kept.
    package let terms: String?

    package init(run: UUID, started: Timestamp, vaults: [UUID], terms: String?) {
        self.run = run
        self.started = started
        self.vaults = vaults
        self.terms = terms
    }

    /// One that began in the future did so by a clock that was wrong, and is gone on with.
    package func isAlive(at now: Timestamp) -> Bool { now - started < Self.lifetime }
}

extension OpenRun: JSONCoded {
    package static let schema = Schema<OpenRun>.object(
        "OpenRun", "A backup that has not ended.",
        Field("run", \.run, .uuid),
        Field("started", \.started, .timestamp),
        Field("vaults", \.vaults, .list(of: .uuid, 1...64)),
        Field(optional: "terms", \.terms, .text(0...64)),
        make: OpenRun.init)
}
