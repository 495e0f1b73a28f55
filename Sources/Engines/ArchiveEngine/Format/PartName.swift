/// `payload.part000001` and on: the number of a part, from 1, in the order of the payload.
package struct PartName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What six digits say, so that the names' order is that of the parts: 64 TiB of parts of
    /// standard size.
    package static let numberMax = 999_999
    private static let prefix = "payload.part"

    package let number: Int

    package init(_ number: Int) {
        precondition((1...Self.numberMax).contains(number), "parts are numbered from 1 to 999999")
        self.number = number
    }

    /// nil for what is no name of a part.
    package init?(_ text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 6,
            let number = Int(text.dropFirst(Self.prefix.count)), number >= 1
        else { return nil }
        self.number = number
        guard self.text == text else { return nil }
    }

    /// Where the last part ended; nil beyond the highest number.
    package var next: PartName? { number < Self.numberMax ? PartName(number + 1) : nil }

    package var text: String {
        let digits = String(number)
        return Self.prefix + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    package var description: String { text }

    package static func < (a: PartName, b: PartName) -> Bool { a.number < b.number }
}
