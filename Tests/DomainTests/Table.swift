import Testing
import Values

/// A table written as text: a row a line, cells between blanks, nothing else.
struct Row: CustomTestStringConvertible, Sendable {
    let cells: [String]

    var testDescription: String { cells.joined(separator: " ") }

    subscript(index: Int) -> String { index < cells.count ? cells[index] : "" }

    static func table(_ text: String) -> [Row] {
        text.split(separator: "\n").map { line in
            Row(cells: line.split(separator: " ").map(String.init))
        }
    }
}

extension ID where Entity: ~Copyable {
    /// A small one for tests.
    init(_ number: UInt64) {
        self.init(UUID(high: 0x019a_8f3c_0b7e_7000, low: 0x8000_0000_0000_0000 | number))
    }
}

/// A moment of the day the tests live in, or any other.
func moment(_ text: String) -> Timestamp {
    let full = text.count <= 8 ? "2026-11-21T\(text.count == 5 ? text + ":00" : text)Z" : text + "Z"
    guard let moment = Timestamp(rfc3339: full) else { preconditionFailure("\(full) is a moment") }
    return moment
}
