package import Values

/// A value as a database holds it. Both backends store the same five types.
package enum SQLValue: Hashable, Sendable {
    /// Typed, because PostgreSQL wants to know what it is that is missing.
    case null(SQLType)
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    /// 16 bytes in SQLite, `uuid` in PostgreSQL; both order it by its bytes.
    case uuid(UUID)
}

package enum SQLType: Hashable, Sendable {
    case integer, real, text, bytes, uuid
}

/// What may be bound into a statement and read out of a row.
package protocol SQLConvertible {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
    /// Nil where `sqlValue` is of another type or outside the type's own range.
    init?(sqlValue: SQLValue)
}

extension Int64: SQLConvertible {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(self) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Int: SQLConvertible {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(Int64(self)) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self.init(exactly: value)
    }
}

extension Bool: SQLConvertible {
    package static var sqlType: SQLType { .integer }
    /// 0 or 1 in both databases: SQLite has no type for it.
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }

    package init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLConvertible {
    package static var sqlType: SQLType { .real }
    package var sqlValue: SQLValue { .real(self) }

    package init?(sqlValue: SQLValue) {
        guard case .real(let value) = sqlValue else { return nil }
        self = value
    }
}

extension String: SQLConvertible {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(self) }

    package init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self = value
    }
}

extension String {
    /// Throws `constraint` for text with a NUL, which PostgreSQL cannot store and SQLite shows cut
    /// off: neither gets it.
    package func requireStorable() throws {
        guard !utf8.contains(0) else {
            throw StoreError(.constraint, "text with a NUL in it cannot be stored")
        }
    }
}

extension [UInt8]: SQLConvertible {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(self) }

    package init?(sqlValue: SQLValue) {
        guard case .bytes(let value) = sqlValue else { return nil }
        self = value
    }
}

extension UUID: SQLConvertible {
    package static var sqlType: SQLType { .uuid }
    package var sqlValue: SQLValue { .uuid(self) }

    package init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .uuid(let value): self = value
        // SQLite knows bytes only.
        case .bytes(let bytes): self.init(bytes: bytes)
        default: return nil
        }
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    package static var sqlType: SQLType { Wrapped.sqlType }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null(Wrapped.sqlType) }

    package init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            self = Wrapped?.none
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    package static var sqlType: SQLType { RawValue.sqlType }
    package var sqlValue: SQLValue { rawValue.sqlValue }

    package init?(sqlValue: SQLValue) {
        guard let raw = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: raw)
    }
}
