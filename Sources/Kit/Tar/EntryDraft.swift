internal import Values

/// An entry while its headers are still coming.
struct EntryDraft {
    private(set) var entry: TarEntry
    /// Bytes that follow the headers and are the entry's, a map of holes included.
    private(set) var remaining: Int64
    private let fields: PaxFields
    private let offset: Int64

    /// - Parameter long: Name and link target from GNU's own headers.
    init(
        _ header: HeaderFields, _ fields: PaxFields, long: (name: [UInt8]?, link: [UInt8]?),
        at offset: Int64
    ) throws(TarError) {
        self.fields = fields
        self.offset = offset
        let path = fields.sparse.name ?? fields.path ?? long.name ?? header.path
        var kind = TarEntry.Kind(flag: header.flag)
        // Before directories had a flag they had a slash.
        if kind == .file, path.last == UInt8(ascii: "/") { kind = .directory }
        entry = TarEntry(path: path, kind: kind)
        if kind.isLink { entry.linkTarget = fields.linkPath ?? long.link ?? header.linkName }
        entry.permissions = header.permissions
        entry.user = .init(
            id: fields.userID ?? header.userID, name: fields.userName ?? header.userName)
        entry.group = .init(
            id: fields.groupID ?? header.groupID, name: fields.groupName ?? header.groupName)
        entry.modified = fields.modified ?? FileTime(seconds: header.modified)
        entry.accessed = fields.accessed
        entry.changed = fields.changed
        entry.attributes = fields.attributes.all
        entry.records = fields.records.all
        if kind.isDevice { entry.device = header.device }
        remaining = kind.hasContent ? fields.size ?? header.size : 0
        entry.size = remaining
        if kind == .file { try takeMapOfRecords() }
    }

    /// The map of holes comes in front of the content.
    var needsMap: Bool { entry.kind == .file && fields.sparse.isMapInContent }

    /// Counts a block of the map.
    mutating func tookMapBlock() throws(TarError) {
        guard remaining >= TarBlock.size64 else {
            throw TarError(.badSparseMap, at: offset, "the map of data is longer than its entry")
        }
        remaining -= TarBlock.size64
    }

    mutating func setMap(
        _ extents: [TarSparseMap.Extent], of realSize: Int64?
    ) throws(TarError) {
        guard let realSize, let map = TarSparseMap(reading: extents, of: realSize),
            map.dataSize == remaining
        else {
            throw TarError(.badSparseMap, at: offset, "the map of data contradicts the file's size")
        }
        entry.sparse = map
        entry.size = realSize
    }

    mutating func setMapOfContent(_ extents: [TarSparseMap.Extent]) throws(TarError) {
        try setMap(extents, of: fields.sparse.realSize)
    }

    private mutating func takeMapOfRecords() throws(TarError) {
        if fields.sparse.isUnknown {
            throw TarError(.badSparseMap, at: offset, "an unknown form of sparse file")
        }
        guard fields.sparse.isMapInRecords else { return }
        guard let extents = fields.sparse.extents else {
            throw TarError(.badSparseMap, at: offset, "the map of data is incomplete")
        }
        try setMap(extents, of: fields.sparse.realSize)
    }
}
