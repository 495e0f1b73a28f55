package import CommandLine

/// Settings that cannot be used: one sentence that says where, and what may be meant.
package struct SettingsError: ExplainedError, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case missingFile, badFile, unknownSetting, badValue, contradiction
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
    package var failure: Failure { Failure(.configuration, message, hint: hint) }
}
