/// Why a text is no time expression: one sentence, and where in the text the reason stands.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case empty, tooLong, fieldCount, unknownMacro, badInterval
        case badValue, outOfRange, backwards, badStep
        /// It is well written, but no day of any year fits.
        case neverFires
    }

    package let kind: Kind
    /// The field that is wrong, where one is.
    package let place: CronField.Place?
    /// Of the first wrong character, counted from 1.
    package let column: Int
    package let message: String

    init(_ kind: Kind, at place: CronField.Place? = nil, column: Int = 1, _ message: String) {
        self.kind = kind
        self.place = place
        self.column = column
        self.message = message
    }

    package var description: String { message }
}
