/// What one text field may hold. Declared once in `Fields` and used by the API, forms, the command
/// line and the store's constraints alike.
package struct FieldRule: Hashable, Sendable {
    /// Which scalars a field takes.
    package enum Alphabet: Hashable, Sendable {
        /// `a`…`z`, digits and the listed others.
        case lowerCase(and: String)
        /// Any text on one line: no control characters, no line or paragraph separators, nothing
        /// that turns the direction of what follows.
        case oneLine
        /// Anything but NUL, which PostgreSQL cannot store.
        case anything
    }

    package let name: String
    /// In Unicode scalars, as both databases count them.
    package let length: ClosedRange<Int>
    package let alphabet: Alphabet
    /// Whether blanks at either end are refused.
    package let isTrimmed: Bool

    package init(
        _ name: String, length: ClosedRange<Int>, _ alphabet: Alphabet, isTrimmed: Bool = true
    ) {
        self.name = name
        self.length = length
        self.alphabet = alphabet
        self.isTrimmed = isTrimmed
    }

    /// Everything that is wrong with `text`, empty when nothing is.
    package func violations(of text: String) -> [FieldViolation] {
        var problems: [FieldViolation.Problem] = []
        let scalars = text.unicodeScalars
        let count = scalars.count
        if count < length.lowerBound {
            problems.append(count == 0 ? .missing : .tooShort(length.lowerBound))
        }
        if count > length.upperBound { problems.append(.tooLong(length.upperBound)) }
        if isTrimmed, isBlank(scalars.first) || isBlank(scalars.last) {
            problems.append(.outerBlank)
        }
        if let stranger = scalars.first(where: { !admits($0) }) {
            problems.append(.character(stranger))
        }
        return problems.map { FieldViolation(field: name, problem: $0) }
    }

    private func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.isWhitespace ?? false
    }

    private func admits(_ scalar: Unicode.Scalar) -> Bool {
        switch alphabet {
        case .anything: scalar != "\0"
        case .lowerCase(let others):
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
                || others.unicodeScalars.contains(scalar)
        case .oneLine:
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
            case .format: !scalar.properties.isBidiControl
            default: true
            }
        }
    }
}

/// One thing that is wrong with one field.
package struct FieldViolation: Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
        case missing
        case tooShort(Int)
        case tooLong(Int)
        /// Of numbers.
        case tooSmall(Int)
        case tooLarge(Int)
        case outerBlank
        /// The first scalar the field does not take.
        case character(Unicode.Scalar)
        /// There is no such field on a thing of this kind.
        case notHere
        /// It cannot be read; a sentence says why.
        case unreadable(String)
    }

    package let field: String
    package let problem: Problem

    package init(field: String, problem: Problem) {
        self.field = field
        self.problem = problem
    }

    /// Stable, for the API and as the key of the message a person reads.
    package var code: String {
        switch problem {
        case .missing: "missing"
        case .tooShort: "too_short"
        case .tooLong: "too_long"
        case .tooSmall: "too_small"
        case .tooLarge: "too_large"
        case .outerBlank: "outer_blank"
        case .character: "character"
        case .notHere: "not_here"
        case .unreadable: "unreadable"
        }
    }

    /// For programs and logs; people read the words of their language.
    package var sentence: String {
        switch problem {
        case .missing: "This has to be there."
        case .tooShort(let least): "This has to be \(least) characters or more."
        case .tooLong(let most): "This has to be \(most) characters or fewer."
        case .tooSmall(let least): "This has to be \(least) or more."
        case .tooLarge(let most): "This has to be \(most) or less."
        case .outerBlank: "This has blanks at an end."
        case .character(let scalar): "U+\(String(scalar.value, radix: 16)) cannot be used here."
        case .notHere: "This cannot be set here."
        case .unreadable(let reason): reason
        }
    }
}
