internal import Domain
package import JSON
internal import Values

extension RunEvent: JSONCoded {
    package static let schema = Schema<RunEvent>.union(
        "RunEvent", "What happened to a run.", by: "kind",
        [
            UnionCase("began", Schema<RunBegan>.began, make: RunEvent.began) {
                if case .began(let began) = $0 { began } else { nil }
            },
            UnionCase("finalizing", Schema<RunAttempt>.attempt, make: RunEvent.finalizing) {
                if case .finalizing(let attempt) = $0 { attempt } else { nil }
            },
            UnionCase("outcome", OutcomeEvent.schema, make: { .outcome($0.run, $0.outcome) }) {
                if case .outcome(let run, let outcome) = $0 {
                    OutcomeEvent(run: run, outcome: outcome)
                } else {
                    nil
                }
            },
            UnionCase("retried", Schema<RunRetried>.retried, make: RunEvent.retried) {
                if case .retried(let retried) = $0 { retried } else { nil }
            },
            UnionCase("ended", Schema<RunEnded>.ended, make: RunEvent.ended) {
                if case .ended(let ended) = $0 { ended } else { nil }
            },
            UnionCase("skipped", SkippedEvent.schema, make: { .skipped($0.firing, $0.reason) }) {
                if case .skipped(let firing, let reason) = $0 {
                    SkippedEvent(firing: firing, reason: reason)
                } else {
                    nil
                }
            },
            UnionCase("line", Schema<RunLine>.line, make: RunEvent.line) {
                if case .line(let line) = $0 { line } else { nil }
            },
            UnionCase("listing", Schema<VaultListing>.listing, make: RunEvent.listing) {
                if case .listing(let listing) = $0 { listing } else { nil }
            },
            UnionCase("drilled", Schema<DrillMeasured>.drilled, make: RunEvent.drilled) {
                if case .drilled(let measured) = $0 { measured } else { nil }
            },
            UnionCase("planned", Schema<RestorePlanned>.planned, make: RunEvent.planned) {
                if case .planned(let planned) = $0 { planned } else { nil }
            },
            UnionCase("restored", Schema<RestoreDone>.restored, make: RunEvent.restored) {
                if case .restored(let done) = $0 { done } else { nil }
            },
        ])
}

private struct OutcomeEvent: Sendable {
    let run: ID<Run>
    let outcome: VaultOutcome

    static let schema = Schema<OutcomeEvent>.object(
        "OutcomeEvent", "What came of a run in one vault.",
        Field("run", \.run, .id()), Field("outcome", \.outcome, .outcome)
    ) { OutcomeEvent(run: $0, outcome: $1) }
}

private struct SkippedEvent: Sendable {
    let firing: Firing
    let reason: SkipReason

    static let schema = Schema<SkippedEvent>.object(
        "SkippedEvent", "A firing that did not begin.",
        Field("firing", \.firing, .firing), Field("reason", \.reason, .choice)
    ) { SkippedEvent(firing: $0, reason: $1) }
}

extension Schema<Firing> {
    static let firing = Schema.object(
        "Firing", "When a schedule was due for a source.",
        Field("schedule", \.schedule, .id()), Field("source", \.source, .id()),
        Field("time", \.time, .timestamp)
    ) { Firing(schedule: $0, source: $1, time: $2) }
}

extension Schema<RunAttempt> {
    static let attempt = Schema.object(
        "RunAttempt", "Which try of a run.",
        Field("run", \.run, .id()), Field("attempt", \.attempt, .attempt),
        Field("fence", \.fence, .count)
    ) { RunAttempt(run: $0, attempt: $1, fence: $2) }
}

extension Schema<RunBegan> {
    static let began = Schema.object(
        "RunBegan", "An attempt began.",
        Field("of", \.attempt, .attempt), Field("run", \.kind, .choice),
        Field(optional: "firing", \.firing, .firing),
        Field("vaults", \.vaults, .list(of: .id(), 0...Fields.vaultCount.range.upperBound))
    ) { RunBegan(attempt: $0, kind: $1, firing: $2, vaults: $3) }
}

extension Schema<RunRetried> {
    static let retried = Schema.object(
        "RunRetried", "The attempt ended and another follows.",
        Field("of", \.attempt, .attempt), Field(optional: "failure", \.failure, .failure),
        Field("notBefore", \.notBefore, .timestamp)
    ) { RunRetried(attempt: $0, failure: $1, notBefore: $2) }
}

extension Schema<RunEnded> {
    static let ended = Schema.object(
        "RunEnded", "The run ended.",
        Field("of", \.attempt, .attempt), Field("verdict", \.verdict, .choice),
        Field(optional: "failure", \.failure, .failure),
        Field("entries", \.entries, .amount), Field("content", \.content, .bytes),
        Field("issues", \.issues, .amount)
    ) {
        RunEnded(
            attempt: $0, verdict: $1, failure: $2, entries: $3, content: $4, issues: $5)
    }
}

extension Schema<RunLine> {
    static let line = Schema.object(
        "RunLine", "A line of a run's log.",
        Field("run", \.run, .id()), Field("level", \.level, .choice),
        Field("text", \.text, .text(0...ProtocolLimits.textMax, .lines))
    ) { RunLine(run: $0, level: $1, text: $2) }
}

extension Schema<VaultListing> {
    static let listing = Schema.object(
        "VaultListing", "One page of what lies in a vault.",
        Field("vault", \.vault, .id()), Field("reading", \.reading, .reading),
        Field("page", \.page, .integer(1...1_000_000)), Field("last", \.isLast, .bool),
        Field("items", \.items, .list(of: .item, 0...ProtocolLimits.snapshotPageMax)),
        Field(optional: "began", \.began, .timestamp),
        Field(optional: "free", \.free, .bytes), Field(optional: "total", \.total, .bytes),
        Field(optional: "held", \.held, .bytes)
    ) {
        VaultListing(
            vault: $0, reading: $1, page: $2, isLast: $3, items: $4, began: $5, free: $6,
            total: $7, held: $8)
    }
}

extension Schema<UUID> {
    static let reading = Schema.string(
        format: "uuid", expected: "an identifier", parse: { UUID($0) }, print: \.description)
}

extension Schema<VaultListing.Item> {
    static let item = Schema.object(
        "VaultListingItem", "One snapshot.",
        Field("snapshot", \.locator, .locator), Field(optional: "source", \.source, .id()),
        Field(optional: "run", \.run, .id()), Field("time", \.time, .timestamp),
        Field("size", \.size, .bytes),
        Field(optional: "damaged", { $0.isDamaged ? true : nil }, .bool)
    ) {
        VaultListing.Item(
            locator: $0, source: $1, run: $2, time: $3, size: $4, isDamaged: $5 ?? false)
    }
}
