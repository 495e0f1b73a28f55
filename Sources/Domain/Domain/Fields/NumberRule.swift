package import Values

/// What one number may be. Declared once in `Fields`, as the rules of text are.
package struct NumberRule: Hashable, Sendable {
    package let name: String
    package let range: ClosedRange<Int>

    package init(_ name: String, _ range: ClosedRange<Int>) {
        self.name = name
        self.range = range
    }

    /// Everything that is wrong with `number`, empty when nothing is.
    package func violations(of number: Int) -> [FieldViolation] {
        if number < range.lowerBound {
            return [FieldViolation(field: name, problem: .tooSmall(range.lowerBound))]
        }
        if number > range.upperBound {
            return [FieldViolation(field: name, problem: .tooLarge(range.upperBound))]
        }
        return []
    }

    /// The same of a size in bytes; what is not said breaks no rule.
    package func violations(of size: ByteCount?) -> [FieldViolation] {
        size.map { violations(of: Int($0.bytes)) } ?? []
    }
}
