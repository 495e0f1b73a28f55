internal import Values

/// All bytes that come before the content of one entry: an extended header where ustar is not
/// enough, the header itself, and the map of a sparse file.
struct TarHeaders {
    private static let idMax = TarNumber.octalMax(width: TarBlock.userID.width)
    private static let sizeMax = Int64(TarNumber.octalMax(width: TarBlock.contentSize.width))
    private static let extendedFolder = Array("PaxHeaders/".utf8)
    private static let sparseFolder = Array("GNUSparseFile.0/".utf8)

    private let offset: Int64
    private var records = PaxRecords()
    private var hasBinaryName = false
    private var header: UstarHeader
    private var map: [UInt8] = []
    private let path: [UInt8]

    /// - Parameter offset: Where in the archive they come to lie, for errors.
    init(of entry: TarEntry, at offset: Int64) throws(TarError) {
        self.offset = offset
        path = entry.path
        header = UstarHeader(name: [], flag: entry.kind.flag)
        try Self.check(entry, at: offset)
        if let sparse = entry.sparse { map = Self.encode(sparse, of: entry.size) }
        addNames(of: entry)
        try addNumbers(of: entry, mapSize: map.count)
        addTimes(of: entry)
        for attribute in entry.attributes {
            records.append(PaxKey.encodeAttribute(attribute.key), attribute.value)
        }
        for record in entry.records { records.append(record.key, record.value) }
        guard records.bytes.count <= TarLimits.extendedHeaderBytesMax else {
            throw TarError(
                .beyondLimit, at: offset,
                "the extended header would be \(records.bytes.count) bytes, more than a mebibyte")
        }
    }

    func append(to output: inout [UInt8]) {
        appendExtendedHeader(to: &output)
        header.append(to: &output)
        output += map
    }

    // MARK: Fields

    private mutating func addNames(of entry: TarEntry) {
        var path = entry.path
        let slash = UInt8(ascii: "/")
        if entry.kind == .directory, path.last != slash { path.append(slash) }
        if entry.sparse != nil {
            // Readers that do not know of holes see this name and not half a file under the right
            // one.
            header.name = (Self.sparseFolder + Self.base(of: path)).prefix(TarBlock.name.width)
            addText(PaxKey.sparseName, path)
        } else if let split = UstarHeader.split(path), Self.isPlain(path) {
            header.prefix = split.prefix
            header.name = split.name
        } else {
            header.name = path.prefix(TarBlock.name.width)
            addText(PaxKey.path, path)
        }
        header.linkName = add(
            PaxKey.linkPath, entry.linkTarget, limit: TarBlock.linkName.width)
        header.userName = add(
            PaxKey.userName, entry.user.name, limit: TarBlock.userName.width - 1)
        header.groupName = add(
            PaxKey.groupName, entry.group.name, limit: TarBlock.groupName.width - 1)
    }

    /// The value for the header, with a record beside it where the header cannot say it all.
    private mutating func add(
        _ key: String, _ text: [UInt8], limit: Int
    ) -> ArraySlice<UInt8> {
        if text.count > limit || !Self.isPlain(text) { addText(key, text) }
        return text.prefix(limit)
    }

    private mutating func addText(_ key: String, _ text: [UInt8]) {
        if !hasBinaryName, !Self.isUTF8(text) {
            hasBinaryName = true
            records.append(PaxKey.nameCharset, "BINARY".utf8)
        }
        records.append(key, text)
    }

    private mutating func addNumbers(of entry: TarEntry, mapSize: Int) throws(TarError) {
        header.mode = entry.permissions
        // A reader that skips the record should not take the owner for root.
        header.userID = min(entry.user.id, Self.idMax)
        if entry.user.id > Self.idMax { addNumber(PaxKey.userID, entry.user.id) }
        header.groupID = min(entry.group.id, Self.idMax)
        if entry.group.id > Self.idMax { addNumber(PaxKey.groupID, entry.group.id) }
        header.device = entry.kind.isDevice ? entry.device : nil
        let (size, overflows) = entry.contentSize.addingReportingOverflow(Int64(mapSize))
        guard !overflows, size <= TarLimits.sizeMax else {
            throw TarError(.badEntry, at: offset, "the file is too large for a file")
        }
        header.size = size > Self.sizeMax ? 0 : size
        if size > Self.sizeMax { addNumber(PaxKey.size, UInt64(size)) }
        if entry.sparse != nil {
            addNumber(PaxKey.sparseMajor, 1)
            addNumber(PaxKey.sparseMinor, 0)
            addNumber(PaxKey.sparseRealSize, UInt64(entry.size))
        }
    }

    private mutating func addNumber(_ key: String, _ number: UInt64) {
        records.append(key, decimal: number)
    }

    private mutating func addTimes(of entry: TarEntry) {
        let seconds = entry.modified.seconds
        header.modified = min(max(seconds, 0), Self.sizeMax)
        if header.modified != seconds || entry.modified.nanoseconds > 0 {
            records.append(PaxKey.modified, entry.modified.decimal)
        }
        if let accessed = entry.accessed { records.append(PaxKey.accessed, accessed.decimal) }
        if let changed = entry.changed { records.append(PaxKey.changed, changed.decimal) }
    }

    // MARK: Blocks

    private func appendExtendedHeader(to output: inout [UInt8]) {
        let body = records.bytes
        guard !body.isEmpty else { return }
        var extended = UstarHeader(
            name: (Self.extendedFolder + Self.base(of: path)).prefix(TarBlock.name.width),
            flag: TarFlag.extendedHeader)
        extended.size = Int64(body.count)
        extended.modified = header.modified
        extended.append(to: &output)
        output += body
        output.append(
            contentsOf: repeatElement(0, count: TarBlock.padding(after: Int64(body.count))))
    }

    /// The last name in a path, whatever slashes follow it.
    private static func base(of path: [UInt8]) -> ArraySlice<UInt8> {
        let slash = UInt8(ascii: "/")
        guard let last = path.lastIndex(where: { $0 != slash }) else { return [] }
        let start = path[...last].lastIndex(of: slash).map { $0 + 1 } ?? 0
        return path[start...last]
    }

    /// GNU's form 1.0: the number of extents, then offset and size of each, a line for every
    /// number. A hole at the end is told by an empty extent where the file ends.
    private static func encode(_ map: TarSparseMap, of size: Int64) -> [UInt8] {
        var extents = map.extents
        if extents.last?.end != size { extents.append(.init(offset: size, count: 0)) }
        var text = Array("\(extents.count)\n".utf8)
        for extent in extents {
            text += "\(extent.offset)\n\(extent.count)\n".utf8
        }
        text += repeatElement(0, count: TarBlock.padding(after: Int64(text.count)))
        return text
    }

    // MARK: Checks

    private static func check(_ entry: TarEntry, at offset: Int64) throws(TarError) {
        if let complaint = complaint(about: entry) {
            throw TarError(.badEntry, at: offset, complaint)
        }
    }

    private static func complaint(about entry: TarEntry) -> String? {
        if entry.path.isEmpty { return "an entry has no name" }
        if let complaint = complaint(aboutName: entry.path) { return complaint }
        if let complaint = complaint(aboutName: entry.linkTarget) { return complaint }
        if let complaint = complaint(aboutName: entry.user.name) { return complaint }
        if let complaint = complaint(aboutName: entry.group.name) { return complaint }
        if entry.kind == .file, entry.path.last == UInt8(ascii: "/") {
            return "the name of a file ends with a slash"
        }
        if entry.kind.isLink == entry.linkTarget.isEmpty { return "only links have a target" }
        if entry.kind.isDevice != (entry.device != nil) { return "only devices have numbers" }
        if entry.size < 0 || !entry.kind.hasContent && entry.size > 0 {
            return "only files have a size"
        }
        return complaintAboutSpecials(of: entry)
    }

    private static func complaint(aboutName name: [UInt8]) -> String? {
        if name.contains(0) { return "a name holds a zero byte" }
        // One byte is kept for the slash of a directory.
        guard name.count >= TarLimits.nameBytesMax else { return nil }
        return "a name is longer than \(TarLimits.nameBytesMax) bytes"
    }

    private static func complaintAboutSpecials(of entry: TarEntry) -> String? {
        if let device = entry.device, max(device.major, device.minor) > idMax {
            return "a device number is too large"
        }
        if let sparse = entry.sparse {
            if entry.kind != .file { return "only files have holes" }
            if sparse.extents.count >= TarLimits.extentsMax { return "the file has too many holes" }
            if sparse.extents.last.map({ $0.end > entry.size }) ?? false
                || !sparse.isAligned(in: entry.size)
            {
                return "the holes do not fit the file"
            }
        }
        if entry.attributes.contains(where: { $0.key.isEmpty || $0.key.contains(0) }) {
            return "an attribute has no name"
        }
        if entry.records.contains(where: { record in
            record.key.isEmpty || record.key.contains(UInt8(ascii: "=")) || record.value.isEmpty
                || PaxKey.isReserved(record.key)
        }) {
            return "a record has no value or a key that means something else"
        }
        if case .other(let flag) = entry.kind, TarEntry.Kind(flag: flag) != entry.kind {
            return "the kind has a name of its own"
        }
        return nil
    }

    private static func isPlain(_ text: [UInt8]) -> Bool {
        text.allSatisfy { $0 < 0x80 }
    }

    private static func isUTF8(_ text: [UInt8]) -> Bool {
        String(validating: text, as: UTF8.self) != nil
    }
}
