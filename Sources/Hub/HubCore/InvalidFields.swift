package import Domain

/// What was asked for breaks rules of `Fields`.
package struct InvalidFields: Error, Hashable, Sendable, CustomStringConvertible {
    package let violations: [FieldViolation]

    package init(_ violations: [FieldViolation]) {
        self.violations = violations
    }

    package var description: String {
        "these fields need another value: "
            + Set(violations.map(\.field)).sorted().joined(separator: ", ")
    }

    /// Throws where there are any.
    static func refuse(_ violations: [FieldViolation]) throws {
        guard violations.isEmpty else { throw InvalidFields(violations) }
    }
}
