package import Values

/// A place in a list ordered by (hub-assigned time, id), both rising. It survives rows that come
/// and go: the next page begins after it, wherever that is by then.
package struct Cursor: Hashable, Sendable {
    package let time: Timestamp
    package let id: UUID

    package init(time: Timestamp, id: UUID) {
        self.time = time
        self.id = id
    }

    /// Before every row.
    package static let start = Cursor(
        time: Timestamp(milliseconds: .min), id: UUID(high: 0, low: 0))
}

extension Cursor: CustomStringConvertible {
    /// 24 bytes in URL-safe base 64: opaque to whoever passes it back.
    package var description: String {
        let time = UInt64(bitPattern: time.milliseconds)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - $0 * 8)) }
        return Base64.url.encode(bytes + id.bytes)
    }

    /// Nil where `text` is not the description of a cursor.
    package init?(_ text: some StringProtocol) {
        guard let bytes = Base64.url.decode(text), bytes.count == 24,
            let id = UUID(bytes: bytes[8...])
        else { return nil }
        let time = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.init(time: Timestamp(milliseconds: Int64(bitPattern: time)), id: id)
    }
}

/// Which part of a list is wanted.
package struct PageRequest: Hashable, Sendable {
    /// A page is one screen or one API answer; more rows are asked for by more pages.
    package static let limitMax = 500
    package static let limitDefault = 50

    package let after: Cursor
    package let limit: Int

    /// `limit` is brought into `1...limitMax`.
    package init(after: Cursor = .start, limit: Int = limitDefault) {
        self.after = after
        self.limit = min(max(limit, 1), Self.limitMax)
    }
}

/// A part of a list.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// Where the next page begins; nil when this is the last.
    package let next: Cursor?

    package init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }

    /// For whoever goes through all of a list; nil after the last page.
    package var following: PageRequest? {
        next.map { PageRequest(after: $0, limit: PageRequest.limitMax) }
    }

    /// Cuts a page from one row more than were asked for.
    package init(_ found: [Item], for request: PageRequest, at place: (Item) -> Cursor) {
        items = Array(found.prefix(request.limit))
        next = found.count > request.limit ? items.last.map(place) : nil
    }
}

extension Page: Equatable where Item: Equatable {}
