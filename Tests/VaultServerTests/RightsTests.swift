import Host
import LocalStorage
import RESTProtocol
import RESTStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values
import VaultServer

/// What each right allows, and what it takes until an archive's snapshot cannot be changed.
@Suite(.timeLimit(.minutes(5))) struct RightsTests {
    private let snapshot =
        "tenants/0190b0a0-0000-7000-8000-000000000001/sources/"
        + "0190b0a0-0000-7000-8000-000000000002/snapshots/0190b0a0-0000-7000-8000-000000000003"

    private func name(_ file: String) throws -> ObjectName { try ObjectName("\(snapshot)/\(file)") }

    private func withVault(
        _ body: (TestVaultServer, RESTStorage) async throws -> Void
    ) async throws {
        try await TestVaultServer.with { server in
            let storage = server.storage("web/v", as: "web", try server.add("web"))
            try await storage.makeRoot()
            try await body(server, storage)
            await storage.close()
        }
    }

    @Test func whoAppendsNeitherReplacesNorDeletes() async throws {
        try await withVault { _, storage in
            try await storage.put("holdfast-vault.json", [1], .create)
            #expect(storage.traits.isAppendOnly)
            await expectStorageError(.denied) {
                try await storage.put("holdfast-vault.json", [2], .replace)
            }
            await expectStorageError(.denied) {
                try await storage.put("holdfast-vault.json", [1, 1], .replace)
            }
            await expectStorageError(.alreadyExists) {
                try await storage.put("holdfast-vault.json", [1], .create)
            }
            // What has been stored already may be sent again.
            try await storage.put("holdfast-vault.json", [1], .replace)
            await expectStorageError(.denied) {
                try await storage.delete("holdfast-vault.json")
            }
            try await storage.delete("nothing")
            #expect(try await storage.content("holdfast-vault.json") == [1])
        }
    }

    @Test func aSnapshotIsOpenUntilItIsComplete() async throws {
        try await withVault { _, storage in
            let (part, other, complete) = (
                try name("payload.part000001"), try name("stray"), try name("complete.json")
            )
            try await storage.put(part, [1], .replace)
            try await storage.put(part, [2, 2], .replace)
            try await storage.put(other, [3], .create)
            try await storage.delete(other)
            #expect(try await storage.names() == [part.text])
            try await storage.put(complete, [9], .create)
            for name in [part, complete] {
                await expectStorageError(.denied) { try await storage.put(name, [4], .replace) }
                await expectStorageError(.denied) { try await storage.delete(name) }
            }
            #expect(try await storage.content(part) == [2, 2])
            #expect(try await storage.content(complete) == [9])
        }
    }

    /// An upload that began before counts by its end.
    @Test func anUploadThatEndsAfterTheSnapshotIsRefused() async throws {
        try await withVault { _, storage in
            let (part, complete) = (try name("payload.part000001"), try name("complete.json"))
            try await storage.put(part, [1], .replace)
            let body = ObjectBody.stepped(length: 2 << 20) { number in
                guard number < 2 else { return nil }
                if number == 1 { try await storage.put(complete, [9], .create) }
                return [UInt8](repeating: 7, count: 1 << 20)
            }
            await expectStorageError(.denied) { try await storage.put(part, body, .replace) }
            #expect(try await storage.content(part) == [1])
        }
    }

    @Test func whoReadsOnlyReads() async throws {
        try await withVault { server, storage in
            try await storage.put("thing", [1], .create)
            let reader = server.storage(
                "web/v", as: "visitor", try server.add("visitor", path: "web", .read))
            #expect(try await reader.content("thing") == [1])
            #expect(try await reader.names() == ["thing"])
            await expectStorageError(.denied) { try await reader.put("new", [1], .create) }
            await expectStorageError(.denied) { try await reader.delete("thing") }
            await expectStorageError(.denied) { try await reader.put("config", [1], .create) }
            #expect(try await storage.names() == ["thing"])
            await reader.close()
        }
    }

    @Test func aSecretEnds() async throws {
        let time = SettableTime()
        try await TestVaultServer.with(clock: time.clock) { server in
            let secret = try server.add("web", expires: time.clock.now + .seconds(60))
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            try await storage.put("thing", [1], .create)
            time.advance(by: .seconds(60))
            await expectStorageError(.denied) { _ = try await storage.content("thing") }
            // A secret in its place ends the old one.
            let fresh = server.storage("web/v", as: "web", try server.add("web"))
            #expect(try await fresh.content("thing") == [1])
            await fresh.close()
            await storage.close()
        }
    }

    @Test func aQuotaHoldsForAllUploadsTogether() async throws {
        try await TestVaultServer.with { server in
            let first = server.storage("web/v", as: "web", try server.add("web"))
            try await first.makeRoot()
            try await first.put("before", [UInt8](repeating: 1, count: 100_000), .create)
            // Counted although it was there before the quota.
            let secret = try server.add("web", .full, quota: ByteCount(1_000_000))
            let storage = server.storage("web/v", as: "web", secret)
            let space = try await storage.space()
            #expect(space == StorageSpace(free: ByteCount(900_000), total: ByteCount(1_000_000)))
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let body = [UInt8](repeating: 2, count: 300_000)
                        do {
                            try await storage.put(ObjectName("at-once/\(number)"), body, .create)
                            return true
                        } catch let error as StorageError where error.kind == .full {
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                var stored = 0
                for await success in group where success { stored += 1 }
                #expect((1...3).contains(stored))
            }
            let names = try await storage.names(below: "at-once")
            for name in names { try await storage.delete(ObjectName(name)) }
            #expect(try await storage.space()?.free == ByteCount(900_000))
            // A length that is not told is held to it as well.
            let endless = ObjectBody.stepped(length: nil) { _ in
                [UInt8](repeating: 3, count: 100_000)
            }
            await expectStorageError(.full) { try await storage.put("endless", endless, .create) }
            try await storage.put("fits", [UInt8](repeating: 4, count: 900_000), .create)
            await expectStorageError(.full) { try await storage.put("more", [1], .create) }
            // In place of what is there it counts as what it adds.
            try await storage.delete("before")
            try await storage.put("fits", [UInt8](repeating: 5, count: 90_000), .replace)
            #expect(try await storage.space()?.free == ByteCount(910_000))
            await first.close()
            await storage.close()
        }
    }

    @Test func aServerThatIsNotOursIsNotTakenForOurs() async throws {
        try await RESTFixture.withServer { url, _ async throws in
            let storage = RESTStorage(url: url, access: .tester, loop: TestServer.loop)
            try await storage.makeRoot()
            #expect(try await storage.names() == [])
            #expect(try await storage.space() == nil)
            await expectStorageError(.unsupported) {
                try await storage.put("holdfast-vault.json", [1], .create)
            }
            await storage.close()
        }
    }

    /// A folder of the served disk that is gone is not an empty vault.
    @Test func aDiskThatIsAwayIsNotAnEmptyVault() async throws {
        try await withVault { server, storage in
            try await storage.put("thing", [1], .create)
            let move = { (from: String, to: String) in
                let result = try await blocking { try shell("mv '\(from)' '\(to)'") }
                #expect(result.status == 0)
            }
            try await move(server.folder, server.folder + "-away")
            await expectStorageError(.rateLimited(retryAfter: .seconds(60))) {
                _ = try await storage.head("thing")
            }
            try await blocking { _ = try shell("mkdir -p '\(server.folder)/web/v'") }
            await expectStorageError(.rateLimited(retryAfter: .seconds(60))) {
                _ = try await storage.names()
            }
            try await blocking { _ = try shell("rm -r '\(server.folder)'") }
            try await move(server.folder + "-away", server.folder)
            #expect(try await storage.content("thing") == [1])
        }
    }

    @Test func clientsThatAnotherProcessChangesAreSeen() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            let other = try ClientFile(in: FilePath(server.folder))
            #expect(other.clients.map(\.name) == ["web"])
            try other.remove("web")
            try server.clients.refresh()
            await expectStorageError(.denied) { _ = try await storage.head("thing") }
            let file = try await blocking {
                try readFile("\(server.folder)/.holdfast-serve/clients.json")
            }
            #expect(!String(decoding: file, as: UTF8.self).contains(secret))
            await storage.close()
        }
    }

    @Test func twoServersDoNotShareAFolder() async throws {
        try await TestVaultServer.with { server in
            await #expect(throws: FileError.self) {
                try await TestVaultServer.with(in: server.folder) { _ in }
            }
        }
    }
}
