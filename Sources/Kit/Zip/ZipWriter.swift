internal import Compression

/// Writes a ZIP archive of any size to somewhere that takes bytes one after the other.
///
/// It appends to the caller's buffers and keeps nothing but the entry that is being written. For
/// each entry: `begin`, content by `write`, `end`, which gives its line of the directory. After the
/// last one the caller appends all these lines, in their order, and then what `finish` gives.
///
/// Files are deflated, with their sizes after them; what exceeds the old limits is said as ZIP64
/// says it. Modes, owners, seconds of UTC and links are said as Info-ZIP does.
package struct ZipWriter: ~Copyable {
    private static let endSignature: UInt32 = 0x0605_4B50
    private static let largeEndSignature: UInt32 = 0x0606_4B50
    private static let largeEndLocatorSignature: UInt32 = 0x0706_4B50

    /// Bytes of the archive so far, the directory left out: where the next header will be.
    package private(set) var offset: Int64 = 0

    private var compressor: DeflateCompressor
    private var checksum = CRC32()
    private var current: ZipRecord?
    private var missing: Int64 = 0
    private var announced: Int64 = 0
    private var packed: Int64 = 0
    private var count: Int64 = 0
    private var directorySize: Int64 = 0

    package init() throws(ZipError) {
        try self.init(at: 0)
    }

    /// For an archive that begins with `offset` bytes of something else.
    init(at offset: Int64) throws(ZipError) {
        self.offset = offset
        do throws(CompressionError) {
            compressor = try DeflateCompressor(level: .web)
        } catch {
            throw ZipError(.outOfMemory, "there is no memory left to compress with")
        }
    }

    /// Appends what stands before an entry's content.
    /// - Throws: `.badName`, `.nameTooLong`; the archive goes on without the entry.
    package mutating func begin(
        _ entry: ZipEntry, into output: inout [UInt8]
    ) throws(ZipError) {
        precondition(current == nil, "an entry begins after the one before has ended")
        var record = try ZipRecord(entry, at: offset)
        checksum = CRC32()
        if case .link(let target) = entry.kind {
            checksum.update(target.span)
            record.checksum = checksum.value
            record.size = Int64(target.count)
            record.packedSize = record.size
            append(record.header + target, to: &output)
        } else {
            append(record.header, to: &output)
        }
        announced = record.isStreamed ? entry.size : 0
        missing = announced
        packed = 0
        current = record
    }

    /// Appends content of the current entry; it may come out later.
    package mutating func write(
        _ bytes: Span<UInt8>, into output: inout [UInt8]
    ) throws(ZipError) {
        precondition(current != nil, "content belongs to an entry")
        guard bytes.count <= missing else {
            throw ZipError(
                .contentTooLong, "\(bytes.count) bytes come where \(missing) were announced")
        }
        missing -= Int64(bytes.count)
        checksum.update(bytes)
        let before = output.count
        compressor.compress(bytes, into: &output)
        note(output.count - before)
    }

    /// Ends the entry, and appends its line of the directory to `directory`.
    package mutating func end(
        into output: inout [UInt8], directory: inout [UInt8]
    ) throws(ZipError) {
        guard var record = current else { preconditionFailure("only what has begun can end") }
        guard missing == 0 else {
            throw ZipError(.contentTooShort, "\(missing) bytes of announced content are missing")
        }
        if record.isStreamed {
            let before = output.count
            compressor.finish(into: &output)
            note(output.count - before)
            record.size = announced
            record.packedSize = packed
            record.checksum = checksum.value
            append(record.descriptor, to: &output)
        }
        let line = record.directoryLine
        directory += line
        directorySize += Int64(line.count)
        count += 1
        current = nil
    }

    /// What follows the directory.
    package consuming func finish(into output: inout [UInt8]) {
        precondition(current == nil, "an archive ends after its last entry has ended")
        let isLarge =
            count >= Int64(ZipLimit.count) || offset >= ZipLimit.size
            || directorySize >= ZipLimit.size
        if isLarge { appendLargeEnd(to: &output) }
        output.append(Self.endSignature)
        output.append(UInt32(0))
        for _ in 0..<2 { output.append(isLarge ? UInt16.max : UInt16(count)) }
        output.append(isLarge ? UInt32.max : UInt32(directorySize))
        output.append(isLarge ? UInt32.max : UInt32(offset))
        output.append(UInt16(0))
    }

    private func appendLargeEnd(to output: inout [UInt8]) {
        output.append(Self.largeEndSignature)
        // The size of the rest of this record.
        output.append(UInt64(44))
        output.append(UInt16(3 << 8 | 63))
        output.append(UInt16(45))
        output.append(UInt64(0))
        for _ in 0..<2 { output.append(UInt64(count)) }
        output.append(UInt64(directorySize))
        output.append(UInt64(offset))
        output.append(Self.largeEndLocatorSignature)
        output.append(UInt32(0))
        output.append(UInt64(offset + directorySize))
        output.append(UInt32(1))
    }

    private mutating func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        output += bytes
        offset += Int64(bytes.count)
    }

    private mutating func note(_ count: Int) {
        packed += Int64(count)
        offset += Int64(count)
    }
}
