internal import Connector
internal import Cryptography
internal import Values

/// An entry's line as far as it has been read.
struct EntryDraft {
    typealias Refusal = LineCursor.Refusal

    private static let attributesMax = 1 << 16

    /// One bit for each letter that was there.
    private var seen: UInt32 = 0
    private var path: [UInt8] = []
    private var kind: UInt8 = 0
    private var permissions: UInt16?
    private var user: EntryMetadata.Owner?
    private var group: EntryMetadata.Owner?
    private var modified: FileTime?
    private var size: Int64?
    private var dataSize: Int64?
    private var digest: SHA256Digest?
    private var headerOffset: Int64?
    private var contentOffset: Int64?
    private var target: [UInt8]?
    private var device: (UInt32, UInt32)?
    private var attributes: [EntryMetadata.Attribute] = []
    private var tear: EntryRecord.Tear?
    private var identity: FileIdentity?

    mutating func take(_ letter: UInt8, from cursor: inout LineCursor) throws(Refusal) {
        if case let place = letter &- UInt8(ascii: "a"), place < 26 {
            guard seen & 1 << UInt32(place) == 0 else { throw Refusal(reason: "a key is repeated") }
            seen |= 1 << UInt32(place)
        }
        switch letter {
        case UInt8(ascii: "p"): path = try cursor.text()
        case UInt8(ascii: "k"): kind = try Self.letter(&cursor)
        case UInt8(ascii: "m"): permissions = try cursor.number()
        case UInt8(ascii: "u"): user = try Self.owner(&cursor)
        case UInt8(ascii: "g"): group = try Self.owner(&cursor)
        case UInt8(ascii: "t"): modified = try Self.time(&cursor)
        case UInt8(ascii: "n"): size = try cursor.amount()
        case UInt8(ascii: "d"): dataSize = try cursor.amount()
        case UInt8(ascii: "h"): digest = try Self.digest(&cursor)
        case UInt8(ascii: "o"): headerOffset = try cursor.amount()
        case UInt8(ascii: "c"): contentOffset = try cursor.amount()
        case UInt8(ascii: "x"): target = try cursor.text()
        case UInt8(ascii: "r"): device = try Self.device(&cursor)
        case UInt8(ascii: "a"): attributes = try Self.attributes(&cursor)
        case UInt8(ascii: "w"): tear = try Self.tear(&cursor)
        case UInt8(ascii: "i"): identity = try Self.identity(&cursor)
        default: try cursor.skipValue()
        }
    }

    func record() throws(Refusal) -> EntryRecord {
        guard let path = EntryPath(bytes: path) else {
            throw Refusal(reason: "a path is missing or leads out of the snapshot")
        }
        guard let permissions, permissions <= 0o7777, let user, let group, let modified else {
            throw Refusal(reason: "an entry lacks its mode, its owner or its time")
        }
        var record = EntryRecord(
            path: path, kind: try entryKind(),
            metadata: EntryMetadata(
                permissions: permissions, user: user, group: group, modified: modified,
                attributes: attributes))
        record.headerOffset = headerOffset
        record.tear = tear
        record.identity = identity
        guard (headerOffset == nil) == (record.kind == .socket) else {
            throw Refusal(reason: "an entry lacks its place in the tar file")
        }
        if record.kind == .file { try addContent(to: &record) }
        return record
    }

    private func addContent(to record: inout EntryRecord) throws(Refusal) {
        guard let size, let contentOffset, let headerOffset, contentOffset > headerOffset,
            digest != nil || tear != nil
        else { throw Refusal(reason: "a file lacks its size, its hash or its place") }
        record.size = size
        record.dataSize = dataSize ?? size
        record.digest = digest
        record.contentOffset = contentOffset
        guard record.dataSize <= Int64.max - contentOffset else {
            throw Refusal(reason: "a file is larger than a file can be")
        }
    }

    private func entryKind() throws(Refusal) -> Entry.Kind {
        switch (kind, target, device) {
        case (UInt8(ascii: "f"), nil, nil): return .file
        case (UInt8(ascii: "d"), nil, nil): return .folder
        case (UInt8(ascii: "p"), nil, nil): return .fifo
        case (UInt8(ascii: "s"), nil, nil): return .socket
        case (UInt8(ascii: "l"), let target?, nil): return .link(target)
        case (UInt8(ascii: "h"), let target?, nil):
            guard let path = EntryPath(bytes: target) else {
                throw Refusal(reason: "a hard link leads out of the snapshot")
            }
            return .hardLink(path)
        case (UInt8(ascii: "c"), nil, let device?):
            return .characterDevice(major: device.0, minor: device.1)
        case (UInt8(ascii: "b"), nil, let device?):
            return .blockDevice(major: device.0, minor: device.1)
        default: throw Refusal(reason: "an entry's kind does not fit what is said of it")
        }
    }

    // MARK: Values

    private static func letter(_ cursor: inout LineCursor) throws(Refusal) -> UInt8 {
        let text = try cursor.glimpse()
        guard text.count == 1, let letter = text.first else {
            throw Refusal(reason: "a kind is not one letter")
        }
        return letter
    }

    private static func owner(
        _ cursor: inout LineCursor
    ) throws(Refusal) -> EntryMetadata.Owner {
        try cursor.expect("[")
        let id = try cursor.number(UInt32.self)
        let name = cursor.skip(",") ? try cursor.text() : []
        try cursor.expect("]")
        return EntryMetadata.Owner(id: id, name: name)
    }

    private static func time(_ cursor: inout LineCursor) throws(Refusal) -> FileTime {
        try cursor.expect("[")
        let time = try timeFields(&cursor)
        try cursor.expect("]")
        return time
    }

    private static func timeFields(_ cursor: inout LineCursor) throws(Refusal) -> FileTime {
        let seconds = try cursor.signed()
        try cursor.expect(",")
        let nanoseconds = try cursor.number(UInt32.self)
        guard nanoseconds < FileTime.nanosecondsPerSecond else {
            throw Refusal(reason: "a time has too many nanoseconds")
        }
        return FileTime(seconds: seconds, nanoseconds: nanoseconds)
    }

    private static func digest(_ cursor: inout LineCursor) throws(Refusal) -> SHA256Digest {
        guard let digest = SHA256Digest(hexDigits: try cursor.glimpse()) else {
            throw Refusal(reason: "a hash is badly written")
        }
        return digest
    }

    private static func device(_ cursor: inout LineCursor) throws(Refusal) -> (UInt32, UInt32) {
        try cursor.expect("[")
        let major = try cursor.number(UInt32.self)
        try cursor.expect(",")
        let minor = try cursor.number(UInt32.self)
        try cursor.expect("]")
        return (major, minor)
    }

    private static func attributes(
        _ cursor: inout LineCursor
    ) throws(Refusal) -> [EntryMetadata.Attribute] {
        var attributes: [EntryMetadata.Attribute] = []
        try cursor.list { (cursor) throws(Refusal) in
            try cursor.expect("[")
            let name = try cursor.text()
            try cursor.expect(",")
            attributes.append(EntryMetadata.Attribute(name: name, value: try cursor.base64()))
            try cursor.expect("]")
            guard attributes.count <= attributesMax, !name.isEmpty, !name.contains(0) else {
                throw Refusal(reason: "an attribute has no name, or there are too many")
            }
        }
        return attributes
    }

    private static func tear(_ cursor: inout LineCursor) throws(Refusal) -> EntryRecord.Tear {
        let text = String(decoding: try cursor.string(), as: UTF8.self)
        guard let tear = EntryRecord.Tear(rawValue: text) else {
            throw Refusal(reason: "the reason of a torn file is unknown")
        }
        return tear
    }

    private static func identity(_ cursor: inout LineCursor) throws(Refusal) -> FileIdentity {
        try cursor.expect("[")
        let device = try cursor.unsigned()
        try cursor.expect(",")
        let inode = try cursor.unsigned()
        try cursor.expect(",")
        let linkCount = try cursor.unsigned()
        try cursor.expect(",")
        let changed = try timeFields(&cursor)
        try cursor.expect("]")
        return FileIdentity(
            device: device, inode: inode, linkCount: linkCount, changed: changed)
    }
}
