package import Domain
package import JSON
internal import Values

extension Schema<RunFailure> {
    package static let failure = Schema.object(
        "RunFailure", "Why something failed.",
        Field("code", \.code, .text(1...64, .code)),
        Field("message", \.message, .text(1...ProtocolLimits.textMax, .lines)),
        Field("disposition", \.disposition, .choice)
    ) { RunFailure(code: $0, message: $1, disposition: $2) }
}

extension TextRule {
    /// As in `vault_unreachable`.
    static let code = TextRule(
        pattern: "^[a-z0-9_]+$", expected: "lower-case letters, figures and _"
    ) { text in
        text.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 95 }
    }
}

extension Schema<VaultOutcome> {
    package static let outcome = Schema.object(
        "VaultOutcome", "What came of a run in one vault.",
        Field("vault", \.vault, .id()),
        Field("attempt", \.attempt, .attempt),
        Field("result", \.result, .result),
        Field("size", \.size, .bytes)
    ) { VaultOutcome(vault: $0, attempt: $1, result: $2, size: $3) }
}

extension Schema<Int> {
    static let attempt = Schema.integer(1...1_000_000)
}

private struct Stored: Sendable {
    let locator: String
    static let schema = Schema<Stored>.object(
        "StoredOutcome", "There is a snapshot.", Field("snapshot", \.locator, .locator)
    ) { Stored(locator: $0) }
}

private struct Failed: Sendable {
    let failure: RunFailure
    static let schema = Schema<Failed>.object(
        "FailedOutcome", "There is nothing new.", Field("failure", \.failure, .failure)
    ) { Failed(failure: $0) }
}

/// An object without members: all is said by its kind.
struct Nothing: Hashable, Sendable {
    static func schema(_ name: String, _ words: String) -> Schema<Nothing> {
        .object(name, words) { Nothing() }
    }
}

extension Schema<String> {
    /// How a vault's format names a snapshot.
    static let locator = Schema.text(
        1...128,
        TextRule(pattern: "^[a-z0-9-]+$", expected: "the name of a snapshot") { text in
            text.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 }
        })
}

extension Schema<VaultOutcome.Result> {
    static let result = Schema.union(
        "VaultResult", "How it went.", by: "kind",
        [
            UnionCase("stored", Stored.schema, make: { .stored(locator: $0.locator) }) {
                if case .stored(let locator) = $0 { Stored(locator: locator) } else { nil }
            },
            UnionCase(
                "done", Nothing.schema("DoneOutcome", "It is done."), make: { _ in .done }
            ) { $0 == .done ? Nothing() : nil },
            UnionCase("failed", Failed.schema, make: { .failed($0.failure) }) {
                if case .failed(let failure) = $0 { Failed(failure: failure) } else { nil }
            },
            UnionCase(
                "cancelled", Nothing.schema("CancelledOutcome", "It was not finished."),
                make: { _ in .cancelled }
            ) { $0 == .cancelled ? Nothing() : nil },
        ])
}

extension Schema<RunClaimed> {
    static let claimed = Schema.object(
        "RunClaimed", "A run that an agent has.",
        Field("run", \.run, .id()), Field("attempt", \.claim.attempt, .attempt),
        Field("fence", \.claim.fence, .count), Field("state", \.claim.state, .choice)
    ) { RunClaimed(run: $0, claim: HubRepair.Claim(attempt: $1, fence: $2, state: $3)) }
}
