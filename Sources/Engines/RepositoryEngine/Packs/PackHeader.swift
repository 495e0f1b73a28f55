internal import Engine

/// The list at the end of a pack: which blobs it holds, in their order.
package enum PackHeader {
    /// The last bytes of a pack: how long the sealed header before them is.
    package static let lengthSize = 4
    static let plainEntrySize = 1 + 4 + ObjectID.byteCount
    static let foldedEntrySize = plainEntrySize + 4
    private static let foldedBit: UInt8 = 2

    static func encode(_ entries: [PackEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * foldedEntrySize)
        for entry in entries {
            bytes.append(entry.kind.rawValue | (entry.plainLength > 0 ? foldedBit : 0))
            append(entry.length, to: &bytes)
            if entry.plainLength > 0 { append(entry.plainLength, to: &bytes) }
            entry.id.append(to: &bytes)
        }
        return bytes
    }

    static func encodeLength(_ length: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        append(length, to: &bytes)
        return bytes
    }

    /// The length that the last four bytes of a pack say.
    static func length(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        number(bytes, at: offset)
    }

    /// Bytes that a header of these entries takes in a pack, with its length.
    static func size(of entries: [PackEntry]) -> Int {
        entries.reduce(RepositorySealer.overhead + lengthSize) { sum, entry in
            sum + (entry.plainLength > 0 ? foldedEntrySize : plainEntrySize)
        }
    }

    /// - Throws: `.damaged` for what no writer of the format makes.
    static func decode(_ bytes: Span<UInt8>) throws(EngineError) -> [PackEntry] {
        var entries: [PackEntry] = []
        entries.reserveCapacity(bytes.count / plainEntrySize)
        var position = 0
        var offset = 0
        while position < bytes.count {
            let type = bytes[position]
            guard let kind = BlobKind(rawValue: type & ~foldedBit) else {
                throw .damaged("its header names a kind of blob, \(type), that there is not")
            }
            let isFolded = type & foldedBit != 0
            let size = isFolded ? foldedEntrySize : plainEntrySize
            guard position + size <= bytes.count else {
                throw .damaged("its header ends in the middle of an entry")
            }
            let length = number(bytes, at: position + 1)
            let plainLength = isFolded ? number(bytes, at: position + 5) : 0
            guard length >= RepositorySealer.overhead, !isFolded || plainLength > 0 else {
                throw .damaged("its header gives a blob an impossible length")
            }
            let id = ObjectID(bytes, at: position + size - ObjectID.byteCount)
            entries.append(
                PackEntry(
                    id: id, kind: kind, offset: offset, length: length, plainLength: plainLength))
            offset += length
            position += size
        }
        return entries
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        precondition(number >= 0 && number <= UInt32.max, "lengths in packs are 32 bits")
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func number(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
}
