internal import Values

/// What extended headers say about an entry. A global header makes one of these that later entries
/// start from, so an archive cannot make each of its entries cost as much as its largest header.
struct PaxFields {
    private(set) var path: [UInt8]?
    private(set) var linkPath: [UInt8]?
    private(set) var userName: [UInt8]?
    private(set) var groupName: [UInt8]?
    private(set) var userID: UInt64?
    private(set) var groupID: UInt64?
    private(set) var size: Int64?
    private(set) var modified: FileTime?
    private(set) var accessed: FileTime?
    private(set) var changed: FileTime?
    private(set) var attributes = RecordList()
    private(set) var records = RecordList()
    private(set) var sparse = SparseFields()

    /// Takes over the records of one extended header; an empty value takes back what was said.
    mutating func add(_ body: [UInt8], at offset: Int64) throws(TarError) {
        try PaxRecords.parse(body, at: offset) { key, value, place throws(TarError) in
            try add(key, value, at: place)
        }
    }

    /// Only what may hold for all entries: no attributes, no holes, nothing of unknown meaning.
    mutating func forgetWhatIsNotGlobal() {
        attributes = RecordList()
        records = RecordList()
        sparse = SparseFields()
    }

    private mutating func add(
        _ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, at offset: Int64
    ) throws(TarError) {
        if key.starts(with: PaxKey.attributePrefix) {
            attributes.set(PaxKey.decodeAttribute(key), Array(value))
        } else if key.starts(with: PaxKey.sparsePrefix) {
            try sparse.add(key, value, at: offset)
        } else {
            try addPlain(key, value, at: offset)
        }
    }

    private mutating func addPlain(
        _ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, at offset: Int64
    ) throws(TarError) {
        switch String(decoding: key, as: UTF8.self) {
        case PaxKey.path: path = try PaxValue.name(value, at: offset)
        case PaxKey.linkPath: linkPath = try PaxValue.name(value, at: offset)
        case PaxKey.userName: userName = try PaxValue.name(value, at: offset)
        case PaxKey.groupName: groupName = try PaxValue.name(value, at: offset)
        case PaxKey.userID: userID = try PaxValue.number(value, at: offset).map { UInt64($0) }
        case PaxKey.groupID: groupID = try PaxValue.number(value, at: offset).map { UInt64($0) }
        case PaxKey.size: size = try PaxValue.number(value, at: offset)
        case PaxKey.modified: modified = try PaxValue.time(value, at: offset)
        case PaxKey.accessed: accessed = try PaxValue.time(value, at: offset)
        case PaxKey.changed: changed = try PaxValue.time(value, at: offset)
        // Names are bytes here, whatever their charset.
        case PaxKey.nameCharset: break
        default:
            if value.isEmpty {
                records.remove(Array(key))
            } else {
                records.set(Array(key), Array(value))
            }
        }
    }
}

/// Values of records, checked; nil when empty, which takes back an earlier value.
enum PaxValue {
    static func name(_ value: ArraySlice<UInt8>, at offset: Int64) throws(TarError) -> [UInt8]? {
        guard value.count <= TarLimits.nameBytesMax else {
            throw TarError(
                .beyondLimit, at: offset, "a name is longer than \(TarLimits.nameBytesMax) bytes")
        }
        guard !value.contains(0) else {
            throw TarError(.badRecord, at: offset, "a name holds a zero byte")
        }
        return value.isEmpty ? nil : Array(value)
    }

    static func number(_ value: ArraySlice<UInt8>, at offset: Int64) throws(TarError) -> Int64? {
        if value.isEmpty { return nil }
        guard let number = Decimal.parse(value), number <= TarLimits.sizeMax else {
            throw TarError(.badNumber, at: offset, "a record does not hold the number it should")
        }
        return number
    }

    static func time(_ value: ArraySlice<UInt8>, at offset: Int64) throws(TarError) -> FileTime? {
        if value.isEmpty { return nil }
        guard let time = FileTime(decimal: value) else {
            throw TarError(.badNumber, at: offset, "a record does not hold the time it should")
        }
        return time
    }
}

/// Records by key, in the order in which the keys first came; the last value counts.
struct RecordList {
    private var places: [[UInt8]: Int] = [:]
    private var records: [TarRecord?] = []

    mutating func set(_ key: [UInt8], _ value: [UInt8]) {
        let record = TarRecord(key: key, value: value)
        if let place = places[key] {
            records[place] = record
        } else {
            places[key] = records.count
            records.append(record)
        }
    }

    mutating func remove(_ key: [UInt8]) {
        if let place = places.removeValue(forKey: key) { records[place] = nil }
    }

    var all: [TarRecord] { records.compactMap { $0 } }
}
