internal import Markup

/// Names and values, one pair a line.
struct Facts: View {
    let facts: [(name: String, value: Markup)]

    init(_ facts: [(name: String, value: Markup)]) {
        self.facts = facts
    }

    init(_ facts: [(name: String, text: String)]) {
        self.facts = facts.map { ($0.name, Markup($0.text)) }
    }

    var body: Markup {
        dl(.class("facts")) {
            for fact in facts {
                dt { fact.name }
                dd { fact.value }
            }
        }
    }
}

/// A few figures with their meaning, side by side.
struct Tiles: View {
    struct Tile: Sendable {
        let name: String
        let figure: String
        var spark = Markup()
        var note = ""
    }

    let tiles: [Tile]

    var body: Markup {
        dl(.class("tiles")) {
            for tile in tiles {
                div(.class("tile")) {
                    dt { tile.name }
                    dd { tile.figure }
                    if !tile.spark.isEmpty { dd(.class("spark"), .ariaHidden) { tile.spark } }
                    if !tile.note.isEmpty { dd(.class("note")) { tile.note } }
                }
            }
        }
    }
}
