/// Why bytes are no JSON, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        case endsTooSoon, unexpectedByte, trailingBytes, wrongNumber, numberTooBig, wrongEscape
        case loneSurrogate, controlCharacter, notUTF8, repeatedKey, tooDeep
    }

    package let kind: Kind
    /// In bytes from the beginning.
    package let offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    package var description: String {
        "The JSON is not readable at byte \(offset): \(reason)."
    }

    private var reason: String {
        switch kind {
        case .endsTooSoon: "it ends too soon"
        case .unexpectedByte: "this does not belong here"
        case .trailingBytes: "something follows the value"
        case .wrongNumber: "a number is not written as JSON writes numbers"
        case .numberTooBig: "a number does not fit 64 bits"
        case .wrongEscape: "an escape sequence is unknown"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .controlCharacter: "a control character stands in a string unescaped"
        case .notUTF8: "a string is not UTF-8"
        case .repeatedKey: "a key is repeated in its object"
        case .tooDeep: "it is nested too deeply"
        }
    }
}
