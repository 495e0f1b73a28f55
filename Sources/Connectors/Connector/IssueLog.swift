/// Counts every issue of a run and keeps the first few of them.
package struct IssueLog: Hashable, Sendable {
    /// As many as a person looks at; the counts are exact beyond.
    package static let samplesMax = 50

    package private(set) var samples: [EntryIssue] = []
    package private(set) var counts: [EntryIssue.Kind: Int] = [:]

    package init() {}

    /// One that was written down.
    package init(samples: [EntryIssue], counts: [EntryIssue.Kind: Int]) {
        self.samples = samples
        self.counts = counts
    }

    package mutating func append(_ issue: EntryIssue) {
        counts[issue.kind, default: 0] += 1
        if samples.count < Self.samplesMax { samples.append(issue) }
    }

    package mutating func append(_ other: IssueLog) {
        counts.merge(other.counts, uniquingKeysWith: +)
        samples += other.samples.prefix(Self.samplesMax - samples.count)
    }

    package var count: Int { counts.values.reduce(0, +) }
    package var isEmpty: Bool { counts.isEmpty }
}

/// What an issue means for the run.
package enum IssuePolicy: String, Hashable, Sendable, CaseIterable {
    /// The first one ends the run.
    case failFast = "fail-fast"
    /// The run goes on and fails at its end, with everything else safe.
    case skipAndFail = "skip-fail"
    /// The run goes on and ends with a warning.
    case skip = "skip-ok"
}
