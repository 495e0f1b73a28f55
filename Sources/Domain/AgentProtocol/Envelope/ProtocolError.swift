package import JSON

/// Why a frame of the other end was not understood. The link ends with it, and both ends say it in
/// the same words.
package struct ProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case tooLarge = "too_large"
        case notJSON = "not_json"
        /// No envelope of any version.
        case notEnvelope = "not_envelope"
        case versionMismatch = "version_mismatch"
        case unknownKind = "unknown_kind"
        /// A known kind with a body that is not as it is declared.
        case malformed
        /// A message that has no place where it came.
        case outOfOrder = "out_of_order"
    }

    package let kind: Kind
    /// One sentence: what is wrong.
    package let message: String
    /// One sentence: what to do. Empty where only a developer can do something.
    package let advice: String
    package let violations: Violations?

    package init(
        _ kind: Kind, _ message: String, advice: String = "", violations: Violations? = nil
    ) {
        self.kind = kind
        self.message = message
        self.advice = advice
        self.violations = violations
    }

    package var description: String {
        advice.isEmpty ? message : "\(message) \(advice)"
    }

    /// Nothing in common.
    package static func mismatch(
        theirs: ProtocolVersions?, from end: ProtocolEnd,
        ours: ProtocolVersions = .ours
    ) -> ProtocolError {
        let isOlder = theirs.map { $0.greatest < ours.least } ?? false
        let spoken = theirs.map { "\($0.least) to \($0.greatest)" } ?? "another"
        // The older end is the one to update, on whichever machine that is.
        let old = isOlder ? end : end.other
        return ProtocolError(
            .versionMismatch,
            """
            The \(end.rawValue) speaks version \(spoken) of the agent protocol, and the \
            \(end.other.rawValue) \(ours.least) to \(ours.greatest).
            """, advice: "Update holdfast on the machine of the \(old.rawValue).")
    }

    /// What the other end is told before the link ends.
    package var goodbye: Goodbye {
        Goodbye(
            code: kind.rawValue, message: String(message.unicodeScalars.prefix(1000)),
            advice: String(advice.unicodeScalars.prefix(1000)),
            speaks: kind == .versionMismatch ? .ours : nil)
    }
}
