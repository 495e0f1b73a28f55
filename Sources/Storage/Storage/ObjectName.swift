/// Where an object lies in a vault: plain names with slashes between them, as in
/// `data/4f/4f5e…`. The alphabet is what every location can keep without encoding.
package struct ObjectName: Hashable, Comparable, Sendable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// What S3 allows with room for a prefix, and file systems for each part.
    package static let lengthMax = 512
    package static let partLengthMax = 200

    package let text: String

    /// Throws `.badName` for anything that is not letters, digits, `.`, `_` and `-` in parts that
    /// begin with no dot: nothing climbs, nothing hides, nothing is a temporary of ours.
    package init(_ text: some StringProtocol) throws(StorageError) {
        self.text = String(text)
        guard let problem = Self.problem(in: Array(text.utf8)) else { return }
        throw StorageError(.badName, "\"\(text)\" is no name of an object: \(problem)")
    }

    /// For names that the code spells out; traps on one that is none.
    package init(stringLiteral text: StaticString) {
        let text = "\(text)"
        let problem = Self.problem(in: Array(text.utf8))
        precondition(problem == nil, "\"\(text)\" is no name of an object")
        self.text = text
    }

    package func appending(_ part: some StringProtocol) throws(StorageError) -> ObjectName {
        try ObjectName("\(text)/\(part)")
    }

    package var parts: [Substring] { text.split(separator: "/") }

    package var lastPart: Substring { parts.last ?? "" }

    /// nil for a name of one part.
    package var folder: ObjectName? {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return ObjectName(unchecked: String(text[..<slash]))
    }

    package func isBelow(_ folder: ObjectName) -> Bool {
        text.utf8.starts(with: "\(folder.text)/".utf8)
    }

    package var description: String { text }

    /// By bytes, which is the order of every listing.
    package static func < (a: ObjectName, b: ObjectName) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }

    private init(unchecked text: String) {
        self.text = text
    }

    private static func problem(in bytes: [UInt8]) -> String? {
        if bytes.count > lengthMax { return "it is longer than \(lengthMax) bytes" }
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if part.isEmpty { return "it has an empty part" }
            if part.first == UInt8(ascii: ".") { return "a part begins with a dot" }
            if part.count > partLengthMax {
                return "a part is longer than \(partLengthMax) bytes"
            }
            if !part.allSatisfy(isAllowed) { return "only letters, digits, . _ and - are allowed" }
        }
        return nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
