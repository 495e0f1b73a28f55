internal import Markup

/// A list of records: the whole row opens the record, and on a narrow page each row is a card.
struct Table<Row>: View {
    /// One column beside the first.
    struct Column {
        enum Place: String {
            case plain = ""
            /// Beside the name on a card: the state.
            case lead = "lead-cell"
            /// Given up first when there is little room.
            case spare
            case number = "num"
            /// Says nothing new on a card.
            case skipped = "skip-card"
            case whole
            case spareWhole = "spare whole"
            case spareNumber = "spare num"
            /// Who: an address is not broken where there is room.
            case person
            /// Given up next, where there is less room.
            case rare
            case rareWhole = "rare whole"
            case noBreak = "nowrap"
            /// What can be done with a row; its head is for those who do not see it.
            case deed = "deed"
        }

        let title: String
        let place: Place
        let cell: (Row) -> Markup

        init(_ title: String, _ place: Place = .plain, cell: @escaping (Row) -> Markup) {
            self.title = title
            self.place = place
            self.cell = cell
        }
    }

    let caption: String
    let rows: [Row]
    /// Of the first column, and what names a row in it.
    let title: String
    let name: (Row) -> Markup
    let columns: [Column]
    /// A box before each row, for doing something to several.
    var choose: ((Row) -> Markup)?
    /// How the boxes' column is called.
    var choosing = ""

    var body: Markup {
        table(.class("rows cards"), .role("table")) {
            Element<HTML.Plain>("caption")(.class("sr")) { caption }
            thead(.role("rowgroup")) { heads }
            tbody(.role("rowgroup")) {
                for row in rows { line(of: row) }
            }
        }
    }

    private var heads: Markup {
        tr(.role("row")) {
            if choose != nil {
                th(.scope(.col), .role("columnheader")) { span(.class("sr")) { choosing } }
            }
            th(.scope(.col), .role("columnheader")) { title }
            for column in columns {
                th(
                    .scope(.col), .role("columnheader"),
                    column.headClass.map { .class($0) }
                ) {
                    if column.place == .deed {
                        span(.class("sr")) { column.title }
                    } else {
                        column.title
                    }
                }
            }
        }
    }

    private func line(of row: Row) -> Markup {
        tr(.role("row")) {
            if let choose { td(.role("cell")) { choose(row) } }
            th(.scope(.row), .role("rowheader")) { name(row) }
            for column in columns {
                td(
                    .role("cell"), .class(column.place.rawValue),
                    column.place == .deed ? nil : .data(.label, column.title)
                ) { column.cell(row) }
            }
        }
    }
}

extension Table.Column {
    fileprivate var headClass: String? {
        switch place {
        case .plain, .whole, .skipped, .noBreak, .deed, .person: nil
        case .lead: "lead-cell"
        case .spare, .spareWhole: "spare"
        case .spareNumber: "spare num"
        case .rare, .rareWhole: "rare"
        case .number: "num"
        }
    }
}

/// The name of a row, which opens it, and what it is.
struct RowName: View {
    let name: String
    var url: URLReference?
    var detail = ""

    var body: Markup {
        if let url {
            a(.class("opens"), .href(url), .title(name)) { bdi { name } }
        } else {
            strong { bdi { name } }
        }
        if !detail.isEmpty { span(.class("sub")) { detail } }
    }
}

/// What people file a thing under.
struct Labels: View {
    let labels: [String: String]

    @MarkupBuilder var body: Markup {
        // With none there is nothing to show, and on a card no name for it.
        if !labels.isEmpty { list }
    }

    private var list: Markup {
        span(.class("labels")) {
            for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
                let text = value.isEmpty ? key : "\(key): \(value)"
                span(.class("label"), .title(text)) { bdi { text } }
            }
        }
    }
}
