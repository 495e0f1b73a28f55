// docs/formats/handover.md

internal import Connector
internal import Cryptography
internal import Values

/// An entry on its way, without its content.
struct HandoverEntry {
    let entry: Entry
    /// Whether frames of content follow.
    let hasContent: Bool
    /// Of a file with holes: where its data is.
    let extents: [DataExtent]?
}

extension [UInt8] {
    /// - Parameter reader: The content that follows; nil where none does.
    mutating func put(_ entry: Entry, _ reader: (any ContentReader)?) {
        put(entry.path.bytes)
        put(entry.kind)
        put(entry.metadata)
        put(reader?.size ?? entry.size)
        put(entry.digest?.bytes ?? [])
        put(entry.dataSize ?? -1)
        put(UInt8(reader == nil ? 0 : 1))
        let extents = reader?.extents
        put(UInt8(extents == nil ? 0 : 1))
        put(UInt32(extents?.count ?? 0))
        for extent in extents ?? [] {
            put(extent.offset)
            put(extent.count)
        }
    }

    private mutating func put(_ kind: Entry.Kind) {
        switch kind {
        case .file: put(UInt8(0))
        case .folder: put(UInt8(1))
        case .link(let target):
            put(UInt8(2))
            put(target)
        case .hardLink(let first):
            put(UInt8(3))
            put(first.bytes)
        case .fifo: put(UInt8(4))
        case .socket: put(UInt8(5))
        case .characterDevice(let major, let minor):
            put(UInt8(6))
            put(major)
            put(minor)
        case .blockDevice(let major, let minor):
            put(UInt8(7))
            put(major)
            put(minor)
        }
    }

    private mutating func put(_ metadata: EntryMetadata) {
        put(metadata.permissions)
        for owner in [metadata.user, metadata.group] {
            put(owner.id)
            put(owner.name)
        }
        put(metadata.modified)
        put(UInt8(metadata.accessed == nil ? 0 : 1))
        if let accessed = metadata.accessed { put(accessed) }
        put(UInt32(metadata.attributes.count))
        for attribute in metadata.attributes {
            put(attribute.name)
            put(attribute.value)
        }
    }

    private mutating func put(_ time: FileTime) {
        put(time.seconds)
        put(time.nanoseconds)
    }
}

extension HandoverFields {
    mutating func entry() throws(HandoverError) -> HandoverEntry {
        guard let path = EntryPath(bytes: try bytes()) else { throw .malformed }
        let kind = try kind()
        let metadata = try metadata()
        let size = try size()
        let digest = try bytes()
        let dataSize = Int64(bitPattern: try number(UInt64.self))
        let hasContent = try flag()
        let extents = try extents(of: size)
        guard kind == .file || !hasContent, digest.isEmpty || SHA256Digest(bytes: digest) != nil
        else { throw .malformed }
        let entry = Entry(
            path: path, kind: kind, metadata: metadata, size: size,
            digest: SHA256Digest(bytes: digest), dataSize: dataSize < 0 ? nil : dataSize)
        return HandoverEntry(entry: entry, hasContent: hasContent, extents: extents)
    }

    mutating func flag() throws(HandoverError) -> Bool {
        switch try number(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .malformed
        }
    }

    private mutating func kind() throws(HandoverError) -> Entry.Kind {
        switch try number(UInt8.self) {
        case 0: return .file
        case 1: return .folder
        case 2: return .link(try bytes())
        case 3:
            guard let first = EntryPath(bytes: try bytes()) else { throw .malformed }
            return .hardLink(first)
        case 4: return .fifo
        case 5: return .socket
        case 6: return .characterDevice(major: try number(), minor: try number())
        case 7: return .blockDevice(major: try number(), minor: try number())
        default: throw .malformed
        }
    }

    private mutating func metadata() throws(HandoverError) -> EntryMetadata {
        let permissions = try number(UInt16.self)
        guard permissions <= 0o7777 else { throw .malformed }
        let user = EntryMetadata.Owner(id: try number(), name: try bytes())
        let group = EntryMetadata.Owner(id: try number(), name: try bytes())
        let modified = try time()
        let accessed = try flag() ? try time() : nil
        var attributes: [EntryMetadata.Attribute] = []
        for _ in 0..<(try number(UInt32.self)) {
            attributes.append(.init(name: try bytes(), value: try bytes()))
        }
        return EntryMetadata(
            permissions: permissions, user: user, group: group, modified: modified,
            accessed: accessed, attributes: attributes)
    }

    private mutating func time() throws(HandoverError) -> FileTime {
        let seconds = Int64(bitPattern: try number(UInt64.self))
        let nanoseconds = try number(UInt32.self)
        guard nanoseconds < FileTime.nanosecondsPerSecond else { throw .malformed }
        return FileTime(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// In order, without overlap, and within the file.
    private mutating func extents(of size: Int64) throws(HandoverError) -> [DataExtent]? {
        let hasHoles = try flag()
        var extents: [DataExtent] = []
        var end: Int64 = 0
        for _ in 0..<(try number(UInt32.self)) {
            let (offset, count) = (try self.size(), try self.size())
            guard hasHoles, offset >= end, offset <= size, count <= size - offset else {
                throw .malformed
            }
            end = offset + count
            extents.append(DataExtent(offset: offset, count: count))
        }
        return hasHoles ? extents : nil
    }
}
