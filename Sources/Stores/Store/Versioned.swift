/// Something with the number of its latest change, by which people find out that somebody else was
/// faster.
package struct Versioned<Item: Hashable & Sendable>: Hashable, Sendable {
    package let item: Item
    /// 1 when it was made, one more with each change.
    package let version: Int64

    package init(_ item: Item, version: Int64) {
        self.item = item
        self.version = version
    }
}

/// What came of removing something.
package enum Removal<Item: Hashable & Sendable>: Hashable, Sendable {
    case removed(Item)
    /// Nothing was changed: these need it.
    case used(by: [Usage])
    /// There was nothing to remove, now or any more.
    case absent
}
