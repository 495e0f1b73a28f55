internal import Store

/// A part of a list, with what people see of each thing in it.
struct ShownPage<Item: Sendable>: Sendable {
    let items: [Item]
    /// Where the next page begins; nil when this is the last.
    let next: Cursor?
}
