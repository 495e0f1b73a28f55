/// Where the two databases' SQL differs. Statements are shared; what cannot be is asked for here.
package enum Dialect: String, Hashable, Sendable, CaseIterable {
    case sqlite
    case postgres

    /// The place of the bound value with this number, counted from 1.
    func placeholder(_ number: Int) -> String {
        switch self {
        case .sqlite: "?\(number)"
        case .postgres: "$\(number)"
        }
    }

    /// A query for 1 where there is a table with this name, for 0 where there is none.
    func tableExists(_ name: String) -> SQL {
        switch self {
        case .sqlite:
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = \(name)"
        case .postgres:
            """
            SELECT count(*) FROM pg_catalog.pg_tables
            WHERE schemaname = current_schema() AND tablename = \(name)
            """
        }
    }
}
