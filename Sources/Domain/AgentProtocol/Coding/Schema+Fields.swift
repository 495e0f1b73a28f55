package import Domain
package import JSON
internal import Values

extension Schema<String> {
    /// A text field by its rule in Domain.
    package static func field(_ rule: FieldRule) -> Schema {
        .text(
            rule.length,
            TextRule(pattern: rule.pattern, expected: "a valid \(rule.name)") {
                rule.violations(of: $0).isEmpty
            })
    }
}

extension FieldRule {
    /// Which characters there may be, as a regular expression of JSON Schema.
    fileprivate var pattern: String {
        let inside = "[\(characters)]"
        guard isTrimmed, alphabet.hasBlanks else { return "^\(inside)*$" }
        let outside = "[\(characters)\(Self.blanks)]"
        return "^(\(outside)(\(inside)*\(outside))?)?$"
    }

    private static let blanks =
        "\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f"
        + "\\u3000"

    private var characters: String {
        switch alphabet {
        case .lowerCase(let others):
            "a-z0-9" + others.map { "\\-]^".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        case .oneLine:
            "^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e"
                + "\\u2066-\\u2069"
        case .anything: "^\\u0000"
        }
    }
}

extension FieldRule.Alphabet {
    fileprivate var hasBlanks: Bool {
        if case .lowerCase = self { false } else { true }
    }
}

extension Schema<Int> {
    /// A number by its rule in Domain.
    package static func field(_ rule: NumberRule) -> Schema { .integer(rule.range) }
}

extension Schema<Int64> {
    /// Where somebody is in what is counted one by one: there is always room for the next.
    static let count = Schema.integer(0...ProtocolLimits.countMax)
    /// Of records: 1 for the first.
    static let sequence = Schema.integer(1...ProtocolLimits.countMax)
    /// How many there were of something. Nobody counted more than `countMax`: what says so comes
    /// from a file that was made up, and what is told beside it still counts.
    static let amount = Schema.converted(
        .integer(0...Int64.max), { Swift.min($0, ProtocolLimits.countMax) },
        back: { Swift.min($0, ProtocolLimits.countMax) })
}

extension Schema<Int> {
    /// As `Schema<Int64>.amount`.
    static let amount = Schema.converted(Schema<Int64>.amount, { Int($0) }, back: { Int64($0) })
}

extension Schema<ByteCount> {
    /// Up to 8 PiB, and what is more is told as that: some file systems call their room endless.
    static let bytes = Schema.converted(.amount, { ByteCount($0) }, back: \.bytes)
}

extension Schema<Duration> {
    /// In milliseconds.
    static func span(_ range: ClosedRange<Duration>) -> Schema {
        .converted(
            .integer(range.lowerBound.milliseconds...range.upperBound.milliseconds),
            { .milliseconds($0) }, back: \.milliseconds)
    }
}

extension Schema<[UInt8]> {
    /// Exactly so many bytes, in base 64.
    static func exactly(_ count: Int) -> Schema {
        .converted(
            .bytes(count),
            { bytes in
                guard bytes.count == count else {
                    throw Violation.Reason.wrongFormat(expected: "base 64 of \(count) bytes")
                }
                return bytes
            }, back: { $0 })
    }
}

/// The name of a file: bytes, with a text for people beside them where they are none themselves.
package struct FileName: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What people see; bytes that are no text show as replacement characters.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static let schema = Schema<FileName>.object(
        "FileName", "A name as bytes, with a text for people.",
        Field("text", \.text, .field(Fields.path)),
        Field(
            optional: "bytes", { $0.text.utf8.elementsEqual($0.bytes) ? nil : $0.bytes },
            .bytes(4096), "Only where the text does not say it exactly.")
    ) { text, bytes in
        let name = FileName(bytes ?? Array(text.utf8))
        guard !name.bytes.isEmpty, !name.bytes.contains(0) else {
            throw Violation.Reason.wrongFormat(expected: "a name")
        }
        return name
    }
}
