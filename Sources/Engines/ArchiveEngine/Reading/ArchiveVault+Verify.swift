package import Engine
internal import Host
internal import Values

extension ArchiveVault {
    package func verify(
        _ scope: VerifyScope, _ progress: RunProgress
    ) async throws -> VerifyReport {
        do {
            let pool = try ThreadPool(name: "verify", size: 1)
            return try await withTaskExecutorPreference(pool) {
                try await self.check(scope, progress)
            }
        } catch {
            throw EngineError(error, at: place)
        }
    }

    package func damageBeside(
        _ snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> [String] {
        let scope = VerifyScope(reading: .structure, snapshots: [snapshot])
        return try await verify(scope, progress).findings.map(\.message)
    }

    @concurrent
    private func check(_ scope: VerifyScope, _ progress: RunProgress) async throws -> VerifyReport {
        var report = VerifyReport()
        var missing = Set(scope.snapshots ?? [])
        for folder in try await SnapshotFolders.list(self.scope, in: storage)
        where scope.snapshots?.contains(folder.id) != false {
            try Task.checkCancellation()
            guard folder.isFinished else {
                guard let damaged = try await unsealed(folder) else { continue }
                missing.remove(folder.id)
                report.findings.append(.init(snapshot: folder.id, message: damaged.reason))
                continue
            }
            missing.remove(folder.id)
            var check = SnapshotCheck(self, folder, progress)
            try await check.run(scope.reading.isReading) { part in
                scope.reading.chooses("\(folder.id)/\(part)")
            }
            report.add(check.report)
        }
        for id in missing.sorted() {
            report.findings.append(.init(snapshot: id, message: "there is no such snapshot"))
        }
        return report
    }
}

extension VerifyReport {
    fileprivate mutating func add(_ other: VerifyReport) {
        snapshots += other.snapshots
        objects += other.objects
        bytesRead = bytesRead + other.bytesRead
        findings += other.findings
    }
}

extension VerifyScope.Reading {
    var isReading: Bool {
        if case .structure = self { false } else { true }
    }

    /// The same objects for the same seed, whatever else lies in the vault.
    func chooses(_ object: String) -> Bool {
        switch self {
        case .structure: return false
        case .everything: return true
        case .part(let part, let count):
            return Self.hash(object, seed: 0) % UInt64(count) == UInt64(part - 1)
        case .sample(let percent, let seed):
            let hash = Self.hash(object, seed: seed)
            return Double(hash >> 11) / Double(UInt64(1) << 53) < percent / 100
        }
    }

    /// FNV-1a, then the mixing of SplitMix64: neighbours fall anywhere.
    private static func hash(_ object: String, seed: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed &* 0x9E37_79B9_7F4A_7C15
        for byte in object.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}
