import Connector
internal import Connector
import Cryptography
import Engine
import Host
import JSON
import Storage
import TestSupport
import Testing
import Values
internal import Values

@testable import RepositoryEngine

@Suite struct VerifyTests {
    @Test(arguments: Restic.all)
    func aWholeRepositoryHasNoFindings(restic: Restic) async throws {
        try await withScratchFolder { folder in
            try await RestoreTests.make(folder)
            let ours = try await RepositoryFixture(in: folder)
            try await restic(ours.path, "backup", "\(folder)/tree")
            var read: [Int64] = []
            for reading in [
                VerifyScope.Reading.structure, .sample(percent: 50, seed: 1), .everything,
            ] {
                let report = try await ours.vault.verify(
                    VerifyScope(reading: reading), RunProgress())
                #expect(report.findings == [])
                #expect(report.snapshots == 1)
                read.append(report.bytesRead.bytes)
            }
            // Half of the packs may be nearly all of the bytes, or nearly none.
            #expect(read[0] < 1_000_000 && read[2] > 9_000_000, "\(read)")
            #expect(read[0] <= read[1] && read[1] <= read[2], "\(read)")
        }
    }

    enum Kind: String, CaseIterable, Sendable {
        case missingPack, truncatedPack, flippedData, flippedTree, flippedHeader, flippedIndex
        case flippedSnapshot, missingIndex
    }

    @Test(arguments: Kind.allCases)
    func damageIsFoundAndNamed(kind: Kind) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let vault = ours.vault
            _ = try await blocking {
                try shell(
                    "mkdir '\(folder)/tree' && head -c 200000 /dev/urandom > '\(folder)/tree/one'")
            }
            try await Restic.new(ours.path, "backup", "\(folder)/tree")
            let index = try await vault.loadIndex()
            let data = index.data[0]
            let pack = index.packs[Int(data.pack)]
            let name = RepositoryLayout.object(.data, pack)
            let size = try #require(try await vault.storage.head(name)?.size)
            var subject = pack.description
            switch kind {
            case .missingPack: try await vault.storage.delete(name)
            case .truncatedPack: try await Damage.cut(name, by: 10, vault)
            case .flippedData: try await Damage.flip(name, at: Int(data.offset) + 30, vault)
            case .flippedHeader: try await Damage.flip(name, at: Int(size) - 12, vault)
            case .flippedTree:
                let tree = index.place(index.trees[0])
                subject = tree.pack.description
                try await Damage.flip(
                    RepositoryLayout.object(.data, tree.pack), at: tree.offset + 20, vault)
            case .flippedIndex, .missingIndex, .flippedSnapshot:
                let folder: RepositoryLayout.Folder =
                    kind == .flippedSnapshot ? .snapshots : .index
                let id = try #require(try await vault.list(folder).first?.id)
                subject = kind == .flippedSnapshot ? id.short : id.description
                if kind == .missingIndex {
                    subject = "is in no pack"
                    try await vault.storage.delete(RepositoryLayout.object(folder, id))
                } else {
                    try await Damage.flip(RepositoryLayout.object(folder, id), at: 40, vault)
                }
            }
            let report = try await vault.verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(
                report.findings.contains { $0.message.contains(subject) }, "\(report.findings)")
            if kind == .missingPack || kind == .flippedData {
                let path = "\(folder.dropFirst())/tree/one"
                #expect(report.findings.contains { $0.paths.map(\.description) == [path] })
            }
        }
    }

    @Test(arguments: ["missing", "flipped"])
    func anIndexIsMadeAnewFromThePacks(damage: String) async throws {
        try await withScratchFolder { folder in
            try await RestoreTests.make(folder)
            let ours = try await RepositoryFixture(in: folder)
            let vault = ours.vault
            try await Restic.new(ours.path, "backup", "\(folder)/tree")
            let before = try await vault.loadIndex()
            for listed in try await vault.list(.index) {
                let name = RepositoryLayout.object(.index, listed.id)
                if damage == "missing" {
                    try await vault.storage.delete(name)
                } else {
                    try await Damage.flip(name, at: 30, vault)
                }
            }
            let plan = try await vault.repairIndex(isRehearsal: true, RunProgress())
            #expect(Set(plan.found) == Set(before.packs))
            #expect(plan.dropped.isEmpty == (damage == "missing"))
            let done = try await vault.repairIndex(RunProgress())
            #expect(done == plan)
            let after = try await vault.loadIndex()
            #expect(after.count == before.count && Set(after.packs) == Set(before.packs))
            try await Restic.old(ours.path, "check", "--read-data")
            let again = try await vault.repairIndex(readsAll: true, RunProgress())
            #expect(again.isNothing)
        }
    }

    /// As after a power cut that took the end of a file.
    @Test func whatIsWholeInAPackWithoutItsEndStaysInTheIndex() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            let vault = ours.vault
            _ = try await blocking {
                try shell(
                    """
                    mkdir '\(folder)/tree' && cd '\(folder)/tree' || exit
                    for n in 1 2 3 4; do head -c 200000 /dev/urandom > $n; done
                    """)
            }
            try await Restic.new(ours.path, "backup", "\(folder)/tree")
            let before = try await vault.loadIndex()
            let lost = before.place(before.data[0])
            let name = RepositoryLayout.object(.data, lost.pack)
            try await Damage.flip(name, at: lost.offset + 40, vault)
            try await Damage.cut(name, by: 20, vault)
            let plan = try await vault.repairIndex(isRehearsal: true, RunProgress())
            #expect(plan.unreadable.count == 1)
            let done = try await vault.repairIndex(RunProgress())
            #expect(done == plan)
            let after = try await vault.loadIndex()
            #expect(after.count == before.count - 1)
            #expect(!after.contains(before.data[0].id, .data))
            for row in 1..<before.data.count {
                #expect(after.places(of: before.data[row].id, .data).count == 1)
            }
        }
    }

    @Test func statisticsCountWhatIsThere() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            _ = try await blocking {
                try shell(
                    """
                    mkdir '\(folder)/tree' && head -c 500000 /dev/urandom > '\(folder)/tree/one'
                    cp '\(folder)/tree/one' '\(folder)/tree/two'
                    """)
            }
            for _ in 1...2 { try await Restic.new(ours.path, "backup", "\(folder)/tree") }
            let statistics = try await ours.vault.statistics(RunProgress())
            #expect(statistics.snapshots == 2)
            #expect(statistics.restored.bytes == 2_000_000)
            #expect(statistics.stored.bytes > 500_000 && statistics.stored.bytes < 520_000)
            #expect(statistics.ratio > 3.8)
        }
    }
}
