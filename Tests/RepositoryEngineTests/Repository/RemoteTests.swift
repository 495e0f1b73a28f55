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

/// Over a server that knows repositories, with upstream on the server's own folder.
@Suite struct RemoteTests {
    @Test func aRepositoryOnAServerIsMadeCheckedRestoredAndPruned() async throws {
        try await withScratchFolder { folder in
            try await RESTFixture.withServer { url, path in
                let storage = RESTStorage(url: url, access: .tester, loop: TestServer.loop)
                let vault = try await RepositoryVault.create(
                    at: storage,
                    NewRepository(
                        passphrase: RepositoryFixture.passphrase),
                    settings: RepositoryFixture.settings)
                try await RestoreTests.make(folder)
                for round in 1...2 {
                    _ = try await blocking {
                        try shell("head -c 900000 /dev/urandom > '\(folder)/tree/r\(round)'")
                    }
                    try await Restic.new(path, "backup", "\(folder)/tree")
                    _ = try await blocking { try shell("rm '\(folder)/tree/r\(round)'") }
                }
                let list = try await vault.snapshots().snapshots
                let (first, last) = (try #require(list.first), try #require(list.last))
                let report = try await vault.verify(
                    VerifyScope(reading: .everything), RunProgress())
                #expect(report.findings == [] && report.snapshots == 2)
                try await vault.forget([first.id], RunProgress())
                let plan = try await vault.prune(PruneTests.all, isRehearsal: false, RunProgress())
                #expect(plan.freed.bytes > 900_000)
                try await Restic.new(path, "check", "--read-data")
                let restored = try await RestoreTests.restore(
                    vault, last.id, to: "\(folder)/out")
                #expect(restored.issues.count == 0)
                let difference = try await blocking {
                    try shell(
                        """
                        cd '\(folder)'
                        diff -r --no-dereference --exclude=pipe tree/a 'out\(folder)/tree/a'
                        """
                    )
                }
                #expect(difference.output.isEmpty)
                await vault.close()
            }
        }
    }
}
