internal import Connector
internal import Cryptography
internal import Engine
internal import Storage
internal import Tar

/// Compares payload and index of a snapshot, part by part and in order, with one another and with
/// the manifest. Parts may be left out.
struct PayloadCheck: ~Copyable {
    private let source: IndexSource
    private let vault: ArchiveVault
    private let progress: RunProgress
    private var frames: FrameCursor
    private var tar: TarCheck
    private var damage = DamageMap()
    private(set) var bytesRead: Int64 = 0

    init(_ source: IndexSource, _ vault: ArchiveVault, _ progress: RunProgress) throws {
        let frames = try FrameCursor(source)
        let tar = try TarCheck(source)
        self.source = source
        self.vault = vault
        self.progress = progress
        self.frames = frames
        self.tar = tar
    }

    /// Reads the whole of a part, which comes after those that were checked before.
    mutating func check(_ part: Manifest.Part) async throws {
        var found = try frames.next()
        while let skipped = found, skipped.part < part.name { found = try frames.next() }
        guard let found else { throw EngineError.damaged("the index does not know \(part.name)") }
        var check = try PartCheck(
            part, found.frames,
            source.snapshot.encryption == .age ? vault.keys.identities : nil)
        let digest = try await read(part, &check)
        try check.finish { frame, outcome in try tar.take(frame, outcome, &damage) }
        bytesRead += check.size
        let ranges = check.damaged.map { $0.tarOffset..<($0.tarOffset + $0.tarSize) }
        if let digest, digest == part.digest, ranges.isEmpty, check.problem == nil { return }
        damage.add(message(part, check.size, digest, check.problem, ranges), ranges)
    }

    private mutating func read(
        _ part: Manifest.Part, _ check: inout PartCheck
    ) async throws -> SHA256Digest? {
        var hash = SHA256()
        do {
            let reader = try await vault.storage.get(
                source.snapshot.layout.part(part.name), nil)
            while let piece = try await reader.next() {
                hash.update(piece)
                progress.update { $0.transferred += Int64(piece.count) }
                try check.take(piece) { frame, outcome in try tar.take(frame, outcome, &damage) }
            }
        } catch let error as StorageError where [.notFound, .cutShort].contains(error.kind) {
            return nil
        }
        return hash.finish()
    }

    private func message(
        _ part: Manifest.Part, _ size: Int64, _ digest: SHA256Digest?, _ problem: EngineError?,
        _ ranges: [Range<Int64>]
    ) -> String {
        guard digest != nil, size == part.size else {
            return "\(part.name) has \(size) bytes and not the \(part.size) it was written with"
        }
        if let problem { return problem.message }
        guard let first = ranges.first else {
            return "\(part.name) is not what was written, though all files in it are whole"
        }
        let place = "from byte \(first.lowerBound) of the tar file on"
        guard digest == part.digest else { return "\(part.name) is damaged, \(place)" }
        return "\(part.name) was written damaged: it cannot be decompressed \(place)"
    }

    /// To be called after the last part.
    mutating func finish() async throws {
        while try frames.next() != nil {}
        try tar.finish(&damage)
    }

    /// What was found, with the files that each damage touches; goes through the index once more.
    mutating func findings(of snapshot: SnapshotID) async throws -> [VerifyReport.Finding] {
        guard !damage.isEmpty else { return [] }
        do {
            var entries = try EntryCursor(source)
            while let record = try entries.next() { damage.see(record) }
        } catch let error as EngineError where error.isAboutContent {
            // The index itself is part of what is wrong, and has been said to be.
        }
        return damage.findings(of: snapshot)
    }
}
