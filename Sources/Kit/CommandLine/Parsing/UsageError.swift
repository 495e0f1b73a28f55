/// A command line that cannot be obeyed: what is wrong in one sentence, and what may be meant.
package struct UsageError: ExplainedError, Hashable, Sendable {
    package enum Kind: String, Sendable {
        case unknownCommand, unknownOption, missingValue, unexpectedValue, badValue, givenTwice
        case missingParameter, extraArgument, secretInArguments, noCommand
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package var failure: Failure { Failure(.usage, message, hint: hint) }

    static func missing(_ label: String, env: String? = nil) -> UsageError {
        UsageError(
            .missingParameter, "\(label) is missing.",
            hint: env.map { "The environment variable \($0) does as well." })
    }
}
