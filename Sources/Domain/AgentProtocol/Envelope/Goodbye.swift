package import JSON

/// The last word of a link: why it ends and what to do. Both ends understand it in every version,
/// so its fields never change.
package struct Goodbye: Hashable, Sendable {
    package static let kind = "goodbye"

    /// Stable, as in `version_mismatch`, `revoked`, `reincarnate`, `cloned`, `shutting_down`.
    package let code: String
    package let message: String
    package let advice: String
    /// What the sender speaks, where that is the reason.
    package let speaks: ProtocolVersions?

    package init(
        code: String, message: String, advice: String = "", speaks: ProtocolVersions? = nil
    ) {
        self.code = code
        self.message = message
        self.advice = advice
        self.speaks = speaks
    }

    package static let schema = Schema<Goodbye>.object(
        "Goodbye", "Why the link ends.",
        Field("code", \.code, .text(1...64)),
        Field("message", \.message, .text(0...1000)),
        Field("advice", \.advice, .text(0...1000), default: ""),
        Field(optional: "speaks", \.speaks, .versions)
    ) { Goodbye(code: $0, message: $1, advice: $2, speaks: $3) }

    /// Reads what it can of a later version's.
    init?(anyVersion json: JSON) {
        guard case .object(var object) = json else { return nil }
        object["kind"] = nil
        do {
            self = try Self.schema.decode(.object(object), unknownFields: .ignored)
        } catch {
            return nil
        }
    }
}

extension Schema<ProtocolVersions> {
    static let versions = Schema.converted(
        .list(of: .integer(0...Int.max), 2...2),
        { pair in
            guard pair[0] <= pair[1] else {
                throw Violation.Reason.wrongFormat(expected: "the least and the greatest version")
            }
            return ProtocolVersions(least: pair[0], greatest: pair[1])
        }, back: { [$0.least, $0.greatest] })
}
