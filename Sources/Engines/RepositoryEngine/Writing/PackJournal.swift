internal import Cryptography
internal import Host
internal import Values

/// Which packs a run has stored that no index names yet, so that the run can go on after its
/// process has died. A record that is not whole ends it: that pack is stored again.
actor PackJournal {
    struct Record: Hashable, Sendable {
        let pack: ObjectID
        /// Of the whole pack.
        let length: Int
        let entries: [PackEntry]
    }

    private static let mark = Array("holdfast packs 1".utf8)
    private static let entrySize = 1 + 3 * 8 + ObjectID.byteCount
    private static let sizeMax = ByteCount.gibibytes(1)

    private let executor = PinnedExecutor(name: "repository journal")
    private let folder: Folder
    private let name: RelativePath
    private let repository: ObjectID
    private var file: FileDescriptor?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(in folder: Folder, _ name: RelativePath, repository: ObjectID) {
        self.folder = folder
        self.name = name
        self.repository = repository
    }

    // MARK: Writing

    func append(_ pack: ObjectID, length: Int, _ entries: [PackEntry]) throws {
        var body: [UInt8] = []
        pack.append(to: &body)
        Self.append(length, to: &body)
        for entry in entries {
            body.append(entry.kind.rawValue)
            Self.append(entry.offset, to: &body)
            Self.append(entry.length, to: &body)
            Self.append(entry.plainLength, to: &body)
            entry.id.append(to: &body)
        }
        var record: [UInt8] = []
        Self.append(body.count, to: &record)
        SHA256.hash(body.span).append(to: &record)
        record += body
        try write(record)
    }

    private func write(_ bytes: [UInt8]) throws(FileError) {
        let path = folder.path
        if file == nil {
            try remove()
            let made = try folder.openFile(name, for: .create(.ownerOnly))
            var head = Self.mark
            repository.append(to: &head)
            try unsafe made.write(head.span.bytes, path: path)
            file = consume made
        }
        try unsafe file?.write(bytes.span.bytes, path: path)
    }

    /// Everything in it is in an index now, or will not be continued.
    func remove() throws(FileError) {
        file = nil
        do throws(FileError) {
            try folder.remove(name)
        } catch  where error.kind == .notFound {
            return
        }
    }

    // MARK: Reading

    /// What an earlier attempt has noted; nothing when there was none.
    func records() throws(FileError) -> [Record] {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try folder.read(name, limit: Self.sizeMax)
        } catch  where error.kind == .notFound {
            return []
        }
        var head = Self.mark
        repository.append(to: &head)
        guard bytes.starts(with: head) else { return [] }
        var records: [Record] = []
        var position = head.count
        while let record = Self.record(bytes.span, at: &position) { records.append(record) }
        return records
    }

    private static func record(_ bytes: Span<UInt8>, at position: inout Int) -> Record? {
        let headSize = 8 + SHA256Digest.byteCount
        guard position + headSize <= bytes.count else { return nil }
        let count = number(bytes, at: position)
        let start = position + headSize
        guard count >= ObjectID.byteCount + 8, count <= bytes.count - start else { return nil }
        let body = bytes.extracting(start..<start + count)
        let digest = ObjectID(bytes, at: position + 8)
        guard ObjectID.hash(body) == digest else { return nil }
        position = start + count
        let first = ObjectID.byteCount + 8
        let entries = stride(from: first, to: count, by: entrySize).compactMap { offset in
            entry(body, at: offset)
        }
        return Record(
            pack: ObjectID(body, at: 0), length: number(body, at: ObjectID.byteCount),
            entries: entries)
    }

    private static func entry(_ body: Span<UInt8>, at offset: Int) -> PackEntry? {
        guard offset + entrySize <= body.count, let kind = BlobKind(rawValue: body[offset]) else {
            return nil
        }
        return PackEntry(
            id: ObjectID(body, at: offset + 25), kind: kind, offset: number(body, at: offset + 1),
            length: number(body, at: offset + 9), plainLength: number(body, at: offset + 17))
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }

    private static func number(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
}
