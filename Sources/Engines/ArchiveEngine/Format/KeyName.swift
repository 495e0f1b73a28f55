/// What people call a key: part of a file name, so letters, digits, `-` and `_`.
package struct KeyName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let lengthMax = 64

    package let text: String

    /// nil for what is no such name.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = String(text)
    }

    package var description: String { text }

    package static func < (a: KeyName, b: KeyName) -> Bool { a.text < b.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
