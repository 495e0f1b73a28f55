import Engine
import HTTPStorage
import RESTStorage
import Storage
import StorageSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// Prunes of what does not show everything that it has.
@Suite(.timeLimit(.minutes(5))) struct PruneListingTests {
    /// Copies nothing, so that what is refused has changed nothing.
    private static let gentle = PruneSettings(unusedMax: .unlimited)

    private static func open(_ storage: any Storage) async throws -> RepositoryVault {
        try await RepositoryVault.open(
            at: storage, passphrase: RepositoryFixture.passphrase,
            settings: RepositoryFixture.settings)
    }

    /// Hidden from this listing on. A prune lists the snapshots to plan, before it stores anything
    /// and before it deletes anything; and each time again where there is none.
    @Test(arguments: 0...2)
    func snapshotsThatGoOutOfSightAreNotTakenForGone(shown: Int) async throws {
        try await withScratchFolder { folder in
            let vault = try await PruneTests.repository(folder, .new)
            _ = try await PruneTests.forgetAllButTheLast(vault)
            let before = try await vault.storage.listAll(nil).map(\.name)
            let hiding = try await Self.open(
                HidingStorage(vault.storage, .snapshots, shown: shown, times: .max))
            let error = await #expect(throws: EngineError.self) {
                try await hiding.prune(Self.gentle, isRehearsal: false, RunProgress())
            }
            #expect(error?.kind == (shown == 0 ? .damaged : .storage))
            let after = try await vault.storage.listAll(nil).map(\.name)
            #expect(shown == 2 ? Set(after).isSuperset(of: before) : after == before)
        }
    }

    @Test(arguments: 0...1)
    func oneListingThatShowsNothingIsNotBelieved(shown: Int) async throws {
        try await withScratchFolder { folder in
            let vault = try await PruneTests.repository(folder, .new)
            _ = try await PruneTests.forgetAllButTheLast(vault)
            let storage = HidingStorage(vault.storage, .snapshots, shown: shown, times: 1)
            let plan = try await Self.open(storage)
                .prune(PruneTests.all, isRehearsal: false, RunProgress())
            #expect(plan.snapshots == 1 && !storage.isUnused)
            try await Restic.new("\(folder)/repository", "check", "--read-data")
        }
    }

    /// Who takes a lock looks twice.
    @Test func aLockIsSeenThatTwoListingsDoNotShow() async throws {
        try await withScratchFolder { folder in
            let vault = try await PruneTests.repository(folder, .new)
            let held = try await vault.lock(.shared)
            let storage = HidingStorage(vault.storage, .locks, shown: 0, times: 2)
            let error = await #expect(throws: EngineError.self) {
                try await Self.open(storage)
                    .prune(PruneTests.all, isRehearsal: false, RunProgress())
            }
            #expect(error?.kind == .locked && !storage.isUnused)
            await held.release()
        }
    }

    /// As of a disk that went away: neither is there to be seen.
    @Test func aLocationWithoutItsConfigIsNotEmpty() async throws {
        try await withScratchFolder { folder in
            let vault = try await RepositoryFixture(in: folder).vault
            #expect(try await vault.list(.snapshots).isEmpty)
            try await vault.storage.delete(RepositoryLayout.config)
            let error = await #expect(throws: EngineError.self) {
                try await vault.list(.snapshots)
            }
            #expect(error?.kind == .storage && error?.disposition == .retryable)
        }
    }

    @Test func aRepositoryIsEmptiedByWhoMeansIt() async throws {
        try await withScratchFolder { folder in
            let vault = try await PruneTests.repository(folder, .new)
            try await vault.forget(
                try await vault.snapshots().snapshots.map(\.id), RunProgress())
            let before = try await vault.list(.data)
            let error = await #expect(throws: EngineError.self) {
                try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
            }
            #expect(error?.message.contains("--empty") == true)
            #expect(try await vault.list(.data) == before)
            var all = PruneTests.all
            all.mayEmpty = true
            try await vault.prune(all, isRehearsal: false, RunProgress())
            #expect(try await vault.list(.data).isEmpty)
            // There is nothing left to be told of.
            try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
        }
    }

    /// A proxy says once that a folder is not there, as while the server behind it begins anew.
    @Test(arguments: ["snapshots", "locks", "index"])
    func aServerThatIsAwayForAMomentLosesNothing(hidden: String) async throws {
        try await withScratchFolder { folder in
            try await RESTFixture.withServer { url, path async throws in
                let port = try #require(url.split(separator: ":").last?.split(separator: "/").first)
                let fault = HTTPFault("GET", "/\(hidden)/ ", .status(404))
                try await FaultProxy.with([fault], before: try #require(UInt16(port))) {
                    proxy async throws in
                    let direct = RESTStorage(url: url, access: .tester, loop: TestServer.loop)
                    try await RepositoryVault.create(
                        at: direct, NewRepository(passphrase: RepositoryFixture.passphrase),
                        settings: RepositoryFixture.settings
                    ).close()
                    _ = try await blocking {
                        try shell("head -c 900000 /dev/urandom > '\(folder)/file'")
                    }
                    try await Restic.new(path, "backup", "\(folder)/file")
                    let storage = RESTStorage(
                        url: url.replacing(":\(port)/", with: ":\(proxy.port)/"), access: .tester,
                        loop: TestServer.loop)
                    let vault = try await Self.open(storage)
                    let plan = try await vault.prune(
                        PruneTests.all, isRehearsal: false, RunProgress())
                    #expect(plan.snapshots == 1)
                    #expect(try proxy.fired.count == 1)
                    try await Restic.new(path, "check", "--read-data")
                    await vault.close()
                }
            }
        }
    }

    // MARK: Sizes

    /// What is needed of a pack that lost its end, and nothing else, is still there.
    @Test func aPackWithoutItsEndIsWrittenAnew() async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            var generator = SeededGenerator()
            try writeFile(BackupFixture.noise(200_000, &generator), to: "\(folder)/file")
            try await Restic.new(ours.path, "backup", "\(folder)/file")
            let index = try await ours.vault.loadIndex()
            let pack = try #require(index.packs.first)
            try await Damage.cut(RepositoryLayout.object(.data, pack), by: 20, ours.vault)
            let plan = try await ours.vault.prune(
                PruneSettings(unusedMax: .unlimited), isRehearsal: false, RunProgress())
            #expect(plan.rewritten == [pack])
            try await Restic.new(ours.path, "check", "--read-data")
        }
    }

    enum Cut: CaseIterable, Sendable {
        case first, second, both
    }

    /// A blob that two wrote at once, of which one copy was cut off.
    @Test(arguments: Cut.allCases)
    func theCopyStaysThatIsWhole(cut: Cut) async throws {
        try await withScratchFolder { folder in
            let ours = try await RepositoryFixture(in: folder)
            var generator = SeededGenerator()
            let content = BackupFixture.noise(200_000, &generator)
            try writeFile(content, to: "\(folder)/file")
            try await Restic.new(ours.path, "backup", "\(folder)/file")
            let pack = try PackTests.pack([content], ours.vault.key)
            try await ours.vault.store(pack)
            var draft = IndexDraft()
            draft.add(pack)
            try await ours.vault.store(draft.takeDocument(), in: .index)
            let index = try await ours.vault.loadIndex()
            // In the order in which a prune looks at them.
            let packs = (0..<index.data.count).map { index.packs[Int(index.data[$0].pack)] }
            try #require(packs.count == 2)
            for (pack, isCut) in zip(packs, [cut != .second, cut != .first]) where isCut {
                try await Damage.cut(RepositoryLayout.object(.data, pack), by: 1000, ours.vault)
            }
            let before = try await ours.vault.storage.listAll(nil).map(\.name)
            let prune = {
                try await ours.vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
            }
            guard cut == .both else {
                _ = try await prune()
                try await Restic.new(ours.path, "check", "--read-data")
                return
            }
            let error = await #expect(throws: EngineError.self) { try await prune() }
            #expect(error?.kind == .damaged)
            #expect(try await ours.vault.storage.listAll(nil).map(\.name) == before)
        }
    }
}

/// A location of which some listings of a folder show nothing.
private final class HidingStorage: ForwardingStorage {
    let base: any Storage
    private let folder: RepositoryLayout.Folder
    private let left: Mutex<(shown: Int, hidden: Int)>

    init(_ base: any Storage, _ folder: RepositoryLayout.Folder, shown: Int, times: Int) {
        self.base = base
        self.folder = folder
        left = Mutex((shown, times))
    }

    var isUnused: Bool { left.withLock { $0.hidden > 0 } }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let isHidden = left.withLock { left in
            guard folder == self.folder.name, left.hidden > 0 else { return false }
            left.shown -= 1
            if left.shown < 0 { left.hidden -= 1 }
            return left.shown < 0
        }
        if !isHidden { try await base.list(folder, take) }
    }
}
