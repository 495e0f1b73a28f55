// docs/formats/hub-backup.md

internal import Compression
internal import Cryptography
internal import Host
internal import Tar
internal import Values

/// One file of a backup in the making: tar, then zstd, then age, into a draft that gets its name
/// when all of it is on the disk.
struct BackupWriter: ~Copyable {
    private var draft: FileDraft
    private var encryptor: AgeEncryptor?
    private var compressor: ZstdCompressor
    private var tar = TarWriter()
    private let made: Timestamp

    init(in folder: Folder, sealed seal: BackupSeal, made: Timestamp) throws {
        let encryptor = try seal.encryptor()
        let compressor = try ZstdCompressor()
        let draft = try FileDraft(in: folder)
        self.draft = draft
        self.encryptor = consume encryptor
        self.compressor = compressor
        self.made = made
    }

    mutating func add(_ name: String, _ content: [UInt8]) throws {
        try begin(name, size: Int64(content.count))
        try put(content.span)
        try end()
    }

    /// Adds a file, which has to be what it was when it was measured.
    mutating func add(_ name: String, _ file: RelativePath, of folder: Folder) throws {
        let path = folder.path.appending(file.string)
        let opened = try folder.openFile(file, for: .read)
        try begin(name, size: try opened.status(path: path).size.bytes)
        try opened.forEachPiece(path: path) { piece in try put(piece) }
        try end()
    }

    /// Brings the file to the disk and gives it its name. What bears it is never replaced.
    mutating func commit(as name: RelativePath) throws {
        var headers: [UInt8] = []
        tar.finish(into: &headers)
        var packed: [UInt8] = []
        try compressor.compress(headers.span, into: &packed)
        try compressor.finish(into: &packed)
        var sealed: [UInt8] = []
        encryptor?.update(packed, into: &sealed)
        if let encryptor = encryptor.take() { encryptor.finish(into: &sealed) }
        try draft.write(sealed)
        try draft.commit(as: name, replacement: .refused)
    }

    private mutating func begin(_ name: String, size: Int64) throws {
        var entry = TarEntry(path: Array(name.utf8), kind: .file)
        entry.permissions = 0o600
        entry.size = size
        entry.modified = FileTime(seconds: made.milliseconds / 1000)
        var headers: [UInt8] = []
        try tar.begin(entry, into: &headers)
        try pack(headers.span)
    }

    private mutating func put(_ content: Span<UInt8>) throws {
        try tar.wrote(content.count)
        try pack(content)
    }

    private mutating func end() throws {
        var padding: [UInt8] = []
        try tar.end(into: &padding)
        try pack(padding.span)
    }

    private mutating func pack(_ bytes: Span<UInt8>) throws {
        var packed: [UInt8] = []
        try compressor.compress(bytes, into: &packed)
        var sealed: [UInt8] = []
        encryptor?.update(packed, into: &sealed)
        try draft.write(sealed)
    }
}
