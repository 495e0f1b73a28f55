/// What people call a key: part of file names here and in vaults.
package struct KeyName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let standard = KeyName(unchecked: "default")
    package static let lengthMax = 64

    package let text: String

    /// Throws `.badName` for anything but letters, digits, `-` and `_` that begin with a letter or
    /// a digit.
    package init(_ text: some StringProtocol) throws(LocalStateError) {
        let bytes = text.utf8
        let isGood =
            (1...Self.lengthMax).contains(bytes.count) && bytes.allSatisfy(Self.isAllowed)
            && bytes.first.map { Self.isAllowed($0) && $0 != dash && $0 != underscore } == true
        guard isGood else {
            throw LocalStateError(
                .badName, "\"\(text)\" is no name of a key",
                hint: "use up to \(Self.lengthMax) letters, digits, - and _")
        }
        self.text = String(text)
    }

    private init(unchecked text: String) {
        self.text = text
    }

    package var description: String { text }

    package static func < (a: KeyName, b: KeyName) -> Bool { a.text < b.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), dash, underscore:
            true
        default: false
        }
    }
}

private let dash = UInt8(ascii: "-")
private let underscore = UInt8(ascii: "_")
