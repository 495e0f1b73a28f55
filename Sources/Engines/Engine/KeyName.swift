/// What people call a key: part of file names on the machine and in vaults.
package struct KeyName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Of the key that is made when nobody names one.
    package static let standard = KeyName(unchecked: "default")
    package static let lengthMax = 64

    package let text: String

    /// nil for anything but letters, digits, `-` and `_` that begin with a letter or a digit.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...Self.lengthMax).contains(bytes.count), bytes.allSatisfy(Self.isAllowed),
            bytes.first != UInt8(ascii: "-"), bytes.first != UInt8(ascii: "_")
        else { return nil }
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
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
