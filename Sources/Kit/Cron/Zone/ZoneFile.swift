/// Reads the TZif format, versions 1 to 4 (RFC 9636). Any bytes may be given; whatever is not as
/// the standard says is refused.
struct ZoneFile {
    /// Sixteen times the largest zone of the database.
    static let longestFile = 1 << 16
    /// As many times the zone with the most changes: a day is not to have thousands of them.
    private static let mostChanges = 4096
    /// Clocks have never been further from Greenwich; RFC 9636 section 3.2 allows no more.
    private static let offsets = -25 * 3600...26 * 3600

    /// The six counts of a header, in the order of the file.
    private struct Header {
        let version: UInt8
        let inUTC: Int
        let inStandardTime: Int
        let leapSeconds: Int
        let changes: Int
        let types: Int
        let letters: Int

        func size(timeWidth: Int) -> Int {
            changes * (timeWidth + 1) + types * 6 + letters + leapSeconds * (timeWidth + 4)
                + inStandardTime + inUTC
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    static func table(_ bytes: [UInt8]) throws(ZoneError) -> ZoneTable {
        var file = ZoneFile(bytes: bytes)
        return try file.table()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func table() throws(ZoneError) -> ZoneTable {
        guard bytes.count <= Self.longestFile else {
            throw ZoneError(.damaged, "The zone file is too long.")
        }
        let first = try header()
        guard first.version > 0 else {
            let table = try block(first, timeWidth: 4, rule: nil)
            guard position == bytes.count else { throw malformed("has bytes after its end") }
            return table
        }
        // The block of 32-bit times is for readers that know no other; the one of 64 bits has all.
        _ = try take(first.size(timeWidth: 4))
        let second = try header()
        guard second.version == first.version else { throw malformed("has two versions") }
        let start = position
        _ = try take(second.size(timeWidth: 8))
        let rule = try footer()
        position = start
        return try block(second, timeWidth: 8, rule: rule)
    }

    private mutating func header() throws(ZoneError) -> Header {
        guard try Array(take(4)) == Array("TZif".utf8) else { throw malformed("is none") }
        let version = try take(1).first ?? 0
        guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "4")).contains(version) else {
            throw malformed("has an unknown version")
        }
        _ = try take(15)
        let header = Header(
            version: version, inUTC: try count(), inStandardTime: try count(),
            leapSeconds: try count(), changes: try count(), types: try count(),
            letters: try count())
        guard header.types > 0, header.types <= 256, header.letters > 0,
            header.changes <= Self.mostChanges,
            header.inUTC == 0 || header.inUTC == header.types,
            header.inStandardTime == 0 || header.inStandardTime == header.types
        else { throw malformed("has wrong counts") }
        return header
    }

    private mutating func block(
        _ header: Header, timeWidth: Int, rule: ZoneRule?
    ) throws(ZoneError) -> ZoneTable {
        guard header.leapSeconds == 0 else {
            throw malformed("counts leap seconds, which the clocks of computers do not show")
        }
        var times: [Int64] = []
        for _ in 0..<header.changes {
            let time = try integer(timeWidth)
            guard times.last ?? .min < time || times.isEmpty else {
                throw malformed("has changes out of order")
            }
            times.append(time)
        }
        let indexes = try take(header.changes)
        let records = try take(header.types * 6)
        let letters = try Array(take(header.letters))
        try checkIndicators(
            standard: Array(take(header.inStandardTime)), utc: Array(take(header.inUTC)))
        let types = try offsets(Array(records), letters)
        var changes: [ZoneTable.Entry] = []
        for (time, index) in zip(times, indexes) {
            guard Int(index) < types.count else { throw malformed("names an offset it has not") }
            changes.append(ZoneTable.Entry(at: time, offset: types[Int(index)]))
        }
        return ZoneTable(
            initial: types[0], changes: changes, rule: rule)
    }

    private func offsets(
        _ records: [UInt8], _ letters: [UInt8]
    ) throws(ZoneError) -> [Zone.Offset] {
        var offsets: [Zone.Offset] = []
        for start in stride(from: 0, to: records.count, by: 6) {
            let seconds = Int(Int32(truncatingIfNeeded: bigEndian(records[start..<start + 4])))
            let isDaylight = records[start + 4]
            guard Self.offsets.contains(seconds), isDaylight <= 1,
                let name = abbreviation(letters, from: Int(records[start + 5]))
            else { throw malformed("has a wrong offset") }
            offsets.append(
                Zone.Offset(seconds: seconds, isDaylight: isDaylight == 1, abbreviation: name))
        }
        return offsets
    }

    /// Up to the NUL, which has to be there.
    private func abbreviation(_ letters: [UInt8], from start: Int) -> String? {
        guard start < letters.count, let end = letters[start...].firstIndex(of: 0),
            letters[start..<end].allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(decoding: letters[start..<end], as: UTF8.self)
    }

    /// They matter to nobody who has a rule, but tell a damaged file.
    private func checkIndicators(standard: [UInt8], utc: [UInt8]) throws(ZoneError) {
        guard (standard + utc).allSatisfy({ $0 <= 1 }) else {
            throw malformed("has wrong indicators")
        }
    }

    /// The rule between two line feeds that end the file; empty where there is none.
    private mutating func footer() throws(ZoneError) -> ZoneRule? {
        let footer = bytes[position...]
        let lineFeed = UInt8(ascii: "\n")
        guard footer.count >= 2, footer.first == lineFeed, footer.last == lineFeed else {
            throw malformed("has no end")
        }
        let text = footer.dropFirst().dropLast()
        guard !text.isEmpty else { return nil }
        var reader = ZoneRuleReader(text)
        return try reader.rule()
    }

    private mutating func take(_ count: Int) throws(ZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw malformed("ends too early") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private mutating func count() throws(ZoneError) -> Int {
        let count = Int(UInt32(truncatingIfNeeded: bigEndian(try take(4))))
        guard count <= bytes.count else { throw malformed("ends too early") }
        return count
    }

    private mutating func integer(_ width: Int) throws(ZoneError) -> Int64 {
        let value = bigEndian(try take(width))
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }

    private func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int64 {
        Int64(bitPattern: bytes.reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
    }

    private func malformed(_ predicate: String) -> ZoneError {
        ZoneError(.damaged, "The zone file \(predicate).")
    }
}
