/// What an archive says of one entry: before its content, and once more in its directory.
struct ZipRecord {
    private static let localSignature: UInt32 = 0x0403_4B50
    private static let directorySignature: UInt32 = 0x0201_4B50
    private static let descriptorSignature: UInt32 = 0x0807_4B50

    private static let sizesField: UInt16 = 0x0001
    private static let timeField: UInt16 = 0x5455
    private static let ownerField: UInt16 = 0x7875

    private static let stored: UInt16 = 0
    private static let deflated: UInt16 = 8
    private static let followedByDescriptor: UInt16 = 1 << 3
    private static let nameIsUTF8: UInt16 = 1 << 11
    /// Made on Unix, which is what gives modes and links their meaning, by the text of version 6.3.
    private static let madeBy: UInt16 = 3 << 8 | 63

    private let entry: ZipEntry
    private let name: ZipName
    private let time: ZipTime
    /// Where it begins in the archive.
    private let offset: Int64
    /// Its sizes are written in 64 bits.
    private let isLarge: Bool

    /// Known at the end.
    var checksum: UInt32 = 0
    var size: Int64 = 0
    var packedSize: Int64 = 0

    init(_ entry: ZipEntry, at offset: Int64) throws(ZipError) {
        self.entry = entry
        self.offset = offset
        name = try ZipName(entry.path, isFolder: entry.kind == .folder)
        time = ZipTime(entry.modified)
        isLarge = ZipLimit.mayExceed(entry.size)
    }

    /// Files with content are compressed, and nothing is known of them before they end.
    var isStreamed: Bool { entry.kind == .file && entry.size > 0 }

    // MARK: Before the content

    var header: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Self.localSignature)
        appendBasics(to: &bytes)
        let isUnknown = isStreamed
        bytes.append(isUnknown ? 0 : checksum)
        let unknown: UInt32 = isLarge ? .max : 0
        bytes.append(isUnknown ? unknown : UInt32(packedSize))
        bytes.append(isUnknown ? unknown : UInt32(size))
        var extra: [UInt8] = []
        if isLarge { extra.appendField(Self.sizesField, Array(repeating: 0, count: 16)) }
        appendCommon(to: &extra)
        bytes.append(UInt16(name.bytes.count))
        bytes.append(UInt16(extra.count))
        return bytes + name.bytes + extra
    }

    /// What a streamed file ends with.
    var descriptor: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Self.descriptorSignature)
        bytes.append(checksum)
        if isLarge {
            bytes.append(UInt64(packedSize))
            bytes.append(UInt64(size))
        } else {
            bytes.append(UInt32(packedSize))
            bytes.append(UInt32(size))
        }
        return bytes
    }

    // MARK: In the directory

    var directoryLine: [UInt8] {
        let isFar = offset >= ZipLimit.size
        var bytes: [UInt8] = []
        bytes.append(Self.directorySignature)
        bytes.append(Self.madeBy)
        appendBasics(to: &bytes)
        bytes.append(checksum)
        bytes.append(isLarge ? UInt32.max : UInt32(packedSize))
        bytes.append(isLarge ? UInt32.max : UInt32(size))
        var large: [UInt8] = []
        if isLarge {
            large.append(UInt64(size))
            large.append(UInt64(packedSize))
        }
        if isFar { large.append(UInt64(offset)) }
        var extra: [UInt8] = []
        if !large.isEmpty { extra.appendField(Self.sizesField, large) }
        appendCommon(to: &extra)
        bytes.append(UInt16(name.bytes.count))
        bytes.append(UInt16(extra.count))
        // No comment, the first disk, no hint whether it is text.
        bytes += Array(repeating: 0, count: 6)
        bytes.append(attributes)
        bytes.append(isFar ? UInt32.max : UInt32(offset))
        return bytes + name.bytes + extra
    }

    /// The mode, and the bit by which DOS knows folders.
    private var attributes: UInt32 {
        let format: UInt32 =
            switch entry.kind {
            case .file: 0o100000
            case .folder: 0o040000
            case .link: 0o120000
            }
        let mode = format | UInt32(entry.permissions & 0o7777)
        return mode << 16 | (entry.kind == .folder ? 0x10 : 0)
    }

    // MARK: In both

    private func appendBasics(to bytes: inout [UInt8]) {
        bytes.append(isLarge || offset >= ZipLimit.size ? UInt16(45) : UInt16(20))
        bytes.append(
            (isStreamed ? Self.followedByDescriptor : 0) | (name.isUTF8 ? Self.nameIsUTF8 : 0))
        bytes.append(isStreamed ? Self.deflated : Self.stored)
        bytes.append(time.time)
        bytes.append(time.date)
    }

    private func appendCommon(to extra: inout [UInt8]) {
        if let seconds = time.seconds {
            // Of the three times it has room for, the one of the last change.
            var content: [UInt8] = [1]
            content.append(seconds)
            extra.appendField(Self.timeField, content)
        }
        var owner: [UInt8] = [1, 4]
        owner.append(entry.user)
        owner.append(UInt8(4))
        owner.append(entry.group)
        extra.appendField(Self.ownerField, owner)
    }
}
