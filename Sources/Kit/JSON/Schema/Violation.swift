/// One thing that is wrong with a value somebody sent, and where it stands.
package struct Violation: Hashable, Sendable {
    /// RFC 6901, as in `/hooks/0/command`; empty for the whole value.
    package let pointer: String
    package let reason: Reason

    package init(pointer: String, reason: Reason) {
        self.pointer = pointer
        self.reason = reason
    }

    /// What is wrong, with the figures that a translation needs. The offending value is never
    /// part of it, because it may be a secret.
    package enum Reason: Hashable, Sendable {
        case required
        case unknownField
        case wrongType(expected: String)
        case tooShort(minimum: Int)
        case tooLong(maximum: Int)
        case tooSmall(minimum: String)
        case tooLarge(maximum: String)
        case tooFew(minimum: Int)
        case tooMany(maximum: Int)
        case notOneOf([String])
        case wrongFormat(expected: String)
        /// A rule of the domain that no other case expresses.
        case invalid(code: String, message: String)
    }
}

extension Violation.Reason {
    /// Stable: programs branch on it.
    package var code: String {
        switch self {
        case .required: "required"
        case .unknownField: "unknown_field"
        case .wrongType: "wrong_type"
        case .tooShort: "too_short"
        case .tooLong: "too_long"
        case .tooSmall: "too_small"
        case .tooLarge: "too_large"
        case .tooFew: "too_few"
        case .tooMany: "too_many"
        case .notOneOf: "not_one_of"
        case .wrongFormat: "wrong_format"
        case .invalid(let code, _): code
        }
    }

    /// One sentence in English.
    package var message: String {
        switch self {
        case .required: "This field is required."
        case .unknownField: "There is no such field."
        case .wrongType(let expected): "This has to be \(expected)."
        case .tooShort(let minimum): "This needs at least \(minimum) characters."
        case .tooLong(let maximum): "This may have at most \(maximum) characters."
        case .tooSmall(let minimum): "This has to be \(minimum) or more."
        case .tooLarge(let maximum): "This has to be \(maximum) or less."
        case .tooFew(let minimum): "This needs at least \(minimum) entries."
        case .tooMany(let maximum): "This may have at most \(maximum) entries."
        case .notOneOf(let choices): "This has to be one of \(choices.joined(separator: ", "))."
        case .wrongFormat(let expected): "This has to be \(expected)."
        case .invalid(_, let message): message
        }
    }
}

/// Everything that is wrong with a value, at once: a form is corrected in one go.
package struct Violations: Error, Hashable, Sendable, CustomStringConvertible {
    package let list: [Violation]

    package init(_ list: [Violation]) {
        self.list = list
    }

    package var description: String {
        list.map { "\($0.pointer.isEmpty ? "/" : $0.pointer): \($0.reason.message)" }
            .joined(separator: " ")
    }
}
