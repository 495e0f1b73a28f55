/// How values of a type are written: read, printed, named in help and completed by shells.
///
/// Options, arguments, environment variables and settings files all read values through it.
package struct Syntax<Value: Sendable>: Sendable {
    package let placeholder: String
    package let completion: Completion
    package let literal: Literal
    private let reading: @Sendable (String) throws(Refusal) -> Value
    private let writing: @Sendable (Value) -> String

    package init(
        _ placeholder: String, completion: Completion = .nothing, literal: Literal = .string,
        reading: @escaping @Sendable (String) throws(Refusal) -> Value,
        writing: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.completion = completion
        self.literal = literal
        self.reading = reading
        self.writing = writing
    }

    package func read(_ text: String) throws(Refusal) -> Value { try reading(text) }

    /// What `read` gives the same value for.
    package func write(_ value: Value) -> String { writing(value) }

    /// The same values under another name in help.
    package func named(_ placeholder: String) -> Syntax {
        Syntax(
            placeholder, completion: completion, literal: literal, reading: reading,
            writing: writing)
    }

    /// Fewer values: those for which `isValid` holds. `refusal` follows the value in a sentence, as
    /// in "is not a folder".
    package func checked(
        _ refusal: String, _ isValid: @escaping @Sendable (Value) -> Bool
    ) -> Syntax {
        Syntax(
            placeholder, completion: completion, literal: literal,
            reading: { [reading] text throws(Refusal) in
                let value = try reading(text)
                guard isValid(value) else { throw Refusal(refusal) }
                return value
            }, writing: writing)
    }
}

/// The kind of literal that a settings file writes a value as.
package enum Literal: Hashable, Sendable {
    case string, integer, boolean
}

/// Why a text is no value of a syntax, worded to follow the quoted text in a sentence.
package struct Refusal: Error, Hashable, Sendable {
    package let reason: String
    /// The text may hold a secret and is not repeated.
    package let hidesText: Bool

    package init(_ reason: String, hidesText: Bool = false) {
        self.reason = reason
        self.hidesText = hidesText
    }
}
