import Connector
import Cryptography
import Engine
import FilesConnector
import Host
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Processes killed with SIGKILL at seeded moments while they prune, copy or rewrite, and upstream
/// or another process of ours backs up into the same repository. Whatever was done by then, the
/// next run takes the dead process's lock away by itself, upstream then finds nothing wrong, and
/// the work can be finished.
@Suite(.timeLimit(.minutes(60))) struct MaintenanceKillTests {
    static let kills = isFullLength ? 200 : 20
    private static let delayMax: UInt32 = 3_000

    enum Work: String, CaseIterable, Sendable {
        case prune, copy, rewrite

        /// Does it to what lies in a folder: `repository`, and for copies `copies`.
        func run(in folder: String) async throws {
            let vault = try await RepositoryFixture.open("\(folder)/repository")
            switch self {
            case .prune:
                let old = try await vault.snapshots().snapshots.filter {
                    $0.details?.tags == ["old"]
                }
                try await vault.forget(old.map(\.id), RunProgress())
                try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
            case .copy:
                let target = try await RepositoryFixture.open("\(folder)/copies")
                _ = try await vault.copy(to: target, RunProgress())
            case .rewrite:
                let order = RewriteOrder(forgets: true) { path, _ in
                    path.name.starts(with: "old".utf8)
                }
                _ = try await vault.rewrite(order, RunProgress())
            }
        }

        /// The repository that it changes.
        func changed(in folder: String) -> String {
            self == .copy ? "\(folder)/copies" : "\(folder)/repository"
        }
    }

    @Test(arguments: Work.allCases)
    func afterAKillUpstreamFindsNothingWrongAndTheNextRunFinishes(work: Work) async throws {
        var random = SeededGenerator()
        var cutShort = 0
        try await withScratchFolder { scratch async throws in
            try await Self.make(in: "\(scratch)/made")
            try await Self.copyFolder("made", "unharmed", in: scratch)
            await #expect(processExitsWith: .success) {
                [scratch = scratch as String, work = work.rawValue as String] in
                try await EventCount.note(to: "\(scratch)/events") {
                    try await Work(rawValue: work)?.run(in: "\(scratch)/unharmed")
                }
            }
            let done = try await Self.state(work.changed(in: "\(scratch)/unharmed"))
            let events = try EventCount.read(from: "\(scratch)/events")
            for round in 0..<Self.kills {
                let folder = "\(scratch)/copy"
                try await Self.copyFolder("made", "copy", in: scratch)
                let path = work.changed(in: folder)
                // Two of three times somebody else is at work in the same repository.
                let beside = Beside.allCases[round % 3]
                async let backup: Void = beside.backUp("\(scratch)/made/tree", path)
                try await Self.kill(
                    work, in: folder, at: Int.random(in: 1...events, using: &random),
                    delay: UInt32.random(in: 0...Self.delayMax, using: &random))
                let context = "\(work), round \(round), seed \(random.seed)"
                // The next run: it takes the dead lock away, and finds everything there.
                let vault = try await RepositoryFixture.open(path)
                let report = try await vault.verify(
                    VerifyScope(reading: .everything), RunProgress())
                #expect(report.findings == [], "\(context)")
                try await backup
                try await Restic.new(path, "check", "--read-data")
                if try await Self.state(path) != done { cutShort += 1 }
                try await work.run(in: folder)
                let expected = beside == .nobody ? done : done.union(["/made/tree"])
                #expect(try await Self.state(path) == expected, "\(context)")
                try await Restic.new(path, "check", "--read-data")
                #expect(try await vault.list(.locks).isEmpty, "\(context)")
            }
        }
        #expect(cutShort > 0, "no kill ever hit the work, seed \(random.seed)")
        print("\(Self.kills) of \(work) killed, \(cutShort) in the middle, seed \(random.seed)")
    }

    private static func kill(
        _ work: Work, in folder: String, at event: Int, delay: UInt32
    ) async throws {
        await #expect(processExitsWith: .signal(9)) {
            [
                folder = folder as String, work = work.rawValue as String, event = event as Int,
                delay = delay as UInt32
            ] in
            KillAtEvent.arm(event, delay: delay)
            // Where upstream was faster, it is waited for.
            while true {
                do {
                    try await Work(rawValue: work)?.run(in: folder)
                    break
                } catch let error as EngineError where error.kind == .locked {
                    continue
                }
            }
            KillAtEvent.now()
        }
    }

    /// A repository with three snapshots, two of them old, and an empty one for copies.
    private static func make(in folder: String) async throws {
        let ours = try await RepositoryFixture(in: folder)
        for round in 1...3 {
            _ = try await blocking {
                try shell(
                    """
                    mkdir -p '\(folder)/tree/sub' && cd '\(folder)/tree' && rm -f sub/old*
                    for n in 1 2 3 4 5; do
                        echo "kept $n" > "kept$n"
                        head -c 150000 /dev/urandom > "sub/old\(round)-$n"
                        head -c 150000 /dev/urandom > "new\(round)-$n"
                    done
                    """)
            }
            try await Restic.new(
                ours.path, "backup", "--tag", round < 3 ? "old" : "new", "\(folder)/tree")
        }
        _ = try await CopyTests.target(folder)
    }

    /// Which snapshots there are, by what they hold: their paths, tags and numbers of entries, and
    /// of those upstream made meanwhile only the folder.
    private static func state(_ path: String) async throws -> Set<String> {
        let vault = try await RepositoryFixture.open(path)
        let list = try await vault.snapshots()
        var state = Set(list.damaged.map { "damaged: \($0.reason)" })
        for snapshot in list.snapshots {
            let tags = snapshot.details?.tags ?? []
            guard tags != ["meanwhile"] else {
                state.insert("/made/tree")
                continue
            }
            state.insert("\(snapshot.time) \(tags) \(snapshot.contentSize)")
        }
        return state
    }

    /// Who backs up into the same repository meanwhile.
    private enum Beside: CaseIterable {
        case upstream, ours, nobody

        func backUp(_ tree: String, _ path: String) async throws {
            switch self {
            case .nobody: break
            case .upstream:
                try await Restic.new(
                    path, "--retry-lock", "4m", "backup", "--tag", "meanwhile", tree)
            case .ours: try await backUpOurselves(tree, path)
            }
        }

        private func backUpOurselves(_ tree: String, _ path: String) async throws {
            let settings = RepositoryEngine.Settings(
                stateFolder: FilePath("\(path).state"), program: "holdfast test")
            let job = BackupJob(
                run: IDSource().next(), source: FilesSource([FilePath(tree)]),
                details: SnapshotDetails(hostName: "test", paths: [tree], tags: ["meanwhile"]),
                issuePolicy: .failFast, started: WallClock.system.now)
            while true {
                let vault: RepositoryVault
                do {
                    vault = try await RepositoryFixture.open(path)
                } catch let error as EngineError where error.kind == .locked {
                    continue
                }
                let report = try await RepositoryEngine(settings).backup(
                    job, to: [vault], RunProgress())
                switch report.outcomes[0].verdict {
                case .stored: return
                // As long as somebody prunes.
                case .failed(let error) where error.kind == .locked: continue
                case .failed(let error): throw error
                }
            }
        }
    }

    private static func copyFolder(
        _ name: String, _ copy: String, in scratch: String
    ) async throws {
        _ = try await blocking {
            try shell("cd '\(scratch)' && rm -rf '\(copy)' && cp -a '\(name)' '\(copy)'")
        }
    }
}
