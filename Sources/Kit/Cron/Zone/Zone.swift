package import Values

/// A time zone: what clocks on walls show, at any instant of the past and the future.
package struct Zone: Hashable, Sendable {
    /// What clocks show during some span of time.
    package struct Offset: Hashable, Sendable {
        /// East of UTC.
        package let seconds: Int
        package let isDaylight: Bool
        /// As in `CEST`.
        package let abbreviation: String
    }

    /// An instant at which clocks are changed.
    struct Change: Hashable, Sendable {
        let at: Int64
        let before: Offset
        let after: Offset
    }

    /// As in `Europe/Berlin`.
    package let name: String
    private let table: ZoneTable

    /// The zone that a file of the IANA database describes (TZif, RFC 9636). Any bytes may be
    /// given.
    package init(name: String, file bytes: [UInt8]) throws(ZoneError) {
        self.name = name
        table = try ZoneFile.table(bytes)
    }

    private init(name: String, table: ZoneTable) {
        self.name = name
        self.table = table
    }

    package static let utc = Zone(
        name: "UTC",
        table: ZoneTable(
            initial: Offset(seconds: 0, isDaylight: false, abbreviation: "UTC"), changes: [],
            rule: nil))

    package func offset(at moment: Timestamp) -> Offset { table.offset(at: moment.seconds) }

    /// The reading of a clock on a wall.
    package func date(at moment: Timestamp) -> CalendarDate {
        let seconds = moment.seconds
        return CalendarDate(secondsSince1970: seconds + Int64(table.offset(at: seconds).seconds))
    }

    /// What clocks show from `start` on, and each change up to and including `end`.
    func offsets(from start: Int64, through end: Int64) -> (first: Offset, changes: [Change]) {
        (table.offset(at: start), table.changes(after: start, through: end))
    }

    package static func == (a: Zone, b: Zone) -> Bool { a.name == b.name && a.table == b.table }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
