internal import Values

/// The hub's side of one incarnation's records: each is committed once, in order, whatever the line
/// does. Acknowledged is only what is committed. Sequences begin with 1 and may be any number then:
/// they are an agent's word.
package struct Inbox: Hashable, Sendable {
    /// Up to where the store has it.
    package private(set) var committed: Int64
    /// Records that the agent does not have any more and the store never had. They can only be
    /// those that an older store had acknowledged.
    package private(set) var missing: Int64
    private var pending: Int64?

    package init(committed: Int64 = 0, missing: Int64 = 0) {
        self.committed = committed
        self.missing = missing
    }

    package enum Decision: Hashable, Sendable {
        /// Commit these, then call `commit()`, then acknowledge.
        case commit(ClosedRange<Int64>)
        /// All of it is there already: acknowledge once more, the answer may have been lost.
        case duplicate
        /// Something before it is missing: acknowledge what is there, and have the agent rewind.
        case gap
    }

    /// An agent says hello with what its journal keeps. What it dropped was acknowledged to it by
    /// a store that is no more; waiting for it would be waiting for ever.
    package mutating func open(first: Int64) {
        pending = nil
        guard first - 1 > committed else { return }
        missing = missing.saturating(adding: first - 1 - committed)
        committed = first - 1
    }

    /// A batch came. One at a time: the next is judged after `commit` or `abandon`.
    package mutating func receive(_ batch: ClosedRange<Int64>) -> Decision {
        precondition(pending == nil, "one batch is committed at a time")
        guard batch.upperBound > committed else { return .duplicate }
        guard batch.lowerBound - 1 <= committed else { return .gap }
        pending = batch.upperBound
        return .commit((committed + 1)...batch.upperBound)
    }

    /// The transaction is through.
    /// - Returns: What to acknowledge.
    package mutating func commit() -> Int64 {
        if let pending { committed = pending }
        pending = nil
        return committed
    }

    /// The transaction failed; the agent will send it again.
    package mutating func abandon() {
        pending = nil
    }
}
