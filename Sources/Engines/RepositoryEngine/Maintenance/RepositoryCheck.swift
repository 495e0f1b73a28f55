internal import Connector
internal import Engine
internal import Storage
internal import Synchronization
internal import Values

/// A check of a repository: index, packs, snapshots, trees, and as much content as is asked for.
struct RepositoryCheck {
    /// Blobs that are named one by one; the files they belong to are counted all.
    private static let faultsMax = 100

    private let vault: RepositoryVault
    private let scope: VerifyScope
    private let progress: RunProgress
    private var report = VerifyReport()
    /// Blobs that no pack gives.
    private var lost: Set<BlobID> = []

    init(_ vault: RepositoryVault, _ scope: VerifyScope, _ progress: RunProgress) {
        self.vault = vault
        self.scope = scope
        self.progress = progress
    }

    mutating func run() async throws -> VerifyReport {
        progress.update { $0.current = "locks" }
        for lock in try await LockFolder(vault: vault).readAll().unreadable {
            note("\(lock.fault.message); `unlock` with all of them removes it")
        }
        progress.update { $0.current = "snapshots" }
        let snapshots = try await readSnapshots()
        progress.update { $0.current = "index" }
        let (index, objects, faults) = try await vault.loadIndexAsFarAsPossible(progress)
        report.objects += objects
        for fault in faults { note(fault.message) }
        let packs = try await checkPacks(index)
        progress.update { $0.current = "trees" }
        let fetcher = BlobFetcher(vault, index, progress)
        let used = try await UsedBlobs.find(
            below: snapshots.map(\.file.tree), fetcher, progress)
        for fault in used.faults where lost.insert(fault.id).inserted {
            if lost.count <= Self.faultsMax { note(fault.message) }
        }
        if !used.faults.isEmpty, packs.unindexed > 0 {
            note(
                "\(packs.unindexed) packs are in no index: `repair index` looks for what they hold")
        }
        loseUnreachable(index, used, packs)
        if scope.reading != .structure {
            progress.update { $0.current = "packs" }
            try await readPacks(index, used, packs)
        }
        try await nameFiles(snapshots, fetcher)
        return report
    }

    private mutating func note(_ message: String) {
        report.findings.append(.init(snapshot: nil, message: message))
    }

    // MARK: Snapshots

    private mutating func readSnapshots() async throws -> [(id: SnapshotID, file: SnapshotFile)] {
        var read: [(id: SnapshotID, file: SnapshotFile)] = []
        var missing = Set(scope.snapshots ?? [])
        for listed in try await vault.list(.snapshots) {
            guard let name = SnapshotID(listed.id.description) else { continue }
            guard scope.snapshots?.contains(name) != false else { continue }
            missing.remove(name)
            do {
                read.append((name, try await vault.snapshotFile(listed.id)))
                report.snapshots += 1
            } catch {
                let fault = EngineError(error, at: vault.place)
                guard fault.kind == .damaged else { throw fault }
                report.findings.append(.init(snapshot: name, message: fault.message))
            }
        }
        for name in missing.sorted() {
            report.findings.append(.init(snapshot: name, message: "there is no such snapshot"))
        }
        return read
    }

    // MARK: Packs

    /// What the listing says of packs that the index names.
    private struct ListedPacks {
        /// By their number; nil for those that are not there.
        var sizes: [Int64?]
        /// Packs that no index names.
        var unindexed = 0

        func isThere(_ number: Int) -> Bool { sizes[number] != nil }

        /// Whether the pack reaches as far as the blob.
        func holds(_ blob: BlobTable.Row) -> Bool {
            sizes[Int(blob.pack)].map { Int64(blob.offset) + Int64(blob.length) <= $0 } ?? false
        }
    }

    /// Holds the listing against the index.
    private mutating func checkPacks(_ index: BlobIndex) async throws -> ListedPacks {
        let inventory = PackInventory(index)
        var sizes: [ObjectID: Int64] = [:]
        for listed in try await vault.list(.data) { sizes[listed.id] = listed.size }
        report.objects += sizes.count
        var packs = ListedPacks(sizes: index.packs.map { sizes[$0] })
        packs.unindexed = sizes.count - packs.sizes.count { $0 != nil }
        let strays = packs.sizes.contains(nil) ? try await vault.misplacedPacks() : [:]
        for (number, pack) in index.packs.enumerated() {
            let expected = inventory.packs[number]
            guard let size = packs.sizes[number] else {
                let place = strays[pack].map { "; it lies at \($0), where it is not looked for" }
                note("pack \(pack) is missing, with \(expected.blobs) blobs\(place ?? "")")
                continue
            }
            if size != Int64(expected.size) {
                note("pack \(pack) has \(size) bytes where \(expected.size) are expected")
            }
            if expected.kinds.count > 1 { note("pack \(pack) mixes trees and data") }
        }
        return packs
    }

    /// What only lies in packs that are missing, or beyond the end of one, is lost.
    private mutating func loseUnreachable(
        _ index: BlobIndex, _ used: UsedBlobs, _ packs: ListedPacks
    ) {
        for kind in BlobKind.allCases {
            let table = index.table(kind)
            for row in 0..<table.count where used.contains(row, kind) {
                let id = table[row].id
                var other = row
                var isThere = false
                while other < table.count, table[other].id == id {
                    isThere = isThere || packs.holds(table[other])
                    other += 1
                }
                if !isThere { lost.insert(id) }
            }
        }
    }

    private mutating func readPacks(
        _ index: BlobIndex, _ used: UsedBlobs, _ packs: ListedPacks
    ) async throws {
        let needed = scope.snapshots == nil ? nil : used.packs(of: index)
        let chosen = index.packs.indices.filter { number in
            packs.isThere(number) && needed?.contains(number) != false
                && scope.reading.chooses(index.packs[number])
        }
        let entries = index.entries { packs.isThere($0) }
        let check = PackCheck(vault: vault, shelf: OpenerShelf(vault.key))
        let progress = progress
        let outcomes = try await chosen.concurrentMap(limit: vault.settings.workers) { number in
            let outcome = try await check.check(index.packs[number], entries[number] ?? [])
            progress.update { state in
                state.transferred += outcome.bytes
                state.bytes += outcome.bytes
            }
            return outcome
        }
        var failed: [BlobID: Int] = [:]
        for outcome in outcomes {
            report.bytesRead = report.bytesRead + ByteCount(outcome.bytes)
            for fault in outcome.faults { note(fault) }
            for id in outcome.lost { failed[id, default: 0] += 1 }
        }
        for (id, count) in failed {
            let copies = BlobKind.allCases.reduce(0) { $0 + index.places(of: id, $1).count }
            if copies <= count { lost.insert(id) }
        }
    }

    // MARK: Files

    private mutating func nameFiles(
        _ snapshots: [(id: SnapshotID, file: SnapshotFile)], _ fetcher: BlobFetcher
    ) async throws {
        guard !lost.isEmpty else { return }
        var files = LostFiles(fetcher, lost: lost)
        for snapshot in snapshots {
            guard let found = try await files.find(below: snapshot.file.tree) else {
                report.findings.append(
                    .init(snapshot: snapshot.id, message: "its root is lost, and all below it"))
                continue
            }
            guard found.count > 0 else { continue }
            report.findings.append(
                .init(
                    snapshot: snapshot.id,
                    message: "\(found.count) of its files and folders cannot be restored whole",
                    paths: found.paths, pathCount: found.count))
        }
    }
}

extension UsedBlobs {
    /// The packs that hold any of them, by number.
    func packs(of index: BlobIndex) -> Set<Int> {
        var packs: Set<Int> = []
        for kind in BlobKind.allCases {
            let table = index.table(kind)
            for row in 0..<table.count where contains(row, kind) {
                packs.insert(Int(table[row].pack))
            }
        }
        return packs
    }
}

extension VerifyScope.Reading {
    /// The same packs for the same seed, whatever else lies in the vault.
    fileprivate func chooses(_ pack: ObjectID) -> Bool {
        switch self {
        case .structure: return false
        case .everything: return true
        case .part(let part, let count): return pack.d % UInt64(count) == UInt64(part - 1)
        case .sample(let percent, let seed):
            // The mixing of SplitMix64: neighbouring seeds choose differently.
            var hash = pack.c ^ seed &* 0x9E37_79B9_7F4A_7C15
            hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
            hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
            return Double((hash ^ hash >> 31) >> 11) / Double(UInt64(1) << 53) < percent / 100
        }
    }
}
