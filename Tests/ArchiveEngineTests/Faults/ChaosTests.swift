import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// A location that fails by a script, behind retries that know no pause.
@Suite(.timeLimit(.minutes(10))) struct ChaosTests {
    private static let rounds = isFullLength ? 300 : 15

    private static func tree() -> SyntheticTree {
        var big = SyntheticTree.Node(path: "tree/m big", seed: 78, size: 5 << 20)
        big.isCompressible = false
        return SyntheticTree(SyntheticTree.everything(seed: 7, size: 300_000) + [big])
    }

    private static let passing: [StorageError.Kind] = [
        .failed, .unreachable, .timeout, .rateLimited(retryAfter: nil),
        .rateLimited(retryAfter: .milliseconds(1)),
    ]
    private static let lasting: [StorageError.Kind] = [.denied, .full, .unexpected, .untrusted]

    private static func fault(_ random: inout SeededGenerator) -> Fault {
        let calls: [StorageCall] = [.put, .put, .put, .head, .get, .list, .delete]
        let call = calls.randomElement(using: &random) ?? .put
        let lasts = Int.random(in: 0..<8, using: &random) == 0
        let kind = (lasts ? lasting : passing).randomElement(using: &random) ?? .failed
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return Fault(call, nil, .refused(kind))
        case 1 where call == .put || call == .get:
            let place = Int64.random(in: 0...1_200_000, using: &random)
            return Fault(call, nil, .broken(after: place, kind))
        default: return Fault(call, nil, .answerLost(kind))
        }
    }

    @Test(arguments: [true, false])
    func aBackupSurvivesWhatPassesAndGoesOnAfterTheRest(isLocal: Bool) async throws {
        var random = SeededGenerator()
        var used = 0
        var failures = 0
        for round in 0..<Self.rounds {
            let context = "round \(round), seed \(random.seed)"
            let faults = (0..<12).map { _ in Self.fault(&random) }
            try await withScratchFolder { scratch in
                let fixture = try ArchiveFixture(in: scratch)
                let memory = MemoryStorage()
                let whole = try await fixture.vault(memory)
                for name in ["notes.txt", "\(fixture.layout.folder)/notes.txt"] {
                    try await memory.put(ObjectName(name), [7], .create)
                }
                let faulty = FaultyStorage(memory, faults)
                let location = RetryingStorage(
                    GateStorage(faulty, isLocal: isLocal), policy: .quick)
                var isStored = false
                // Each failure has used a fault up.
                for _ in 0...faults.count where !isStored {
                    isStored = try await Self.attempt(fixture, location, context)
                    if !isStored { failures += 1 }
                    try await ServerFaultTests.requireOnlyWhole(whole)
                }
                #expect(isStored, "\(context)")
                used += faults.count - faulty.unused.count
                try await ServerFaultTests.requireOnlyWhole(whole, count: 1)
                try await ResumeTests.requireContent(fixture, Self.tree().list, whole)
                #expect(try await memory.head("notes.txt") != nil, "\(context)")
                let notes = try ObjectName("\(fixture.layout.folder)/notes.txt")
                #expect(try await memory.head(notes) != nil, "\(context)")
            }
        }
        #expect(used > 2 * Self.rounds && failures > 0)
        print("\(used) faults in \(Self.rounds) backups, \(failures) failed, \(random.seed)")
    }

    /// Whether it was stored; what failed said so in a sentence of one line.
    private static func attempt(
        _ fixture: ArchiveFixture, _ storage: any Storage, _ context: String
    ) async throws -> Bool {
        do {
            let vault = try await fixture.vault(storage)
            let report = try await fixture.backup(tree(), to: [vault])
            guard case .failed(let error) = try #require(report.outcomes.first).verdict else {
                return true
            }
            #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(context)")
        } catch let error as EngineError {
            #expect(error.kind == .storage, "\(error) \(context)")
        } catch is StorageError {}
        return false
    }

    // MARK: What is taken away meanwhile

    /// Somebody cleans the vault up while the backup is made: it is not signed as whole.
    @Test(arguments: [PartName(1).text, "entries.jsonl.zst.age"])
    func whatVanishedMeanwhileIsNotSigned(victim: String) async throws {
        try await withScratchFolder { scratch in
            let fixture = try ArchiveFixture(in: scratch)
            let memory = MemoryStorage()
            let gate = GateStorage(
                memory,
                meanwhile: { [layout = fixture.layout] name in
                    guard name == layout.sums else { return }
                    try await memory.delete(ObjectName("\(layout.folder)/\(victim)"))
                })
            let vault = try await fixture.vault(gate)
            let report = try await fixture.backup(Self.tree(), to: [vault])
            guard case .failed(let error) = report.outcomes[0].verdict else {
                Issue.record("it was signed")
                return
            }
            #expect(error.message.contains("\(victim) is gone"), "\(error)")
            #expect(error.disposition == .retryable)
            #expect(try await memory.head(fixture.layout.completion) == nil)
            let again = try await fixture.vault(memory)
            _ = try await fixture.backup(Self.tree(), to: [again]).requireStored()
            try await ServerFaultTests.requireOnlyWhole(again, count: 1)
        }
    }
}
