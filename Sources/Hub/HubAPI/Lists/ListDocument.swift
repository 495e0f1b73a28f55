internal import HTTPServer
internal import JSON
internal import Store
internal import Values

/// A part of a list, with the place where the next part begins.
struct ListDocument<Item: Sendable>: Sendable {
    let items: [Item]
    let next: Cursor?

    init(items: [Item], next: Cursor? = nil) {
        self.items = items
        self.next = next
    }

    static func schema(_ name: String, of item: Schema<Item>) -> Schema<ListDocument<Item>> {
        .object(
            name, "A part of a list.",
            Field("items", \.items, .list(of: item, 0...PageRequest.limitMax)),
            Field(
                optional: "next", \.next, .cursor,
                "What to ask for with `after`; missing in the last part.")
        ) { ListDocument(items: $0, next: $1) }
    }
}

extension Schema<Cursor> {
    static let cursor = Schema.string(
        format: nil, pattern: "^[A-Za-z0-9_-]{32}$", expected: "what an answer gave as `next`",
        parse: { Cursor($0) }, print: \.description)
}

/// What every list takes.
enum ListQuery {
    static let after = QueryParameter<Cursor?>(
        "after", .cursor, "Where to go on: `next` of the answer before.")
    static let limit = QueryParameter(
        "limit", Schema<Int>.integer(1...PageRequest.limitMax),
        default: PageRequest.limitDefault, "How many at most.")

    static let all = [after.description, limit.description]
}

extension RequestContext {
    /// Which part of a list is asked for.
    var page: PageRequest {
        get throws {
            PageRequest(
                after: try self[ListQuery.after] ?? .start, limit: try self[ListQuery.limit])
        }
    }
}
