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
}
