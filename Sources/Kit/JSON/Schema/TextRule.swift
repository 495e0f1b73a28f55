internal import Values

/// Which characters a text may have: the check and its description side by side.
package struct TextRule: Sendable {
    /// A regular expression of JSON Schema that says the same as `accepts`.
    let pattern: String?
    /// Completes "This has to be …".
    let expected: String
    let accepts: @Sendable (String) -> Bool

    package init(
        pattern: String?, expected: String, accepts: @escaping @Sendable (String) -> Bool
    ) {
        self.pattern = pattern
        self.expected = expected
        self.accepts = accepts
    }

    /// No control characters and no line ends: names, labels, nearly everything.
    package static let line = TextRule(
        pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$",
        expected: "one line without control characters"
    ) { text in
        text.unicodeScalars.allSatisfy { !$0.isControl }
    }

    /// As `line`, with tabs and line ends.
    package static let lines = TextRule(
        pattern: "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$",
        expected: "text without control characters"
    ) { text in
        text.unicodeScalars.allSatisfy {
            !$0.isControl || [0x09, 0x0A, 0x0D, 0x2028, 0x2029].contains($0.value)
        }
    }

    /// Lower-case letters, figures and single hyphens between them.
    package static let slug = TextRule(
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        expected: "lower-case letters and figures, with hyphens between them"
    ) { text in
        text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .allSatisfy { word in
                !word.isEmpty
                    && word.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 }
            }
    }

    /// Something, one at sign, something; more can only be known by writing there.
    package static let email = TextRule(
        pattern: "^[^@\\s\\u0000-\\u001f\\u007f-\\u009f]+@[^@\\s\\u0000-\\u001f\\u007f-\\u009f]+$",
        expected: "an email address"
    ) { text in
        let halves = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        return halves.count == 2
            && halves.allSatisfy { half in
                !half.isEmpty
                    && half.allSatisfy { !$0.isControl && !$0.properties.isWhitespace }
            }
    }
}
