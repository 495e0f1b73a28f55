// docs/formats/agent-protocol.md

internal import JSON
package import Values

/// What is other in one snapshot than in another of the same vault.
package struct DiffQuestion: Hashable, Sendable {
    package let vault: ConfiguredVault
    /// The older one, as a rule.
    package let from: String
    package let to: String
    /// The last path of the page before; nil for the first page.
    package let after: FileName?

    package init(vault: ConfiguredVault, from: String, to: String, after: FileName?) {
        self.vault = vault
        self.from = from
        self.to = to
        self.after = after
    }

    static let schema = Schema<DiffQuestion>.object(
        "DiffQuestion", "What is other in one snapshot than in another.",
        Field("vault", \.vault, .configured), Field("from", \.from, .locator),
        Field("to", \.to, .locator), Field(optional: "after", \.after, FileName.schema)
    ) { DiffQuestion(vault: $0, from: $1, to: $2, after: $3) }
}

/// Some of what is other, in the order of the paths.
package struct DiffPage: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package enum Change: String, Hashable, Sendable, CaseIterable {
            /// Only the second one has it.
            case new
            /// Only the first one has it.
            case gone
            case changed
        }

        package let change: Change
        /// As the second one has it; of what is gone, as the first one has it.
        package let entry: SnapshotEntry
        /// In the first one, of what has changed.
        package let sizeBefore: ByteCount?

        package init(change: Change, entry: SnapshotEntry, sizeBefore: ByteCount? = nil) {
            self.change = change
            self.entry = entry
            self.sizeBefore = sizeBefore
        }

        static let schema = Schema<Item>.object(
            "DiffItem", "One difference.",
            Field("change", \.change, .choice), Field("entry", \.entry, SnapshotEntry.schema),
            Field(optional: "sizeBefore", \.sizeBefore, .bytes)
        ) { Item(change: $0, entry: $1, sizeBefore: $2) }
    }

    /// How much is other altogether, whatever the page shows.
    package struct Totals: Hashable, Sendable {
        package var new: Int64 = 0
        package var gone: Int64 = 0
        package var changed: Int64 = 0
        /// Of what is new, and of what has changed, as it is then.
        package var size = ByteCount(0)

        package init() {}

        static let schema = Schema<Totals>.object(
            "DiffTotals", "How much is other altogether.",
            Field("new", \.new, .amount), Field("gone", \.gone, .amount),
            Field("changed", \.changed, .amount), Field("size", \.size, .bytes)
        ) {
            var totals = Totals()
            (totals.new, totals.gone, totals.changed, totals.size) = ($0, $1, $2, $3)
            return totals
        }
    }

    package let items: [Item]
    package let isLast: Bool
    /// Nil where counting to the end would take too long.
    package let totals: Totals?

    package init(items: [Item], isLast: Bool, totals: Totals?) {
        self.items = items
        self.isLast = isLast
        self.totals = totals
    }

    static let schema = Schema<DiffPage>.object(
        "DiffPage", "Some of what is other.",
        Field("items", \.items, .list(of: Item.schema, 0...ProtocolLimits.searchHitsMax)),
        Field("last", \.isLast, .bool), Field(optional: "totals", \.totals, Totals.schema)
    ) { DiffPage(items: $0, isLast: $1, totals: $2) }
}
