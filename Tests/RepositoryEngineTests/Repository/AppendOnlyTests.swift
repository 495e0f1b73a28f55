import Connector
import Cryptography
import Engine
import HTTPStorage
import Host
import JSON
import RESTStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// A server that takes and never gives up, but for locks, as people have it for machines that may
/// be broken into.
@Suite struct AppendOnlyTests {
    @Test(.timeLimit(.minutes(5)))
    func whatAddsWorksAndWhatTakesAwayIsRefusedAndChangesNothing() async throws {
        try await withScratchFolder { folder in
            try await RESTFixture.withServer(["--append-only"]) { url, path in
                func open() async throws -> RepositoryVault {
                    try await RepositoryVault.open(
                        at: RESTStorage(url: url, access: .tester, loop: TestServer.loop),
                        passphrase: RepositoryFixture.passphrase,
                        settings: RepositoryFixture.settings)
                }
                _ = try await RepositoryVault.create(
                    at: RESTStorage(url: url, access: .tester, loop: TestServer.loop),
                    NewRepository(
                        passphrase: RepositoryFixture.passphrase),
                    settings: RepositoryFixture.settings)
                // Two snapshots come over the wire, each with what the other has not.
                let source = try await CopyTests.source(folder, .new)
                let vault = try await open()
                let report = try await source.vault.copy(to: vault, RunProgress())
                #expect(!report.hasFailures && report.lines.count == 2)
                #expect(try await vault.list(.locks).isEmpty, "locks may go")
                let check = try await vault.verify(
                    VerifyScope(reading: .everything), RunProgress())
                #expect(check.findings == [])

                // A lock of a process that is gone goes, too.
                let dead = try LockFile.ofAnEndedProcess()
                try await vault.store(dead.encoded, in: .locks)
                await (try await vault.lock(.shared)).release()
                #expect(try await vault.list(.locks).isEmpty)

                // Whoever sits at the server may; so there is something that nobody needs.
                let first = try #require(try await vault.snapshots().snapshots.first?.id)
                let last = try #require(try await vault.snapshots().snapshots.last?.id)
                try await Restic.new(path, "forget", last.text)
                let before = try await names(vault)
                for refused in Refused.allCases {
                    let anew = try await open()
                    let error = await #expect(throws: EngineError.self) {
                        try await refused.run(anew, first)
                    }
                    #expect((error?.underlying as? StorageError)?.kind == .denied, "\(refused)")
                    #expect(error?.message.contains("append-only") == true, "\(refused)")
                    #expect(try await names(vault) == before, "\(refused) has left something")
                }
                try await Restic.new(path, "check", "--read-data")
                await vault.close()
            }
        }
    }

    private enum Refused: CaseIterable {
        case forget, prune, rewrite

        func run(_ vault: RepositoryVault, _ first: SnapshotID) async throws {
            switch self {
            case .forget: try await vault.forget([first], RunProgress())
            case .prune:
                try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
            case .rewrite:
                let order = RewriteOrder(forgets: true) { path, _ in
                    path.name.elementsEqual("large".utf8)
                }
                _ = try await vault.rewrite(order, RunProgress())
            }
        }
    }

    private func names(_ vault: RepositoryVault) async throws -> Set<ObjectName> {
        Set(try await vault.storage.listAll(nil).map(\.name))
    }
}
