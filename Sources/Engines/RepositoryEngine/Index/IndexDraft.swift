/// The index object that is being written: what the packs stored so far hold. As text from the
/// start, so that a large one is never there twice.
package struct IndexDraft: Sendable {
    private var text: [UInt8] = []
    package private(set) var blobs = 0

    package init() {}

    package var isEmpty: Bool { blobs == 0 }

    /// Whether it is to be stored and a new one begun. Writers also store what they have after ten
    /// minutes, so that a backup that dies loses no more than that.
    package var isFull: Bool { blobs >= RepositoryLimits.blobsPerIndexMax }

    package mutating func add(_ pack: FinishedPack) {
        add(pack.id, pack.entries)
    }

    package mutating func add(_ pack: ObjectID, _ entries: some Collection<PackEntry>) {
        text += text.isEmpty ? Self.opening : Self.comma
        text += Self.packID
        pack.appendHex(to: &text)
        text += Self.packBlobs
        var isFirst = true
        for entry in entries {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            append(entry)
        }
        text += Self.packEnd
        blobs += entries.count
    }

    /// The JSON of everything added; the draft is then empty.
    package mutating func takeDocument() -> [UInt8] {
        defer { self = IndexDraft() }
        return (text.isEmpty ? Self.opening : text) + Self.closing
    }

    private mutating func append(_ entry: PackEntry) {
        text += Self.blobID
        entry.id.appendHex(to: &text)
        text += entry.kind == .data ? Self.dataOffset : Self.treeOffset
        append(entry.offset)
        text += Self.length
        append(entry.length)
        if entry.plainLength > 0 {
            text += Self.plainLength
            append(entry.plainLength)
        }
        text.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private static let opening = Array("{\"packs\":[".utf8)
    private static let closing = Array("]}".utf8)
    private static let comma = Array(",".utf8)
    private static let packID = Array("{\"id\":\"".utf8)
    private static let packBlobs = Array("\",\"blobs\":[".utf8)
    private static let packEnd = Array("]}".utf8)
    private static let blobID = Array("{\"id\":\"".utf8)
    private static let dataOffset = Array("\",\"type\":\"data\",\"offset\":".utf8)
    private static let treeOffset = Array("\",\"type\":\"tree\",\"offset\":".utf8)
    private static let length = Array(",\"length\":".utf8)
    private static let plainLength = Array(",\"uncompressed_length\":".utf8)
}
