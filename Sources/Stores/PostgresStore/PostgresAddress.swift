internal import CPostgres
package import Store

/// Where a PostgreSQL server is and how to get in, in one of libpq's two forms
/// (`postgresql://user@host/name` or `host=… user=…`). It holds a password, so it never prints
/// itself whole.
package struct PostgresAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// For libpq alone.
    let text: String
    package let description: String
    /// Whether the text itself holds a password: it had better be kept elsewhere.
    package let hasPassword: Bool

    /// Throws `misuse`, without repeating what it was given, for what libpq does not understand.
    package init(_ text: String) throws(StoreError) {
        guard let options = Self.parse(text) else {
            throw StoreError(
                .misuse,
                "the PostgreSQL address is not understood; it looks like "
                    + "postgresql://user:password@host:5432/database")
        }
        self.text = text
        description = Self.describe(options)
        hasPassword = options["password"] != nil
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func parse(_ text: String) -> [String: String]? {
        // The parser takes everything without a scheme for a list of options, an empty one too.
        guard !text.isEmpty, let options = unsafe PQconninfoParse(text, nil) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var found: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe found[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return found
    }

    /// What names the database and gives no access to it.
    private static func describe(_ options: [String: String]) -> String {
        let user = options["user"].map { "\($0)@" } ?? ""
        let port = options["port"].map { ":\($0)" } ?? ""
        let place = options["host"] ?? options["hostaddr"] ?? ""
        return "postgresql://\(user)\(place)\(port)/\(options["dbname"] ?? "")"
    }
}
