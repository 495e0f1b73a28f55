/// Rows under headings, each column as wide as its widest cell.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case left, right
    }

    private let headings: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    package init(_ headings: [(title: String, alignment: Alignment)]) {
        self.headings = headings
    }

    package mutating func append(_ row: [String]) {
        precondition(row.count == headings.count, "a row has a cell for each heading")
        rows.append(row)
    }

    package var lines: [String] {
        let titles = headings.map(\.title)
        let widths = headings.indices.map { column in
            ([titles] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([titles] + rows).map { row in
            var line = zip(zip(row, widths), headings).map { cell, heading in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return heading.alignment == .left ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
