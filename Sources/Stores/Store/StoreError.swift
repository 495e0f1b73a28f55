package import Domain
package import Values

/// Everything a store can fail with, whichever database is behind it.
///
/// `description` is fit for a log and for a person: it never carries bound values, passwords or the
/// text of a statement with somebody's data in it. `debugDescription` adds what the database said.
package struct StoreError: Error, Sendable {
    package enum Kind: Hashable, Sendable {
        /// What the call is about does not exist.
        case notFound
        /// A rule of the domain said no; nothing was changed.
        case refused(Refusal)
        /// A constraint of the schema said no: a mistake of ours, or a hand in the database.
        case constraint
        /// Others hold what this needs, for longer than we wait.
        case busy
        /// The database cannot be reached.
        case unavailable
        /// It answered too slowly.
        case timeout
        /// The connection broke while committing: the change was made or it was not. Whoever
        /// repeats it must first look.
        case outcomeUnknown
        /// The disk failed under the database.
        case io
        /// There is already a file where a new one should go.
        case alreadyExists
        /// The database is damaged, or is no database of ours.
        case corrupt
        /// Written by a newer Holdfast than this one.
        case newerSchema
        /// No room is left.
        case full
        case readOnly
        /// The database or the operating system refused us.
        case permission
        /// A mistake in our own SQL or in the use of the store.
        case misuse
    }

    package let kind: Kind
    /// One sentence, without a full stop.
    package let message: String
    /// Where it happened, in order, as in `("database", "/var/lib/holdfast/hub.db")`.
    package let context: [Context]
    package let underlying: (any Error)?

    package struct Context: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package init(
        _ kind: Kind, _ message: String, context: KeyValuePairs<String, String> = [:],
        underlying: (any Error)? = nil
    ) {
        self.init(
            kind: kind, message: message, context: context.map { .init(name: $0, value: $1) },
            underlying: underlying)
    }

    private init(kind: Kind, message: String, context: [Context], underlying: (any Error)?) {
        self.kind = kind
        self.message = message
        self.context = context
        self.underlying = underlying
    }

    package static func refused(_ refusal: Refusal) -> StoreError {
        StoreError(.refused(refusal), "refused: \(refusal.rawValue)")
    }

    package static func notFound(_ what: String) -> StoreError {
        StoreError(.notFound, "there is no such \(what)")
    }

    /// The same error, with where it happened.
    package func adding(_ name: String, _ value: String) -> StoreError {
        StoreError(
            kind: kind, message: message, context: context + [.init(name: name, value: value)],
            underlying: underlying)
    }
}

extension StoreError {
    package var disposition: Disposition {
        switch kind {
        case .busy, .unavailable, .timeout: .retryable
        case .io, .alreadyExists, .corrupt, .newerSchema, .full, .readOnly, .permission:
            .needsOperator
        case .notFound, .refused, .constraint, .outcomeUnknown, .misuse: .permanent
        }
    }

    package var refusal: Refusal? {
        if case .refused(let refusal) = kind { refusal } else { nil }
    }
}

extension StoreError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        guard !context.isEmpty else { return message }
        let places = context.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        return "\(message) (\(places))"
    }

    package var debugDescription: String {
        let cause = underlying.map { ": \(String(reflecting: $0))" } ?? ""
        return "StoreError.\(kind): \(description)\(cause)"
    }
}
