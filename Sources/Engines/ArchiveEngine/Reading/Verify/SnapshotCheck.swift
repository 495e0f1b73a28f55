internal import Connector
internal import Cryptography
internal import Engine
internal import Storage
internal import Values

/// Checks one snapshot and collects what is wrong with it. Reads the vault and nothing else.
struct SnapshotCheck {
    typealias Finding = VerifyReport.Finding

    let vault: ArchiveVault
    let folder: SnapshotFolder
    let progress: RunProgress
    private(set) var report = VerifyReport()

    init(_ vault: ArchiveVault, _ folder: SnapshotFolder, _ progress: RunProgress) {
        self.vault = vault
        self.folder = folder
        self.progress = progress
        report.snapshots = 1
    }

    /// - Parameter chooses: Which parts' content is read.
    mutating func run(_ isRead: Bool, _ chooses: (PartName) -> Bool) async throws {
        progress.update { [id = folder.id] in $0.current = "\(id)" }
        let snapshot: SealedSnapshot
        do {
            snapshot = try await vault.snapshot(folder.id)
            report.objects += 2
        } catch let error as EngineError where error.isAboutContent {
            return add(error.message)
        }
        try await checkNames(snapshot)
        checkSizes(snapshot)
        guard isRead else { return }
        let parts = snapshot.manifest.parts.filter { chooses($0.name) }
        guard let source = try await index(of: snapshot) else {
            return try await checkSealed(parts, of: snapshot)
        }
        var payload = try PayloadCheck(source, vault, progress)
        do {
            for part in parts { try await payload.check(part) }
            try await payload.finish()
        } catch let error as EngineError where error.isAboutContent {
            add(error.message)
        }
        report.objects += parts.count
        report.bytesRead = report.bytesRead + ByteCount(payload.bytesRead)
        report.findings += try await payload.findings(of: folder.id)
    }

    private mutating func add(_ message: String) {
        report.findings.append(Finding(snapshot: folder.id, message: message))
    }

    // MARK: Structure

    private mutating func checkNames(_ snapshot: SealedSnapshot) async throws {
        do {
            let marker = try await vault.sourceMarker(folder.scope)
            if marker.key != snapshot.completion.key {
                add("\(SourceMarker.title) names another key than the one that signed it")
            }
            let sums = try await vault.small(
                folder.layout.sums, limit: ArchiveLimits.manifestSizeMax)
            report.objects += 2
            guard SHA256.hash(sums) == snapshot.completion.statement.sums else {
                return add("\(SnapshotLayout.sumsName) is not the one that was signed")
            }
            try await check(sums, snapshot)
        } catch let error as EngineError where error.isAboutContent {
            add(error.message)
        }
    }

    /// What `sha256sum -c` would find: the parts, the index and the manifest as the manifest names
    /// them, and RESTORE.txt, whose hash is nowhere else.
    private mutating func check(_ sums: [UInt8], _ snapshot: SealedSnapshot) async throws {
        let restore = try await vault.small(
            folder.layout.restore, limit: ArchiveLimits.smallObjectSizeMax)
        report.objects += 1
        let manifest = snapshot.manifest
        var text = manifest.parts.map { "\($0.digest)  \($0.name)\n" }.joined()
        text += "\(manifest.index.digest)  \(manifest.index.name)\n"
        text += "\(SHA256.hash(restore))  \(SnapshotLayout.restoreName)\n"
        text += "\(snapshot.completion.statement.manifest)  \(SnapshotLayout.manifestName)\n"
        guard sums != Array(text.utf8) else { return }
        let isRestore = sums.count == text.utf8.count
        add(
            isRestore
                ? "\(SnapshotLayout.restoreName) is not the one that was signed"
                : "\(SnapshotLayout.sumsName) does not list what \(Manifest.title) does")
    }

    private mutating func checkSizes(_ snapshot: SealedSnapshot) {
        for problem in folder.problems(with: snapshot.manifest) { add(problem) }
        // Whoever restores by hand takes every payload.part there is.
        let known = Set(snapshot.manifest.parts.map(\.name.text))
        for name in folder.objects.keys.sorted() where PartName(name) != nil {
            if !known.contains(name) { add("\(name) does not belong to it") }
        }
    }

    // MARK: Content

    /// nil where there is no key, and where the index cannot be used; then the parts are compared
    /// with their hashes, which needs neither.
    private mutating func index(of snapshot: SealedSnapshot) async throws -> IndexSource? {
        let index = snapshot.manifest.index
        if snapshot.encryption == .age, vault.keys.identities.isEmpty {
            let (digest, size) = try await PartHash.hash(snapshot.indexObject, in: vault, progress)
            report.objects += 1
            report.bytesRead = report.bytesRead + ByteCount(size)
            if digest != index.digest { add("\(index.name) is not the one that was signed") }
            return nil
        }
        do {
            let source = try await vault.index(of: snapshot, progress)
            report.objects += 1
            report.bytesRead = report.bytesRead + ByteCount(index.size)
            return source
        } catch let error as EngineError where error.isAboutContent || error.kind == .wrongKey {
            add(error.message)
            return nil
        }
    }

    private mutating func checkSealed(
        _ parts: [Manifest.Part], of snapshot: SealedSnapshot
    ) async throws {
        for part in parts {
            let name = snapshot.layout.part(part.name)
            let (digest, size) = try await PartHash.hash(name, in: vault, progress)
            report.objects += 1
            report.bytesRead = report.bytesRead + ByteCount(size)
            if digest != part.digest {
                add(
                    "\(part.name) is not what was written; which files it touches cannot be said "
                        + "without a key")
            }
        }
    }
}

extension EngineError {
    /// It says something of what was read, and not of reading.
    var isAboutContent: Bool {
        switch kind {
        case .damaged, .foreignSignature, .tooNew, .noSuchSnapshot: true
        default: false
        }
    }
}

/// The hash of an object as it lies in the vault.
enum PartHash {
    /// nil and what came where there is no such object or less of it than there should be.
    static func hash(
        _ name: ObjectName, in vault: ArchiveVault, _ progress: RunProgress
    ) async throws -> (digest: SHA256Digest?, size: Int64) {
        var hash = SHA256()
        var size: Int64 = 0
        do {
            let reader = try await vault.storage.get(name, nil)
            while let piece = try await reader.next() {
                hash.update(piece)
                size += Int64(piece.count)
                progress.update { $0.transferred += Int64(piece.count) }
            }
            return (hash.finish(), size)
        } catch let error as StorageError where [.notFound, .cutShort].contains(error.kind) {
            return (nil, size)
        }
    }
}
