internal import Connector
internal import Values

/// How a file is written in a files cache: what its path has in common with the one before, then
/// numbers seven bits a byte.
enum FilesCacheRecord {
    static func append(_ file: KnownFile, after last: [UInt8], to bytes: inout [UInt8]) {
        let path = file.path.bytes
        let shared = zip(path, last).prefix { $0 == $1 }.count
        append(UInt64(shared), to: &bytes)
        append(UInt64(path.count - shared), to: &bytes)
        bytes.append(contentsOf: path[shared...])
        append(UInt64(bitPattern: file.size), to: &bytes)
        append(file.modified, to: &bytes)
        append(file.changed, to: &bytes)
        append(file.inode, to: &bytes)
        append(UInt64(file.content.count), to: &bytes)
        for id in file.content { id.append(to: &bytes) }
    }

    private static func append(_ time: FileTime, to bytes: inout [UInt8]) {
        append(UInt64(bitPattern: time.seconds), to: &bytes)
        append(UInt64(time.nanoseconds), to: &bytes)
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The record at `position`, which is behind it afterwards; nil for anything else.
    static func read(
        _ bytes: Span<UInt8>, at position: inout Int, after last: [UInt8]
    ) -> KnownFile? {
        guard let shared = number(bytes, &position), shared <= last.count,
            let own = number(bytes, &position), own <= bytes.count - position
        else { return nil }
        var path = Array(last[..<Int(shared)])
        path.append(bytes.extracting(position..<position + Int(own)))
        position += Int(own)
        guard let entryPath = EntryPath(bytes: path), let size = number(bytes, &position),
            let modified = time(bytes, &position), let changed = time(bytes, &position),
            let inode = number(bytes, &position), let count = number(bytes, &position),
            count <= (bytes.count - position) / BlobID.byteCount
        else { return nil }
        var content: [BlobID] = []
        content.reserveCapacity(Int(count))
        for _ in 0..<count {
            content.append(BlobID(bytes, at: position))
            position += BlobID.byteCount
        }
        return KnownFile(
            path: entryPath, size: Int64(bitPattern: size), modified: modified, changed: changed,
            inode: inode, content: content)
    }

    private static func time(_ bytes: Span<UInt8>, _ position: inout Int) -> FileTime? {
        guard let seconds = number(bytes, &position), let nanoseconds = number(bytes, &position),
            nanoseconds < UInt64(FileTime.nanosecondsPerSecond)
        else { return nil }
        return FileTime(
            seconds: Int64(bitPattern: seconds), nanoseconds: UInt32(nanoseconds))
    }

    private static func number(_ bytes: Span<UInt8>, _ position: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}
