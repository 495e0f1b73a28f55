// docs/formats/hub-backup.md

internal import Compression
internal import Cryptography
internal import Host
internal import JSON
internal import Tar
internal import Values

/// Reads a backup of a hub from end to end, and believes nothing that its manifest does not say.
struct BackupReader: ~Copyable {
    /// Where the parts go that are wanted; nothing is written where there is none.
    private let target: Folder?
    private let wanted: Set<String>
    private var decryptor: AgeDecryptor?
    private var decompressor: ZstdDecompressor
    private var tar = TarReader()
    private var manifest: BackupManifest?
    private var head: [UInt8] = []
    private var part: PartInHand?
    private var partsRead = 0

    /// A part that is being read.
    private final class PartInHand {
        let part: BackupManifest.Part
        private let file: FileDescriptor?
        private let path: FilePath
        private var hash = SHA256()
        private var size: Int64 = 0

        init(_ part: BackupManifest.Part, to file: consuming FileDescriptor?, at path: FilePath) {
            self.part = part
            self.file = file
            self.path = path
        }

        func take(_ bytes: [UInt8]) throws {
            hash.update(bytes)
            size += Int64(bytes.count)
            try unsafe file?.write(bytes.span.bytes, path: path)
        }

        /// Whether it was what it had to be; then it is on the disk.
        func finish() throws -> Bool {
            guard size == part.size.bytes, hash.finish() == part.sha256 else { return false }
            try file?.synchronize(path: path)
            return true
        }
    }

    private init(
        _ credential: AgeCredential, into target: Folder?, wanting wanted: Set<String>
    ) throws {
        let decompressor = try ZstdDecompressor()
        self.target = target
        self.wanted = wanted
        self.decompressor = decompressor
        decryptor = AgeDecryptor(credential)
    }

    /// Checks all of a file against its manifest, and writes the parts that are wanted into a
    /// folder that has none of them, brought to the disk. Blocks, and stretches a passphrase.
    ///
    /// Throws `HubError.backup` for what is no whole backup, and `CryptographyError` for one that
    /// is not for this credential; what was written by then is the caller's to remove.
    static func read(
        _ path: FilePath, with credential: AgeCredential, into target: Folder? = nil,
        wanting wanted: Set<String> = [BackupManifest.storeName, BackupManifest.keyName]
    ) throws -> BackupManifest {
        let file = try Folder(at: path.parent).openFile(
            RelativePath(bytes: path.name.bytes), for: .read)
        var reader = try BackupReader(credential, into: target, wanting: wanted)
        do {
            try file.forEachPiece(path: path) { piece in try reader.take(sealed: piece) }
            return try reader.finish()
        } catch let error as TarError {
            throw notOne("\(error)")
        } catch let error as CompressionError {
            throw notOne("\(error)")
        }
    }

    private mutating func take(sealed bytes: Span<UInt8>) throws {
        var packed: [UInt8] = []
        try decryptor?.update(bytes, into: &packed)
        try take(packed: packed)
    }

    private mutating func take(packed: [UInt8]) throws {
        guard !packed.isEmpty else { return }
        var taken = 0
        while true {
            var plain: [UInt8] = []
            let step = try decompressor.decompress(
                packed.span.extracting(droppingFirst: taken), into: &plain, atMost: 1 << 20)
            taken += step.consumed
            try take(plain: plain)
            if taken == packed.count, !step.mayHaveMore { return }
        }
    }

    private mutating func take(plain: [UInt8]) throws {
        var position = 0
        while let event = try tar.next(plain.span, from: &position) {
            switch event {
            case .entry(let entry): try begin(entry)
            case .content(let range, fileOffset: _): try take(plain[range])
            case .entryEnd: try endEntry()
            case .end: break
            }
        }
    }

    private mutating func finish() throws -> BackupManifest {
        var packed: [UInt8] = []
        if let decryptor = decryptor.take() { try decryptor.finish(into: &packed) }
        try take(packed: packed)
        try decompressor.finish()
        try tar.finish()
        guard let manifest, partsRead == manifest.parts.count else {
            throw Self.notOne("a part is missing")
        }
        return manifest
    }

    // MARK: Entries

    private mutating func begin(_ entry: TarEntry) throws {
        let name = String(decoding: entry.path, as: UTF8.self)
        guard entry.kind == .file else { throw Self.notOne("\(name) is no file") }
        guard let manifest else {
            guard name == BackupManifest.fileName, entry.size <= BackupManifest.sizeMax else {
                throw Self.notOne("it does not begin with its manifest")
            }
            return
        }
        guard partsRead < manifest.parts.count else { throw Self.notOne("it holds too much") }
        let next = manifest.parts[partsRead]
        guard next.name == name, next.size.bytes == entry.size else {
            throw Self.notOne("\(name) is not what the manifest announces")
        }
        var file: FileDescriptor?
        if let target, wanted.contains(name) {
            file = try target.openFile(RelativePath(name), for: .create(.ownerOnly))
        }
        part = PartInHand(
            next, to: file, at: target?.path.appending(name) ?? FilePath(name))
    }

    private mutating func take(_ content: ArraySlice<UInt8>) throws {
        guard manifest != nil else {
            head.append(contentsOf: content)
            return
        }
        try part?.take(Array(content))
    }

    private mutating func endEntry() throws {
        guard manifest != nil else {
            do {
                manifest = try BackupManifest.schema.decode(head, unknownFields: .ignored)
            } catch {
                throw Self.notOne("its manifest cannot be read")
            }
            return
        }
        guard let ended = part else { return }
        guard try ended.finish() else {
            throw Self.notOne("\(ended.part.name) is not what it was")
        }
        part = nil
        partsRead += 1
    }

    private static func notOne(_ reason: String) -> HubError {
        HubError(.backup, "this is no whole backup of a hub: \(reason)")
    }
}
