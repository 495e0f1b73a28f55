/// A statement or a piece of one, with its values beside it: `"… WHERE id = \(id)"` binds `id`.
///
/// The text comes from literals alone, which the compiler checks: there is no way to put a `String`
/// into it. Identifiers that vary are cases of an enum.
package struct SQL: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case value(SQLValue)
    }

    var parts: [Part]

    package static func + (a: SQL, b: SQL) -> SQL {
        SQL(parts: a.parts + b.parts)
    }

    private init(parts: [Part]) {
        self.parts = parts
    }

    package static let empty = SQL(parts: [])

    /// Puts `separator` between pieces, as in `conditions.joined(by: " AND ")`.
    package static func joined(_ pieces: [SQL], by separator: SQL) -> SQL {
        pieces.dropFirst().reduce(pieces.first ?? .empty) { $0 + separator + $1 }
    }
}

/// The name of a table or column that a statement chooses at run time.
package protocol SQLIdentifier: RawRepresentable, Sendable where RawValue == String {}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral text: StaticString) {
        parts = [.text(text.description)]
    }

    package init(stringInterpolation: Interpolation) {
        parts = stringInterpolation.parts
    }

    package struct Interpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ text: StaticString) {
            parts.append(.text(text.description))
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            parts.append(.value(value.sqlValue))
        }

        /// Binds a value, or NULL of its type.
        package mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            parts.append(.value(value.sqlValue))
        }

        /// Puts in another piece with its values.
        package mutating func appendInterpolation(_ piece: SQL) {
            parts += piece.parts
        }

        /// Text that is no value, from a literal.
        package mutating func appendInterpolation(raw text: StaticString) {
            parts.append(.text(text.description))
        }

        package mutating func appendInterpolation(_ identifier: some SQLIdentifier) {
            parts.append(.text("\"\(identifier.rawValue)\""))
        }
    }
}

/// A statement as one backend takes it.
package struct RenderedSQL: Hashable, Sendable {
    package let text: String
    package let values: [SQLValue]

    fileprivate init(text: String, values: [SQLValue]) {
        self.text = text
        self.values = values
    }

    /// A statement without values, for a backend's own use.
    package init(_ text: StaticString) {
        self.init(text: text.description, values: [])
    }
}

extension SQL {
    package func rendered(for dialect: Dialect) -> RenderedSQL {
        var text = ""
        var values: [SQLValue] = []
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .value(let value):
                values.append(value)
                text += dialect.placeholder(values.count)
            }
        }
        return RenderedSQL(text: text, values: values)
    }
}
